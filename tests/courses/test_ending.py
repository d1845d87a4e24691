"""That a run is closed is told to who was under way: once, without how far they came, and to nobody who has another message."""

from __future__ import annotations

import pytest
from django.core import mail

from courses import closing, planning, reminding
from courses.ending import KEY
from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun, Enrolment
from lms.people.messaging import send
from lms.people.models import Membership, SentMessage
from tests.courses.leading import open_run, secretariat_of, state_of
from tests.courses.working import logged_in
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db
NAMES = {
    "Arne Dahl": EnrolmentState.ACTIVE,
    "Kari Kveld": EnrolmentState.CONFIRMED,
    "Pia Pause": EnrolmentState.PAUSED,
    "Ferdig Fure": EnrolmentState.COMPLETED,
    "Ida By": EnrolmentState.INVITED,
    "Ove Over": EnrolmentState.WITHDRAWN,
}


def with_somebody_in_each_state() -> tuple[CourseRun, list[Enrolment]]:
    run = open_run()
    return run, [make_enrolment(run, person=make_person(name), state=state) for name, state in NAMES.items()]


def told() -> list[str]:
    return sorted(SentMessage.objects.filter(key=KEY).values_list("person__name", flat=True))


def test_who_was_under_way_is_told_once(django_capture_on_commit_callbacks) -> None:
    """On a pause too: it is news. Fails when closing tells nobody, or when closing twice tells twice."""
    run, places = with_somebody_in_each_state()
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            closing.close_when_seen(course_run=run, by=secretariat_of(run), seen=True)
    assert told() == ["Arne Dahl", "Kari Kveld", "Pia Pause"]
    letters = [letter for letter in mail.outbox if letter.subject == "Kurset er avsluttet"]
    assert len(letters) == len(told())
    hints = (run.title, "fullført", "mangler", "likeperson", run.course.title)
    assert [word for letter in letters for word in hints if word in letter.body] == []
    link = next(word for word in letters[0].body.split() if "/min-side/" in word)
    shown = logged_in(places[0].person).get(link.removeprefix(link.split("/min-side/")[0]))
    assert (shown.status_code, state_of(places[0])) == (200, "not_completed")


def test_what_waited_about_the_run_is_called_off() -> None:
    run, places = with_somebody_in_each_state()
    send(places[0].person, reminding.KEY, once=f"{reminding.KEY}:{places[0].pk}:2026-03-14", context={})
    planning.close_run(course_run=run, by=None)
    assert list(SentMessage.objects.values_list("key", flat=True).distinct()) == [KEY]


def test_who_closes_a_course_they_took_part_in_is_not_told_by_themselves() -> None:
    run = open_run()
    secretariat = secretariat_of(run)
    make_enrolment(run, person=secretariat, state=EnrolmentState.ACTIVE)
    planning.close_run(course_run=run, by=secretariat)
    assert (told(), run.state) == ([], RunState.CLOSED)


def test_the_log_of_the_secretariat_names_the_message_and_the_course() -> None:
    run, places = with_somebody_in_each_state()
    office = secretariat_of(run)
    Membership.objects.create(person=places[0].person, organisation=run.organiser)
    planning.close_run(course_run=run, by=office)
    lines = logged_in(office).get("/sekretariat/meldinger/").context["lines"]
    named = [(one.person.name, kind, title) for one, kind, title, _way, _state in lines if one.key == KEY]
    assert named == [("Arne Dahl", "Kurset er avsluttet", run.title)]
