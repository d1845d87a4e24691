"""An invitation that is answered is on nobody's list of whom to tell, however it was answered."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from courses import attending, enrolling, inviting, nudging, planning, reminding
from courses.kinds import EnrolmentState
from courses.models import Attendance, CourseRun, Enrolment, Gathering
from courses.settled_messages import with_settled
from courses.telling import to_be_told_in
from lms.people.messaging import send
from lms.people.models import Membership, SentMessage, User
from lms.people.telling_by_hand import to_be_told
from tests.courses.leading import gathering_of, open_run, secretariat_of
from tests.courses.working import leader_of, logged_in, save
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db
LOG = "/sekretariat/meldinger/"
NOBODY = "Dere trenger ikke gi beskjed om dette lenger."


def invited_on_paper(run: CourseRun, name: str, by: User) -> Enrolment:
    """Somebody who wants messages on paper, and has got a place."""
    person = make_person(name, told_by="paper")
    Membership.objects.create(person=person, organisation=run.organiser)
    return inviting.invite(course_run=run, person=person, organisation=run.organiser, by=by)


def told_of(office: User) -> tuple[list[str], str]:
    """Whom the secretariat is to tell of an invitation, and the whole page."""
    response = logged_in(office).get(LOG)
    waiting = [one for one, _kind, _course in response.context["waiting"] if one.key == inviting.KEY]
    return [one.person.name for one in waiting], response.content.decode()


def is_there(place: Enrolment) -> None:
    """The leader records that somebody came, without an answer before."""
    run = place.course_run
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(hours=3))
    attending.record_attendance(
        gathering=gathering_of(run), minutes_by_enrolment={place.pk: 90}, by=leader_of(run)
    )


ANSWERS: dict[str, Callable[[Enrolment], object]] = {
    "by the person": lambda place: enrolling.confirm(enrolment=place, by=place.person),
    "by the leader, on the phone": lambda place: enrolling.confirm(
        enrolment=place, by=leader_of(place.course_run)
    ),
    "with no": lambda place: enrolling.withdraw(enrolment=place, by=place.person),
    "by being there": is_there,
    "by the course being cancelled": lambda place: planning.cancel_run(course_run=place.course_run, by=None),
}


@pytest.mark.parametrize("how", list(ANSWERS))
def test_an_invitation_leaves_both_lists_when_it_is_answered(how: str) -> None:
    """And the log no longer asks anybody to write or call. Who has not answered stays. Fails when the secretariat's list looks
    at the message alone, and not at the place.
    """
    run, other = open_run(), open_run()
    office = secretariat_of(run)
    tor = invited_on_paper(run, "Tor Eide", office)
    other.run_organisations.update(organisation=run.organiser)
    CourseRun.objects.filter(pk=other.pk).update(organiser=run.organiser)
    other.refresh_from_db()
    waits = invited_on_paper(other, "Vera Venter", office)
    names, page = told_of(office)
    assert (names, [one.person for one in to_be_told_in(run)]) == (["Tor Eide", "Vera Venter"], [tor.person])
    assert (page.count("Skriv eller ring."), NOBODY in page) == (2, False)
    ANSWERS[how](tor)
    run.refresh_from_db()
    names, page = told_of(office)
    assert (names, page.count(NOBODY)) == (["Vera Venter"], 1)
    assert inviting.KEY not in [one.key for one in to_be_told_in(run)]
    unsent = SentMessage.objects.filter(key=inviting.KEY, sent_at=None, told_at=None)
    assert (unsent.count(), waits.state) == (2, EnrolmentState.INVITED)


def test_of_an_invitation_that_was_sent_anew_only_the_new_one_waits() -> None:
    """The old link leads nowhere, so nobody reads it out."""
    run = open_run()
    office = secretariat_of(run)
    place = invited_on_paper(run, "Tor Eide", office)
    inviting.invite_again(enrolment=place, by=office)
    names, page = told_of(office)
    assert (names, page.count(NOBODY)) == (["Tor Eide"], 1)


def test_a_reminder_leaves_the_list_with_its_day_its_place_or_its_course() -> None:
    """And a message after a quiet time with its place. Fails when invitations alone are looked at."""
    run = open_run()
    office, tomorrow = secretariat_of(run), timezone.now() + datetime.timedelta(days=1)
    run.gatherings.update(starts_at=tomorrow)
    names = ("Ada Aker", "Bo Berg", "Eva Eng")
    places = [invited_on_paper(run, name, office) for name in names]
    for place in places:
        enrolling.confirm(enrolment=place, by=place.person)
        send(place.person, nudging.KEY, once=f"{nudging.KEY}:{place.pk}:2026-01-01", context={})
    SentMessage.objects.filter(key=nudging.KEY).update(organisation=run.organiser)
    assert reminding.remind_of_gatherings() == len(places)

    def waiting(after: int = 0) -> list[tuple[str, str]]:
        found = to_be_told(office).filter(key__in=(nudging.KEY, reminding.KEY))
        today = timezone.localdate() + datetime.timedelta(days=after)
        left = with_settled(found, today=today).filter(is_settled=False).order_by("person__name", "key")
        return [(one.person.name.split()[0], one.key.split("_")[0]) for one in left]

    both = ["gathering", "next"]
    assert waiting() == [(name.split()[0], kind) for name in names for kind in both]
    enrolling.pause(enrolment=places[0], by=places[0].person)
    assert waiting() == [(name, kind) for name in ("Bo", "Eva") for kind in both]
    assert waiting(after=2) == [("Bo", "next"), ("Eva", "next")]
    planning.cancel_run(course_run=run, by=None)
    assert (waiting(), logged_in(office).get(LOG).status_code) == ([], 200)


def came(place: Enrolment, at: datetime.datetime) -> None:
    gathering = gathering_of(place.course_run)
    Gathering.objects.filter(pk=gathering.pk).update(starts_at=at)
    Attendance.objects.create(enrolment=place, gathering=gathering, minutes=45, attended_at=at)


def took_a_pause(place: Enrolment, at: datetime.datetime) -> None:
    enrolling.pause(enrolment=place, by=place.person, at=at)
    enrolling.resume(enrolment=place, by=place.person, at=at)


SIGNS: dict[str, Callable[[Enrolment, datetime.datetime], object]] = {
    "worked": lambda place, at: save(place, "1.2", text="Ja", at=at),
    "came": came,
    "back from a pause": took_a_pause,
    "confirmed": lambda place, at: Enrolment.objects.filter(pk=place.pk).update(confirmed_at=at),
}


@pytest.mark.parametrize("sign", list(SIGNS))
def test_a_nudge_leaves_the_list_when_the_person_is_there_again(sign: str) -> None:
    """What was before it, and what another one does, keeps it there. Fails when only the end of a place settles a nudge."""
    run, queued = open_run(), timezone.now() - datetime.timedelta(days=3)
    place, other = make_enrolment(run), make_enrolment(run)
    Enrolment.objects.update(confirmed_at=queued - datetime.timedelta(days=30))
    for one in (place, other):
        send(one.person, nudging.KEY, once=f"{nudging.KEY}:{one.pk}:2026-01-01", context={})
    SentMessage.objects.update(queued_at=queued)

    def settled() -> list[int]:
        found = with_settled(SentMessage.objects.filter(key=nudging.KEY)).filter(is_settled=True)
        return list(found.values_list("person", flat=True))

    save(place, "1.4", at=queued - datetime.timedelta(days=1), move="choose", choice="a")
    assert settled() == []
    SIGNS[sign](place, queued + datetime.timedelta(days=1))
    assert settled() == [place.person_id]
