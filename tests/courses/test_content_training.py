"""What the seed documents say about the training itself: form, topics and credit, on the rendered page."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.kinds import SEED_THEMES, Theme
from courses.models import ActivityPage, CoursePage
from courses.outline import Outline, OutlineModule
from tests.courses.reading_pages import LANGUAGES, Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def reads(client: Client, starter_course: CoursePage) -> Reader:
    """A trainee on the starter course."""
    return Reader(client, starter_course)


@pytest.mark.req(39)
def test_r39_the_partner_a_course_was_made_with_is_credited(client, starter_course):
    """R39 «A course can be developed with a partner, who is credited». Fails without the line «who made it» on the
    page of the course."""
    addresses = {"nb": "/grunnkurs/", "nn": "/nn/grunnkurs/", "en": "/en/grunnkurs/"}
    for language, address in addresses.items():
        course = CoursePage.objects.get(slug="grunnkurs", locale__language_code=language)
        course.developed_with = f"Utviklet sammen med Fyrlykta ({language})."
        course.save_revision().publish()
        assert f"Utviklet sammen med Fyrlykta ({language})." in client.get(address).text


@pytest.mark.req(40)
def test_r40_much_own_activity_little_lecture_and_no_exam(reads, starter_course):
    """R40 «Process-oriented: much own activity, little lecture». Fails without the first paragraph of 0.r1, if a
    reading grew beyond a few minutes, or if readings together took more than a tenth of the time."""
    reads(
        "0.r1",
        "Kurset er laget av øvelser.",
        "Kurset er laga av øvingar.",
        "The course is built around exercises.",
    )
    activities = Outline.of(starter_course, "nb").activities
    read = [activity.minutes for activity in activities if activity.kind == "reading"]
    own = [activity.minutes for activity in activities if activity.kind not in ("reading", "gathering")]
    assert max(read) <= 3
    assert sum(read) * 5 < sum(own)
    longest = max(len(page.body) for page in ActivityPage.objects.filter(minutes__lte=3))
    assert longest < 3000


@pytest.mark.req(41)
def test_r41_reflection_alone_and_with_others(reads):
    """R41 «Reflection and awareness, individually *and* with others». Fails without reflection 0.1 or group
    reflection 1.3."""
    reads("0.1", "Bare du kan lese dette.", "Berre du kan lese dette.", "Only you can read this.")
    reads(
        "0.1",
        "Hva fikk deg til å melde deg på?",
        "Kva fekk deg til å melde deg på?",
        "What made you sign up?",
    )
    reads("1.3", "Da noen forsto", "Då nokon forstod", "When someone understood")
    reads(
        "1.3",
        "Etterpå samler gruppen det dere fant, på et stort ark.",
        "Etterpå samlar gruppa det de fann, på eit stort ark.",
        "Afterwards the group collects what you found on a large sheet of paper.",
    )


@pytest.mark.req(42)
def test_r42_trying_out_and_practice_in_pairs_and_threes(reads):
    """R42 «Trying out and practice». Fails without practice 4.2 (threes) or 3.2 (pairs), or their roles on the page."""
    reads("4.2", "Tre runder.", "Tre rundar.", "Three rounds.")
    for role in (
        ("Forteller", "Forteljar", "Talker"),
        ("Lytter", "Lyttar", "Listener"),
        ("Observatør", "Observatør", "Observer"),
    ):
        reads("4.2", *role)
    reads("3.2", "Øv to og to", "Øv to og to", "Practise in twos")


@pytest.mark.req(43)
def test_r43_the_aim_is_to_be_as_secure_as_possible_in_the_role(reads):
    """R43 «Aim: as secure as possible in the role». Fails without the last paragraph of 0.r1, or the closing self-check
    9.3."""
    reads(
        "0.r1",
        "så du kan møte et annet menneske litt tryggere etterpå",
        "så du kan møte eit anna menneske litt tryggare etterpå",
        "so that afterwards you can meet another human being with a little more confidence",
    )
    reads(
        "9.3", "Jeg vet hvor grensen min går.", "Eg veit kvar grensa mi går.", "I know where my boundary is."
    )


def module_of(theme: Theme, language: str) -> OutlineModule:
    """The module about this theme, as it is shown in the language."""
    course = CoursePage.objects.get(slug="grunnkurs", locale__language_code="nb")
    (module,) = [module for module in Outline.of(course, language).modules if module.theme == theme]
    return module


def check_topic(reads: Reader, theme: Theme, nb: str, nn: str, en: str) -> None:
    """The topic stands on the outline by its name, and everyone goes through something of their own about it."""
    reads("outline", nb, nn, en)
    for language, title in zip(LANGUAGES, (nb, nn, en), strict=True):
        assert module_of(theme, language).title == title
    required = [one for one in module_of(theme, "nb").activities if one.required and one.kind != "gathering"]
    assert len(required) >= 3
    for activity in required:
        assert activity.title in reads.page(activity.code, "nb")


@pytest.mark.req(44)
def test_r44_topic_1_the_role(reads):
    """R44 «Topic 1: the likeperson role». Fails without module 1, its title on the outline, or its required
    activities."""
    check_topic(reads, Theme.ROLE, "Likepersonsrollen", "Likepersonsrolla", "The role of the peer supporter")


@pytest.mark.req(45)
def test_r45_topic_2_what_is_expected(reads):
    """R45 «Topic 2: what is expected of you». Fails without module 2, its title, or its required activities."""
    check_topic(
        reads, Theme.EXPECTATIONS, "Hva forventes av deg", "Kva er venta av deg", "What is expected of you"
    )


@pytest.mark.req(46)
def test_r46_topic_3_what_the_work_consists_of(reads):
    """R46 «Topic 3: what the work consists of». Fails without module 3, its title, or its required activities."""
    words = (
        "Hva likepersonsarbeid går ut på",
        "Kva likepersonsarbeid går ut på",
        "What peer support consists of",
    )
    check_topic(reads, Theme.WORK, *words)


@pytest.mark.req(47)
def test_r47_topic_4_communication_and_listening(reads):
    """R47 «Topic 4: communication and listening skills». Fails without module 4, its title, or its required
    activities."""
    words = ("Kommunikasjon og lytting", "Kommunikasjon og lytting", "Communication and listening")
    check_topic(reads, Theme.LISTENING, *words)


@pytest.mark.req(48)
def test_r48_topic_5_own_resources_and_strengths(reads):
    """R48 «Topic 5: awareness of own resources and strengths». Fails without module 5, its title, or its required
    activities."""
    words = ("Egne ressurser og styrker", "Eigne ressursar og styrkar", "Your own resources and strengths")
    check_topic(reads, Theme.STRENGTHS, *words)


@pytest.mark.req(49)
def test_r49_topic_6_limits_and_areas_to_develop(reads):
    """R49 «Topic 6: setting limits, and areas to develop». Fails without module 6, its title, or its required
    activities."""
    words = (
        "Grenser og det du vil øve på",
        "Grenser og det du vil øve på",
        "Boundaries and what you want to practise",
    )
    check_topic(reads, Theme.BOUNDARIES, *words)


@pytest.mark.req(50)
def test_r50_topic_7_support_and_further_development(reads):
    """R50 «Topic 7: where to seek support and further development». Fails without module 7, its title, or its two
    required activities."""
    reads(
        "outline",
        "Støtte og videre utvikling",
        "Støtte og vidare utvikling",
        "Support and further development",
    )
    module = module_of(Theme.SUPPORT, "nb")
    required = [one.code for one in module.activities if one.required]
    assert required == ["7.1", "7.2"]
    reads("7.1", "Mitt støttekart", "Støttekartet mitt", "My support map")


def test_the_seven_topics_stand_in_the_order_of_the_seed(starter_course):
    themes = [module.theme for module in Outline.of(starter_course, "nb").modules]
    assert [theme for theme in themes if theme in SEED_THEMES] == list(SEED_THEMES)
