"""Yes to an invitation, a pause and back, leaving with dignity and coming back: from one's own page, no reason asked."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import enrolling
from courses.errors import CourseError
from courses.kinds import CourseKind, EnrolmentState, RunState
from courses.models import CourseRun, Enrolment
from lms.people.dates import date_words
from lms.people.models import RoleKind, SentMessage
from tests.courses.following import following, run_of
from tests.courses.leading import open_run, people_in, secretariat_of, state_of
from tests.courses.working import SECRET, a_place, address, leader_of, logged_in, save
from tests.making import make_enrolment, make_role, make_run

pytestmark = pytest.mark.django_db


def state(place: Enrolment) -> str:
    place.refresh_from_db()
    return place.state


def post(place: Enrolment, what: str):
    return logged_in(place.person).post(f"/kurs/{place.pk}/{what}/", follow=True)


def test_a_pause_is_one_tap_with_no_field_and_one_tap_back():
    place = a_place()
    main = logged_in(place.person).get("/min-side/").content.decode().partition("<main")[2]
    assert [tag for tag in ("<textarea", "<select", 'type="text"') if tag in main] == []
    assert "Du har tatt en pause" in post(place, "pause").content.decode()
    assert state(place) == EnrolmentState.PAUSED
    assert "Godt å ha deg tilbake" in post(place, "fortsett").content.decode()
    assert state(place) == EnrolmentState.ACTIVE


def test_on_a_pause_nothing_is_closed():
    place = a_place()
    post(place, "pause")
    save(place, "1.2", text=SECRET, finish=True)
    assert SECRET in logged_in(place.person).get(address(place, "1.2")).content.decode()


def test_leaving_asks_once_says_what_happens_and_has_no_reason_field():
    place = a_place()
    text = logged_in(place.person).get(f"/kurs/{place.pk}/slutte/").content.decode()
    until = date_words(timezone.localdate() + datetime.timedelta(days=90), year=True)
    assert f"laste det ned til {until}. Så blir det slettet." in text
    assert ("Du trenger ikke si hvorfor" in text, "Ta heller en pause" in text) == (True, True)
    main = text.partition("<main")[2].partition("</main>")[0]
    assert [tag for tag in ("<textarea", "<select", 'type="text"', "danger") if tag in main] == []
    assert state(place) == EnrolmentState.ACTIVE


def test_edge_case_31_who_says_not_now_leaves_in_peace_and_comes_back_with_one_tap():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    told = SentMessage.objects.count()
    text = post(place, "avslutt").content.decode()
    assert ("Takk for tiden du var med." in text, "Plassen din er her." in text) == (True, True)
    assert (state(place), place.ended_by, SentMessage.objects.count()) == ("withdrawn", place.person, told)
    assert "Godt å ha deg tilbake" in post(place, "kom-tilbake").content.decode()
    assert (state(place), place.ended_at, place.ended_by) == ("active", None, None)
    assert SECRET in logged_in(place.person).get(address(place, "1.2")).content.decode()


def test_the_words_stay_with_their_author_after_leaving():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    post(place, "avslutt")
    assert SECRET in logged_in(place.person).get(address(place, "1.2")).content.decode()


@pytest.mark.parametrize("run_state", [RunState.CLOSED, RunState.CANCELLED])
def test_when_the_course_is_over_the_way_back_is_a_call(run_state):
    place = a_place()
    post(place, "avslutt")
    CourseRun.objects.filter(pk=place.course_run_id).update(state=run_state)
    text = logged_in(place.person).get("/min-side/").content.decode()
    assert ("Vil du tilbake? Ring oss." in text, "kom-tilbake" in text) == (True, False)
    assert "Ring oss, så finner vi ut av det sammen." in post(place, "kom-tilbake").content.decode().replace(
        "\n", " "
    )
    assert state(place) == EnrolmentState.WITHDRAWN


def test_a_place_that_others_withdrew_is_given_back_by_them():
    place = a_place()
    secretary = make_role(organisation=place.course_run.organiser, kind=RoleKind.ADMINISTRATOR).person
    enrolling.withdraw(enrolment=place, by=secretary)
    with pytest.raises(CourseError):
        enrolling.come_back(enrolment=place, by=place.person)
    assert "kom-tilbake" not in logged_in(place.person).get("/min-side/").content.decode()
    enrolling.come_back(enrolment=place, by=secretary)
    assert state(place) == EnrolmentState.CONFIRMED


def test_a_seat_that_was_given_to_somebody_else_is_not_taken_back():
    place = a_place()
    enrolling.withdraw(enrolment=place, by=place.person)
    place.course_run.run_organisations.update(seats=1)
    make_enrolment(place.course_run)
    assert "Ring oss, så finner vi ut av det sammen." in post(place, "kom-tilbake").content.decode().replace(
        "\n", " "
    )
    assert state(place) == EnrolmentState.WITHDRAWN


def test_a_stranger_brings_nobody_back():
    place = a_place()
    enrolling.withdraw(enrolment=place, by=place.person)
    with pytest.raises(CourseError):
        enrolling.come_back(enrolment=place, by=a_place().person)


def test_coming_back_twice_or_without_having_left_changes_nothing():
    place = a_place()
    confirmed = place.confirmed_at
    enrolling.come_back(enrolment=place, by=place.person)
    assert (state(place), place.confirmed_at) == ("active", confirmed)


def test_after_the_words_are_deleted_the_old_place_is_not_taken_up():
    place = a_place()
    long_ago = timezone.now() - datetime.timedelta(days=91)
    enrolling.withdraw(enrolment=place, by=place.person, at=long_ago)
    with pytest.raises(CourseError):
        enrolling.come_back(enrolment=place, by=place.person)


def test_who_has_completed_has_nothing_to_leave():
    place = make_enrolment(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    answer = logged_in(place.person).get(f"/kurs/{place.pk}/slutte/")
    assert answer.url == f"/min-side/kurs/{place.pk}/"


def test_an_invitation_is_answered_from_the_own_page_both_ways():
    run = make_run()
    soon = timezone.now() + datetime.timedelta(days=3)
    yes, no = (
        make_enrolment(run, state=EnrolmentState.INVITED, invitation_expires_at=soon, confirmed_at=None)
        for _number in range(2)
    )
    assert "Ja takk, jeg vil ha plassen" in logged_in(yes.person).get("/min-side/").content.decode()
    post(yes, "bli-med")
    assert "Vil du si nei til plassen?" in logged_in(no.person).get(f"/kurs/{no.pk}/slutte/").content.decode()
    post(no, "avslutt")
    assert (state(yes), state(no)) == ("confirmed", "withdrawn")


def test_an_old_invitation_is_not_answered_alone():
    place = make_enrolment(
        state=EnrolmentState.INVITED,
        invitation_expires_at=timezone.now() - datetime.timedelta(days=1),
        confirmed_at=None,
    )
    assert "Ja takk" not in logged_in(place.person).get("/min-side/").content.decode()
    assert "Invitasjonen er blitt for gammel." in post(place, "bli-med").content.decode()
    assert state(place) == EnrolmentState.INVITED


def test_nobody_elses_place_is_touched():
    mine, other = a_place(), a_place()
    client = logged_in(mine.person)
    for what in ("bli-med", "pause", "fortsett", "avslutt", "kom-tilbake"):
        assert client.post(f"/kurs/{other.pk}/{what}/").status_code == 404
    assert client.get(f"/kurs/{other.pk}/slutte/").status_code == 404
    assert state(other) == EnrolmentState.ACTIVE


def test_the_secretariat_is_asked_a_second_time():
    place = a_place()
    run = place.course_run
    client = logged_in(make_role(organisation=run.organiser, kind=RoleKind.ADMINISTRATOR).person)
    asking = f"/sekretariat/{run.pk}/deltaker/{place.pk}/trekk-plassen/"
    listed = client.get(f"/sekretariat/{run.pk}/").content.decode()
    assert (f'href="{asking}"' in listed, "/trekk/" in listed) == (True, False)
    text = client.get(asking).content.decode()
    assert ("Vil du trekke plassen?" in text, "Behold plassen" in text, state(place)) == (
        True,
        True,
        "active",
    )
    client.post(f"/sekretariat/{run.pk}/deltaker/{place.pk}/trekk/")
    assert state(place) == EnrolmentState.WITHDRAWN
    assert client.get(asking).url == f"/sekretariat/{run.pk}/"
    assert logged_in(leader_of(run)).get(asking).status_code == 404


def test_a_trainee_pauses_comes_back_and_leaves_from_the_own_page_alone() -> None:
    """One button each, double presses harmless, and nobody else's place."""
    place, another = people_in(open_run(), "Arne Dahl", "Elin Foss")
    own = logged_in(place.person)
    states = []
    for what in ("pause", "pause", "fortsett", "avslutt"):
        assert own.post(f"/kurs/{place.pk}/{what}/").url == f"/min-side/kurs/{place.pk}/"
        states.append(state_of(place))
    assert states == ["paused", "paused", "active", "withdrawn"]
    assert own.post(f"/kurs/{another.pk}/pause/").status_code == 404
    assert state_of(another) == EnrolmentState.ACTIVE


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (CourseKind.BASIC, [True, True, True, True, False]),
        (CourseKind.ADD_ON, [True, True, True, False, False]),
        (CourseKind.SEMINAR, [False, False, False, False, True]),
    ],
)
def test_what_is_said_of_leaving_is_true_of_that_sort_of_course(
    kind: CourseKind, expected: list[bool]
) -> None:
    """Nothing is written at a seminar, and last year's presence is not this year's; only the basic course has a pledge.

    Fails if leaving, being withdrawn or being moved were told of alike in every sort of course.
    """
    run = run_of(following(kind))
    run_of(run.course, organiser=run.organiser)
    place = make_enrolment(run)
    told = logged_in(place.person).get(f"/kurs/{place.pk}/slutte/").content.decode()
    sentences = (
        "teller det der også",
        "Det du har skrevet",
        "Det du har sagt at du trenger",
        "gjelder det fortsatt",
        "Tiden du har vært til stede, blir stående.",
    )
    assert [sentence in told for sentence in sentences] == expected
    by, way = logged_in(secretariat_of(run)), f"/sekretariat/{run.pk}/deltaker/{place.pk}/"
    asked = by.get(f"{way}trekk-plassen/").content.decode()
    moving = by.get(f"{way}flytt/").content.decode()
    each_by_itself = "Hvert seminar teller for seg" in moving
    assert ("i 90 dager til" in asked, each_by_itself) == (not run.course.is_seminar, run.course.is_seminar)
