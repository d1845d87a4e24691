"""On my page: that one waits for a seat and the number in line, and the way to the check-in on the day."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.kinds import RunState
from courses.models import CourseRun, WaitingPlace
from lms.people.models import User
from tests.courses.leading import gathering_of, joint_run, open_run, people_in
from tests.courses.working import logged_in
from tests.making import make_person

pytestmark = pytest.mark.django_db
HERE = "/min-side/"
CHECK_IN = 'href="/innsjekk/"'


def in_line(run: CourseRun, *names: str, organisation=None) -> list[User]:
    """People in line in this order."""
    people = [make_person(name) for name in names]
    for number, person in enumerate(people):
        since = timezone.now() - datetime.timedelta(hours=len(people) - number)
        WaitingPlace.objects.create(
            course_run=run, organisation=organisation or run.organiser, person=person, since=since
        )
    return people


def page_of(person: User) -> str:
    """My page as this person gets it."""
    return " ".join(logged_in(person).get(HERE).content.decode().split())


def test_who_waits_sees_the_number_in_their_own_line_and_nobody_elses_name() -> None:
    """Third in line; another association's line counts by itself. Fails if the whole run were counted."""
    run, other = joint_run()
    in_line(run, "Annen Vik", organisation=other)
    people = in_line(run, "Første Vik", "Andre Vik", "Tredje Vik")
    told = page_of(people[2])
    words = ["Du venter på plass", run.title, "Du er nummer 3 i køen for plassene til"]
    assert [word in told for word in words] == [True] * 3
    assert [name in told for name in ("Første Vik", "Andre Vik", "Annen Vik")] == [False] * 3
    assert "Du er nummer 1 i køen" in page_of(people[0])


def test_who_has_a_place_elsewhere_sees_it_too_and_nobody_else_pays_for_it(
    django_assert_num_queries,
) -> None:
    """One query more for who has a place and waits; none for those who do not. The turn is gone when the run is over."""
    run, waits_for = open_run(), open_run(title="Kurs på Gjøvik")
    one, other = (place.person for place in people_in(run, "Elin Foss", "Arne Dahl"))
    client = logged_in(other)
    client.get(HERE)
    with django_assert_num_queries(9):
        assert "Du venter på plass" not in client.get(HERE).content.decode()
    WaitingPlace.objects.create(course_run=waits_for, organisation=run.organiser, person=one)
    client = logged_in(one)
    client.get(HERE)
    with django_assert_num_queries(10):
        assert "Kurs på Gjøvik" in client.get(HERE).content.decode()
    CourseRun.objects.filter(pk=waits_for.pk).update(state=RunState.CANCELLED)
    assert "Du venter på plass" not in page_of(one)


def test_two_who_came_at_once_have_a_number_each() -> None:
    """The same moment, as from one pasted list: the first written down is first."""
    run = open_run()
    people = in_line(run, "Første Vik", "Andre Vik")
    WaitingPlace.objects.update(since=timezone.now())
    numbers = ["Du er nummer 1 i køen" in page_of(people[0]), "Du er nummer 2 i køen" in page_of(people[1])]
    assert numbers == [True, True]


@pytest.mark.parametrize(("days", "shown"), [(0, True), (1, False)])
def test_the_way_to_the_check_in_stands_there_on_the_day_alone(days: int, shown: bool) -> None:
    """On my page and on the page of the gathering."""
    run = open_run()
    (place,) = people_in(run, "Elin Foss")
    later = timezone.localtime().replace(hour=23, minute=0) + datetime.timedelta(days=days)
    run.gatherings.filter(pk=gathering_of(run).pk).update(starts_at=later)
    gathering = logged_in(place.person).get(f"/kurs/{place.pk}/1.8/").content.decode()
    assert (CHECK_IN in page_of(place.person), CHECK_IN in gathering) == (shown, shown)


def test_the_way_to_the_check_in_is_gone_when_the_gathering_is_over() -> None:
    """The check-in takes nobody after the end, so neither page leads there any longer."""
    run = open_run()
    (place,) = people_in(run, "Elin Foss")
    earliest = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    run.gatherings.filter(pk=gathering_of(run).pk).update(starts_at=earliest, minutes=0)
    gathering = logged_in(place.person).get(f"/kurs/{place.pk}/1.8/").content.decode()
    assert (CHECK_IN in page_of(place.person), CHECK_IN in gathering) == (False, False)
