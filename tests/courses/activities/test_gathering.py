"""A gathering on the trainee's screen: when, where, what – own time being each association's own."""

from __future__ import annotations

import datetime

import pytest

from courses.models import Gathering, GatheringPage
from tests.courses.working import a_place, address, logged_in
from tests.making import make_enrolment, make_gathering, make_organisation, make_person

pytestmark = pytest.mark.django_db


def test_when_where_and_what_with_its_times():
    place = a_place(starts_on=datetime.date(2026, 3, 14))
    shown = logged_in(place.person).get(address(place, "1.8"))
    assert [
        (item["title"], item["begins"].hour, item["activity"].code) for item in shown.context["programme"]
    ] == [("Runde", 9, "1.3")]
    text = shown.content.decode()
    assert (
        "14.\u00a0mars" in text,
        "Hamar" in text,
        "Leif fører oppmøtet. Du trenger ikke gjøre noe nå." in text,
    ) == (
        True,
        True,
        True,
    )


def test_before_it_is_planned_the_screen_says_so():
    place = a_place()
    Gathering.objects.all().delete()
    shown = logged_in(place.person).get(address(place, "1.8"))
    assert (shown.context["planned"], "Dagen er ikke bestemt ennå." in shown.content.decode()) == (None, True)


@pytest.mark.req(51)
def test_own_time_is_that_of_ones_own_association():
    """R51: «At courses shared with other organisations there is own time for the association's own participants.»

    Fails if `planned_gathering` did not ask for the participant's own association.
    """
    place = a_place(joint=True)
    other_association = make_organisation()
    own_time = GatheringPage.objects.descendant_of(place.course_run.course).get(code="1.9")
    make_gathering(place.course_run, page=own_time, organisation=other_association, place="Rom 2")
    theirs = make_enrolment(place.course_run, organisation=other_association, person=make_person())
    places = [
        logged_in(one.person).get(address(one, "1.9")).context["planned"].place for one in (place, theirs)
    ]
    assert places == ["Hamar", "Rom 2"]


def test_nobody_is_asked_why_they_cannot_come():
    place = a_place()
    shown = logged_in(place.person).get(address(place, "1.8")).content.decode()
    assert ("Ingen spør hvorfor." in shown, "<textarea" in shown) == (True, False)
