"""Own time on a joint run: what of it would tell associations apart is told to nobody who may not know them."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone, translation

from courses import attending, completion
from courses.kinds import MakeUpKind
from courses.models import CourseRun, Enrolment
from lms.people.judging import Actor
from lms.people.models import User
from tests.courses.leading import (
    HOME,
    OWN_TIME,
    PLEDGE,
    TOGETHER,
    TRIO,
    attend,
    gathering_of,
    joint_run,
    mark,
    people_in,
    secretariat_of,
    take_part,
)
from tests.courses.making_up import agreed
from tests.courses.test_joint_runs import pages_of_the_leader
from tests.courses.views.test_making_up import person_page, shown
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_organisation
from tests.privacy.changes import NOISE

pytestmark = pytest.mark.django_db


def read_by_the_leader(run: CourseRun, places: list[Enrolment]) -> list[str]:
    """Every page and file with status that a leader reads, without what differs each time."""
    client, at = logged_in(leader_of(run)), f"/kursleder/{run.pk}/"
    more = [
        f"{at}{page}" for page in ("fremdrift/", "fremdrift/temaer/", "fremdrift/tabell.csv", "avslutning/")
    ]
    lacking = [f"{at}fremdrift/?hvem=mangler", f"{at}fremdrift/tabell.csv?hvem=mangler"]
    paths = [*pages_of_the_leader(run, places), *more, *lacking]
    return [NOISE.sub("", client.get(path).content.decode()) for path in paths]


def test_a_leader_cannot_tell_who_belongs_together_by_who_has_had_own_time() -> None:
    """Edge case 18: «single participant from an association. Egentid individually, by phone». The pages of the leader are the
    same before and after, in words, files and numbers, until all associations have had theirs. Fails if one page told
    it of one person, or counted them, or told that it is agreed on.
    """
    run, second = joint_run()
    run.gatherings.filter(organisation=second).update(starts_at=timezone.now() + datetime.timedelta(days=7))
    arne, elin, alone = people_in(run, "Arne Dahl", "Elin Foss", "Mona Ask")
    Enrolment.objects.filter(pk=elin.pk).update(organisation=second)
    Enrolment.objects.filter(course_run=run).update(confirmed_at=timezone.now())
    own, representative = gathering_of(run, OWN_TIME, run.organiser), representative_of(run)
    places = [arne, elin, alone]
    read_by_the_leader(run, places)  # what a page says only once is said now
    before = read_by_the_leader(run, places)
    attend(arne, 45, code=OWN_TIME)
    mark(arne, PLEDGE)
    attend(alone, 0, code=OWN_TIME)
    agreed(alone, MakeUpKind.OWN_TIME, gathering=own, by=representative, place="På telefon")
    assert [now == then for now, then in zip(read_by_the_leader(run, places), before, strict=True)] == [
        True
    ] * len(before)
    own_people = logged_in(representative).get(f"/kursleder/{run.pk}/fremdrift/tabell.csv").content.decode()
    assert own_people != before[-3]
    run.gatherings.filter(organisation=second).update(starts_at=own.starts_at)
    after = read_by_the_leader(run, places)
    assert [after[n] == before[n] for n in (4, 7, 8)] == [False, False, False]
    name = representative.first_name
    assert [name in page for page in after[4:7]] == [False] * 3
    assert f"Registrert av {name}" in shown(representative, person_page(arne))


def who_is_quiet(viewer: User, run: CourseRun) -> list[str]:
    """Whom the page of progress and its file list as quiet, as this viewer reads it; both say the same."""
    client, at = logged_in(viewer), f"/kursleder/{run.pk}/fremdrift/"
    answers = [client.get(f"{at}{way}?hvem=stille").content.decode() for way in ("", "tabell.csv")]
    names = run.enrolments.order_by("person__name").values_list("person__name", flat=True)
    page, table = ([name for name in names if name in answer] for answer in answers)
    assert page == table
    return page


def test_who_is_quiet_says_nothing_of_own_time_to_who_leads_a_joint_course() -> None:
    """Edge case 18, decision 45. Three have done nothing for a month but that two of them had own time, each with their own, a
    week apart. Fails if attendance, the pledge there, or what is done in it counted for the leader, before all had theirs
    or afterwards: then the days would tell who belongs together.
    """
    run, second = joint_run()
    arne, elin, mona = people_in(run, "Arne Dahl", "Elin Foss", "Mona Ask")
    Enrolment.objects.filter(pk=elin.pk).update(organisation=second)
    Enrolment.objects.filter(course_run=run).update(confirmed_at=timezone.now() - datetime.timedelta(days=30))
    first, later = (gathering_of(run, OWN_TIME, one) for one in (run.organiser, second))
    for gathering, days in ((first, 20), (later, 3)):
        type(gathering).objects.filter(pk=gathering.pk).update(
            starts_at=timezone.now() - datetime.timedelta(days=days)
        )
    representative = run.run_organisations.get(organisation=second).representative
    attending.record_attendance(gathering=later, minutes_by_enrolment={elin.pk: 45}, by=representative)
    mark(arne, PLEDGE)
    everybody = ["Arne Dahl", "Elin Foss", "Mona Ask"]
    leader, secretariat = leader_of(run), secretariat_of(run)
    assert who_is_quiet(leader, run) == everybody
    assert who_is_quiet(secretariat, run) == ["Mona Ask"]
    assert who_is_quiet(representative, run) == []
    type(later).objects.filter(pk=later.pk).update(starts_at=timezone.now() + datetime.timedelta(days=3))
    assert who_is_quiet(leader, run) == everybody
    mark(mona, HOME)
    assert who_is_quiet(leader, run) == ["Arne Dahl", "Elin Foss"]
    CourseRun.objects.filter(pk=run.pk).update(joint=False)
    assert who_is_quiet(leader, run) == []


def test_own_time_that_is_not_planned_is_nobodys_lack_and_is_told_to_those_who_act() -> None:
    """Edge cases 17 and 18, decision 45. When the others have had theirs, who has none planned stands like them to the leader.
    Fails when only planned own time is waited for: then Elin alone lacks hers, and it is plain whose she is.
    """
    run, second = joint_run()
    run.gatherings.filter(organisation=second).delete()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    Enrolment.objects.filter(pk=elin.pk).update(organisation=second)
    elin.refresh_from_db()
    own = gathering_of(run, OWN_TIME, run.organiser)
    held = timezone.now() - datetime.timedelta(hours=2)
    run.gatherings.filter(pk=own.pk).update(starts_at=held, minutes=45)
    for place in (arne, elin):
        mark(place, HOME, TOGETHER, TRIO)
    read_by_the_leader(run, [arne, elin])  # what a page says only once is said now
    before = read_by_the_leader(run, [arne, elin])
    attend(arne, 45, code=OWN_TIME)
    after = read_by_the_leader(run, [arne, elin])
    assert [now == then for now, then in zip(after, before, strict=True)] == [True] * len(before)
    with translation.override("nb"):
        own_words = completion.judge(elin)[2]
    second_one = run.run_organisations.get(organisation=second).representative
    assert (own_words.sentence, own_words.actor) == (
        f"Egentiden med foreningen er ikke planlagt ennå. {second_one.first_name} og sekretariatet avtaler et tidspunkt.",
        Actor.SECRETARIAT,
    )
    lacks = "Egentiden for Nyrenett er ikke planlagt ennå. Representanten deres og sekretariatet avtaler et tidspunkt."
    third = make_organisation(name="Foreningen Sjøbris", short_name="Sjøbris")
    take_part(run, third)
    run.gatherings.filter(organisation=third).delete()
    readers = (second_one, secretariat_of(run), leader_of(run), representative_of(run))
    pages = [shown(reader, f"/kursleder/{run.pk}/") for reader in readers]
    assert [lacks in page for page in pages] == [True, True, True, False]
    assert ["Sjøbris" in page for page in (pages[0], pages[3])] == [False, False]
    assert own_words.sentence in shown(second_one, person_page(elin))
