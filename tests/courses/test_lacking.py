"""Who lacks something, as the database finds it, is who the leader's page of everybody says lacks something."""

from __future__ import annotations

import datetime
import random

import pytest
from django.db.models import Q
from django.utils import timezone

from courses import completion_plan
from courses.access import people_for, run_for_worker
from courses.kinds import EnrolmentState, GatheringKind, MakeUpKind, MakeUpState, MarkedBy, ResponseState
from courses.lacking import lacking_now
from courses.models import ActivityPage, Attendance, CourseRun, Enrolment, MakeUp, Response
from courses.run_overview import RunOverview
from tests.courses.leading import COMMON, attend, finish_all_but, open_run, people_in
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_organisation, make_person, make_run

pytestmark = pytest.mark.django_db
PEOPLE = 40
STATES = (
    *[EnrolmentState.ACTIVE] * 5,
    EnrolmentState.CONFIRMED,
    EnrolmentState.PAUSED,
    EnrolmentState.INVITED,
    EnrolmentState.COMPLETED,
)


def a_mixed_run(course, *, days_ago: int, joint: bool) -> CourseRun:
    """A run of two associations, where everybody has come a different way: nearly all done, here or there something not."""
    chance = random.Random(days_ago)  # noqa: S311  the same world each time, nothing secret
    run = make_run(course, starts_on=timezone.localdate() - datetime.timedelta(days=days_ago), joint=joint)
    completion_plan.freeze(run)
    other = make_organisation("Foreningen Nyrenett", short_name="Nyrenett")
    run.run_organisations.create(organisation=other)
    own = run.gatherings.get(kind=GatheringKind.OWN_TIME)
    run.gatherings.create(
        activity_key=own.activity_key, code=own.code, kind=own.kind, title=own.title, minutes=own.minutes,
        organisation=other, starts_at=own.starts_at + datetime.timedelta(days=20),
    )  # fmt: skip
    pages = list(ActivityPage.objects.descendant_of(course).live().order_by("path"))
    for number in range(PEOPLE):
        place = make_enrolment(
            run,
            person=make_person(f"Person {number:02}"),
            state=chance.choice(STATES),
            organisation=chance.choice((run.organiser, other)),
        )
        come_some_way(place, pages, chance)
    return run


def come_some_way(place: Enrolment, pages: list[ActivityPage], chance: random.Random) -> None:
    """Most of the activities done, most gatherings recorded, now and then something agreed or made up."""
    now = timezone.now()
    share = chance.choice((0.5, 0.97, 1, 1))
    skipped = chance.choice(("", "", GatheringKind.OWN_TIME, GatheringKind.COMMON))
    mine = Q(organisation=None) | Q(organisation=place.organisation)
    gatherings = {one.code: one for one in place.course_run.gatherings.filter(mine)}
    left_out = {code for code, one in gatherings.items() if one.kind == skipped and chance.random() < 0.6}
    done = [page for page in pages if page.code not in left_out and chance.random() < share]
    Response.objects.non_polymorphic().bulk_create(
        Response(
            enrolment=place, activity_key=page.translation_key, page=page, started_at=now, changed_at=now,
            state=chance.choice((ResponseState.DONE, ResponseState.SKIPPED, ResponseState.BEFORE)),
        )
        for page in done
    )  # fmt: skip
    for gathering in gatherings.values():
        if gathering.kind == GatheringKind.COMMON and chance.random() < 0.9:
            minutes = 0 if gathering.code in left_out else gathering.minutes
            Attendance.objects.create(
                enrolment=place, gathering=gathering, minutes=minutes, attended_at=gathering.starts_at
            )
    for code in left_out:
        if chance.random() < 0.5:
            make_up(place, gatherings[code], chance)


