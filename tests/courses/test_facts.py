"""Facts about people in a run: a fixed number of queries, no content, nobody else's run."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import completion
from courses.facts import Facts
from courses.models import Attendance, Gathering, Response
from tests.courses.leading import HOME, OWN_TIME, attend, gathering_of, open_run, people_in
from tests.courses.making_up import counted
from tests.courses.working import leader_of, save
from tests.making import make_enrolment


@pytest.mark.django_db
def test_judging_runs_no_query_and_gathering_the_same_number_for_one_and_for_thirty(
    django_assert_num_queries,
) -> None:
    """`Facts.gather` runs a fixed number of queries; `requirement.judge` is pure."""
    run = open_run()
    attend(people_in(run, "Arne Dahl")[0])
    for number in (1, 30):
        if number == 30:
            for place in people_in(run, *(f"Person {n}" for n in range(29))):
                attend(place, 90)
        places = list(run.enrolments.select_related("person"))
        with django_assert_num_queries(4):
            facts = Facts.gather(places)
        with django_assert_num_queries(0):
            assert len([completion.judge(person) for person in facts]) == number


@pytest.mark.django_db
def test_gathering_facts_reads_no_content() -> None:
    """Leaders, progress and completion read the base table alone: no table with what people wrote is named."""
    place = make_enrolment(open_run())
    save(place, HOME, text="Bare jeg", finish=True)
    with CaptureQueriesContext(connection) as captured:
        Facts.gather([place])
    content = [
        model._meta.db_table
        for model in Response.__subclasses__()
        if model._meta.model_name != "practiceresponse"
    ]
    assert [table for table in content if any(table in query["sql"] for query in captured)] == []


@pytest.mark.django_db
def test_hours_and_own_time_come_from_attendance() -> None:
    """What the certificate and the committee are told."""
    run = open_run()
    place = make_enrolment(run)
    assert completion.hours_attended(place) == Decimal("0.00")
    assert completion.own_time_done(place) is None
    attend(place, 100)
    attend(place, 45, code=OWN_TIME)
    assert completion.hours_attended(place) == Decimal("1.67")
    own_day = timezone.localdate(gathering_of(run, OWN_TIME).starts_at)
    assert completion.own_time_done(place) == own_day


@pytest.mark.django_db
def test_attendance_at_another_run_never_counts() -> None:
    """Share never counts another run. Fails if `attended_minutes` added up all that is recorded for the person."""
    run, elsewhere = open_run(), open_run()
    place = make_enrolment(run)
    Attendance.objects.create(
        enrolment=place,
        gathering=gathering_of(elsewhere),
        minutes=135,
        recorded_by=leader_of(run),
        attended_at=timezone.now(),
    )
    facts = Facts.gather([place, make_enrolment(elsewhere)])[place.pk]
    assert (facts.attended_minutes, facts.planned_minutes) == (0, 135)
    assert completion.hours_attended(place) == Decimal("0.00")


@pytest.mark.django_db
def test_nobody_was_at_a_gathering_for_longer_than_it_lasts() -> None:
    """Its length was put right after attendance was recorded. Fails when the rest would fill what was missed elsewhere."""
    place = make_enrolment(open_run())
    attend(place, 135)
    gathering = gathering_of(place.course_run)
    Gathering.objects.filter(pk=gathering.pk).update(minutes=105)
    assert counted(place) == (105, 105)
