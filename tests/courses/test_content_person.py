"""What the seed documents ask of the person stands in the course, on the page trainees read, in three languages."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.models import CoursePage
from tests.courses.reading_pages import Reader, think_through

pytestmark = pytest.mark.django_db


@pytest.fixture
def reads(client: Client, starter_course: CoursePage) -> Reader:
    """A trainee on the starter course."""
    return Reader(client, starter_course)


@pytest.mark.req(2)
def test_r2_own_experience_is_worked_through(reads):
    """R2 «Has worked through / clarified own experience». Fails without the second paragraph of 1.r1, or the first
    question of the reflection 1.1."""
    reads(
        "1.r1",
        "du trenger å kjenne den så godt at du vet hvor det fortsatt gjør vondt",
        "du treng å kjenne ho så godt at du veit kvar det framleis gjer vondt",
        "you need to know it well enough to know where it still hurts",
    )
    reads(
        "1.1",
        "Hva kjennetegner den delen du forteller lett?",
        "Kva kjenneteiknar den delen du fortel lett?",
        "What do you notice about the part you find easy to tell?",
    )


@pytest.mark.req(3)
def test_r3_distance_to_ones_own_story(reads):
    """R3 «A certain emotional distance to own story is a precondition». Fails without the introduction of module 1 on
    the outline, or the third paragraph of 1.r1."""
    reads(
        "outline",
        "Du har fått nok avstand til at det er den andre som får plassen i samtalen.",
        "Du har fått nok avstand til at det er den andre som får plassen i samtalen.",
        "You have gained enough distance to let the conversation belong to the other person.",
    )
    reads(
        "1.r1",
        "Avstand betyr ikke at du er blitt kald. Det betyr at du kan velge.",
        "Avstand tyder ikkje at du har vorte kald. Det tyder at du kan velje.",
        "Distance does not mean that you have grown cold. It means that you can choose.",
    )


@pytest.mark.req(5)
def test_r5_ones_own_problems_and_those_of_others(reads):
    """R5 «Can separate own problems from others'». Fails without the second paragraph of 1.r1, or the last question
    of the reflection 1.1."""
    reads(
        "1.r1",
        "Da kan du sitte sammen med en annen uten at din egen fortelling tar over.",
        "Då kan du sitje saman med ein annan utan at di eiga forteljing tek over.",
        "Then you can sit with someone else without your own story taking over.",
    )
    reads(
        "1.1",
        "Når en annens historie ligner din: Hva kan hjelpe deg til å bli hos den andre?",
        "Når historia til ein annan liknar di: Kva kan hjelpe deg til å bli hos den andre?",
        "When someone else’s story is like yours, what can help you stay with the other person?",
    )


@pytest.mark.req(8)
def test_r8_the_offers_of_the_association_and_other_help(reads):
    """R8 «Knows the association's offers and other help». Fails without line s10 of 1.2 and how others think of it,
    or without the lines of the support map 7.1."""
    think_through(reads, "1.2")
    reads(
        "1.2",
        "Fortelle hva foreningen og kommunen kan tilby.",
        "Fortelje kva foreininga og kommunen kan tilby.",
        "Explain what the association and the municipality can offer.",
    )
    reads(
        "1.2",
        "Å kjenne tilbudene og vise vei er en del av rollen.",
        "Å kjenne tilboda og vise veg er ein del av rolla.",
        "Knowing what is available and pointing the way is part of the role.",
    )
    reads(
        "7.1",
        "Krisetelefonen, når det er natt og ingen andre svarer",
        "Krisetelefonen, når det er natt og ingen andre svarar",
        "The crisis helpline, when it is night and nobody else answers",
    )


@pytest.mark.req(9)
def test_r9_bound_by_confidentiality(reads):
    """R9 «Is bound by confidentiality». Fails without the line of 2.1 about the pledge, or the last paragraph of
    8.r2. That nobody is approved without the signed pledge is proven with the approval policies (R55, R57)."""
    reads(
        "2.1",
        "Jeg signerer taushetsløftet før jeg begynner. Det gjelder også etter at jeg har sluttet.",
        "Eg signerer teielovnaden før eg byrjar. Han gjeld også etter at eg har slutta.",
        "I sign the confidentiality pledge before I begin. It also applies after I have stopped.",
    )
    reads(
        "8.r2",
        "Løftet varer også etter at du har sluttet.",
        "Lovnaden varer også etter at du har slutta.",
        "The pledge still holds after you have stopped.",
    )