def make_up(place: Enrolment, gathering, chance: random.Random) -> None:
    """Agreed for a day to come or gone by, confirmed, or fallen away."""
    now = timezone.now()
    when = now + datetime.timedelta(days=chance.choice((-3, 3)))
    state = chance.choice(
        (MakeUpState.AGREED, MakeUpState.CONFIRMED, MakeUpState.CONFIRMED, MakeUpState.FALLEN_AWAY)
    )
    confirmed = {"confirmed_at": now, "minutes": gathering.minutes} if state == MakeUpState.CONFIRMED else {}
    MakeUp.objects.create(
        enrolment=place, gathering=gathering, kind=MakeUpKind.WITH_OTHERS, meets_at=when, state=state,
        agreed_at=now, **confirmed,
    )  # fmt: skip


@pytest.mark.parametrize(("days_ago", "joint"), [(3, False), (10, True), (10, False), (60, True)])
def test_the_database_finds_whom_the_page_of_everybody_names(
    starter_course, days_ago: int, joint: bool
) -> None:
    """In the middle of a course, after it, and where associations are not told apart; of all modules and of each. Fails
    when what is due, own time, a make-up or a gathering one was not at is reckoned otherwise than on the run page.
    """
    run = a_mixed_run(starter_course, days_ago=days_ago, joint=joint)
    for viewer in (leader_of(run), representative_of(run)):
        seen = people_for(viewer, run_for_worker(viewer, run.pk))
        everybody = RunOverview.of(run, seen, language="nb", discreet=joint)
        plan = RunOverview.of(run, [], language="nb", discreet=joint)
        for module in ("", *(module.code for module in everybody.modules)):
            expected = [row.enrolment for row in everybody.rows if row.lacks_in(module)]
            assert lacking_now(seen, plan, module=module) == expected, module
        lacking = len(everybody.lacking)
        assert 0 < lacking < len([row for row in everybody.rows if row.is_taking_part])


def test_somebody_not_at_a_gathering_lacks_it_until_it_is_made_up(django_assert_max_num_queries) -> None:
    """The two that the database cannot tell alone: their facts are gathered, and the page still asks twelve queries."""
    run = open_run()
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(days=2))
    there, away, agreed, made_up = people_in(run, "Arne Dahl", "Elin Foss", "Nils Moe", "Rita Lie")
    for place, minutes in ((there, 135), (away, 0), (agreed, 0), (made_up, 0)):
        finish_all_but(place, COMMON)
        attend(place, minutes)
    terms = {"gathering": run.gatherings.get(code=COMMON), "kind": MakeUpKind.WITH_OTHERS}
    now = timezone.now()
    later = {"state": MakeUpState.AGREED, "meets_at": now + datetime.timedelta(days=2), "agreed_at": now}
    agreed.make_ups.create(**terms, **later)
    made_up.make_ups.create(
        **terms, state=MakeUpState.CONFIRMED, agreed_at=now, confirmed_at=now, minutes=135
    )
    client = logged_in(leader_of(run))
    client.get("/kursleder/")
    with django_assert_max_num_queries(12):
        page = client.get(f"/kursleder/{run.pk}/fremdrift/", {"hvem": "mangler"}).context["page"]
        assert [row.name for row in page.table.rows] == ["Elin Foss"]


def test_what_is_told_of_nobody_is_missed_by_nobody(starter_course) -> None:
    """An activity at home that the association marks. Who leads a joint course is not told who has done it before all
    associations have had own time, so it may not stand as missing for those who have. Fails if it was only forgotten.
    """
    home = ActivityPage.objects.descendant_of(starter_course).filter(required=True, in_gathering="")
    home = home.filter(gatheringpage__isnull=True).order_by("path").first()
    ActivityPage.objects.filter(pk=home.pk).update(marked_by=MarkedBy.REPRESENTATIVE)
    run = a_mixed_run(starter_course, days_ago=10, joint=True)
    leader = leader_of(run)
    seen = people_for(leader, run_for_worker(leader, run.pk))
    overview = RunOverview.of(run, seen, language="nb", discreet=True)
    assert {home.code}.isdisjoint(one.code for row in overview.rows for one in row.missing)
    found = lacking_now(seen, RunOverview.of(run, [], language="nb", discreet=True))
    assert found == [row.enrolment for row in overview.rows if row.lacks]
