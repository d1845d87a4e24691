"""Exactly the package of A.7, and nothing else from the course."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from certificates.approvals.handover import guide_for, package_for, wish_of
from certificates.approvals.models import Wish
from certificates.models import Certificate
from courses.activities.checklist.models import ReadyChoice
from courses.models import PledgeText, PledgeVersion
from lms.people.models import Area, Chapter
from lms.people.registering import register_membership
from tests.approvals.making import (
    SIGNED,
    make_choice,
    make_completed,
    make_course,
    make_organisation,
    make_person,
    make_ready,
)
from tests.making import OSLO

pytestmark = pytest.mark.django_db


@pytest.mark.req(13)
@pytest.mark.req(14)
@pytest.mark.req(1)
def test_the_package_is_exactly_what_the_committee_gets() -> None:
    """A.7, with R13 «AIH, PBC, PSC …», R14 «pårørendeerfaring» and R1 «egen erfaring … som syk eller pårørende».

    Fails when anything is added to the package, or the category is left out.
    """
    organisation = make_organisation("Foreningen Nordlys")
    arne = make_person("Arne Vik")
    hamar = Chapter.objects.create(organisation=organisation, name="Hamar")
    area = Area.objects.create(organisation=organisation, name="PSC")
    register_membership(
        person=arne, organisation=organisation, chapter=hamar, experience="next_of_kin", areas=[area]
    )
    enrolment = make_ready(arne, organisation=organisation)
    package = dataclasses.asdict(package_for(enrolment.pk, wish=Wish.NOW))
    leaders = frozenset(enrolment.course_run.leaders.values_list("person", flat=True))
    assert package == {
        "name": "Arne Vik",
        "organisation": "Foreningen Nordlys",
        "chapter": "Hamar",
        "category": ("Som pårørende", "PSC"),
        "course": "Grunnkurs for likepersoner",
        "edition": "Grunnkurs i Trondheim",
        "first_day": datetime.date(2026, 3, 14),
        "last_day": datetime.date(2026, 3, 28),
        "hours_attended": Decimal("9.00"),
        "own_time_on": None,
        "completed_at": datetime.datetime(2026, 3, 28, 16, tzinfo=OSLO),
        "pledge_version": 3,
        "pledge_signed_at": SIGNED,
        "certificate_number": Certificate.objects.get().number,
        "certificate_is_valid": True,
        "wish": Wish.NOW,
        "brought": (),
        "leader_ids": leaders,
    }


def test_another_associations_category_is_not_handed_over() -> None:
    arne = make_person("Arne Vik")
    elsewhere = make_organisation()
    area = Area.objects.create(organisation=elsewhere, name="Hemmelig område")
    register_membership(person=arne, organisation=elsewhere, experience="own", areas=[area])
    package = package_for(make_ready(arne).pk)
    assert (package.category, package.chapter) == ((), "")


def test_the_newest_signature_counts_and_an_older_version_stays_valid() -> None:
    """Edge case 22."""
    enrolment = make_ready()
    newer = PledgeVersion.objects.create(
        organisation=enrolment.organisation, number=4, adopted_on=datetime.date(2026, 4, 1)
    )
    PledgeText.objects.create(version=newer, language="nb", clauses="Ny tekst.")
    assert package_for(enrolment.pk).pledge_version == 3


@pytest.mark.parametrize(
    ("choice", "wish"),
    [(ReadyChoice.NOW, Wish.NOW), (ReadyChoice.WAIT, Wish.WAIT), (ReadyChoice.NOT_NOW, Wish.NOT_NOW)],
)
def test_one_word_of_the_last_list_is_read(choice: ReadyChoice, wish: Wish) -> None:
    enrolment = make_completed()
    assert wish_of(enrolment.pk) == Wish.UNSAID
    make_choice(enrolment, choice)
    assert wish_of(enrolment.pk) == wish


def test_the_guide_comes_from_the_course_in_the_readers_language(starter_course) -> None:
    enrolment = make_completed(course=starter_course)
    guides = {language: guide_for(enrolment.pk, language) for language in ("nb", "nn", "en")}
    assert [len(guide.questions) for guide in guides.values()] == [10, 10, 10]
    assert guides["nb"].questions[0] == "Hva har gjort mest inntrykk på deg på kurset?"
    assert len({guide.questions[0] for guide in guides.values()}) == 3


def test_a_course_without_a_guide_gives_an_empty_one() -> None:
    guide = guide_for(make_completed(course=make_course()).pk, "nn")
    assert (guide.questions, guide.introduction) == ((), ())
