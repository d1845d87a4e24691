"""The letter to oneself: a message after two months that only says one can log in. Sent once, and never too late."""

from __future__ import annotations

import datetime

import pytest

from courses import enrolling, letters, planning
from courses.kinds import EnrolmentState
from courses.models import Enrolment, ReflectionPage, ReflectionResponse
from courses.responding import erase
from courses.retention import choose_date
from lms.people.messaging import deliver
from lms.people.models import SentMessage, User
from tests.courses.working import SECRET, a_place, base_row, page, save
from tests.making import OSLO, make_enrolment, make_person

pytestmark = pytest.mark.django_db
WRITTEN = datetime.datetime(2026, 3, 10, 20, tzinfo=OSLO)
DUE = datetime.date(2026, 5, 10)


def a_letter(
    *, wants: bool = True, at: datetime.datetime = WRITTEN, place: Enrolment | None = None
) -> Enrolment:
    """A place with a letter written on 10 March 2026."""
    place = place or a_place()
    ReflectionPage.objects.filter(pk=page(place, "1.2").pk).update(offers_reminder=True)
    save(place, "1.2", text=SECRET, wants_reminder=wants, finish=True, at=at)
    return place


def ended(place: Enrolment, day: datetime.datetime, state=EnrolmentState.COMPLETED) -> None:
    Enrolment.objects.filter(pk=place.pk).update(state=state, completed_at=day, ended_at=day)


def after(number: int, day: datetime.date = DUE) -> datetime.date:
    return day + datetime.timedelta(days=number)


def test_two_months_after_it_was_written_and_once():
    a_letter()
    assert [letters.remind(today=after(days)) for days in (-1, 0, 0, 30)] == [0, 1, 0, 0]
    assert SentMessage.objects.filter(key="letter_to_myself").count() == 1


def test_only_who_asked_for_it_gets_one():
    a_letter(wants=False)
    assert letters.remind(today=after(0)) == 0


def test_always_before_it_is_deleted():
    """Issue 3: «always before the deletion date that the screen shows». Fails when two months alone decide."""
    place = a_letter()
    ended(place, WRITTEN - datetime.timedelta(days=60))
    deleted_on = datetime.date(2026, 4, 9)
    assert [letters.remind(today=after(days, deleted_on)) for days in (-8, -7)] == [0, 1]
    assert (
        SentMessage.objects.get().context["delete_date"].replace("\N{NO-BREAK SPACE}", " ") == "9. april 2026"
    )


def test_written_in_the_last_days_it_comes_the_day_after():
    """Fails when the message comes the minute the letter is saved, or its day on the screen has been already."""
    place = a_letter()
    ended(place, WRITTEN - datetime.timedelta(days=88))
    day = WRITTEN.date() + datetime.timedelta(days=1)
    assert letters.reminder_date(ReflectionResponse.objects.get(), today=WRITTEN.date()) == day
    assert [letters.remind(today=WRITTEN.date()), letters.remind(today=day)] == [0, 1]


@pytest.mark.parametrize("days", [0, 1, 100])
def test_never_on_the_day_it_is_deleted_or_after(days):
    place = a_letter()
    ended(place, WRITTEN - datetime.timedelta(days=60))
    assert letters.remind(today=after(days, datetime.date(2026, 4, 9))) == 0


def test_a_day_one_chose_oneself_brings_it_forward():
    place = a_letter()
    choose_date(enrolment=place, day=after(-20), by=place.person, at=WRITTEN)
    assert [letters.remind(today=after(days)) for days in (-28, -27)] == [0, 1]


def test_before_the_course_is_over_the_message_names_the_rule_and_no_day():
    a_letter()
    letters.remind(today=after(0))
    assert SentMessage.objects.get().context["delete_date"] == "90 dager etter at kurset ditt er slutt"


def test_after_the_letter_was_erased_none_comes_and_a_new_letter_has_its_own():
    """Fails when the wish outlives the letter, or when the first letter's message silences the second."""
    place = a_letter()
    letters.remind(today=after(0))
    erase(response=base_row(place, "1.2"), by=place.person)
    assert letters.remind(today=after(90)) == 0
    a_letter(place=place, at=WRITTEN + datetime.timedelta(days=100))
    assert [letters.remind(today=after(days)) for days in (99, 100, 100)] == [0, 1, 0]


def test_a_pause_holds_it_back_until_one_is_there_again():
    """Reminders stop in a pause; this one is given when the person is back."""
    place = a_letter()
    enrolling.pause(enrolment=place, by=place.person)
    assert letters.remind(today=after(10)) == 0
    enrolling.resume(enrolment=place, by=place.person)
    assert letters.remind(today=after(10)) == 1


@pytest.mark.parametrize("how", ["withdrawn", "inactive"])
def test_who_has_left_gets_none(how):
    """Withdrawn, or an account that is closed (edge case 5). Fails when it is sent all the same."""
    place = a_letter()
    if how == "withdrawn":
        enrolling.withdraw(enrolment=place, by=place.person, at=WRITTEN)
    else:
        User.objects.filter(pk=place.person_id).update(is_active=False)
    assert letters.remind(today=after(0)) == 0


def test_a_course_that_was_not_completed_keeps_its_promise():
    place = a_letter()
    planning.close_run(course_run=place.course_run, by=None, at=WRITTEN)
    assert letters.remind(today=after(0)) == 1


def test_the_message_says_log_in_and_not_a_word_of_the_letter(starter_course, mailoutbox):
    """Privacy rule C.4.6. Fails when text, title or course stands in the mail, or the subject says what it is."""
    a_letter()
    letters.remind(today=after(0))
    deliver(message_id=SentMessage.objects.get().pk)
    mail = mailoutbox[0]
    assert (mail.subject, "/min-side/tanker/" in mail.body) == ("Noe venter på deg", True)
    assert [word for word in (SECRET, "reflection 1.2", "Lite kurs", "Grunnkurs") if word in mail.body] == []


def test_one_and_thirty_cost_the_same_to_look_at(django_assert_num_queries):
    place = a_letter()
    for _round in range(2):
        with django_assert_num_queries(1):
            assert letters.remind(today=after(-1)) == 0
        for number in range(29):
            a_letter(place=make_enrolment(place.course_run, person=make_person(f"Arne {number}")))
    assert ReflectionResponse.objects.count() == 59
