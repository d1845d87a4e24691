"""Whom leaders tell themselves: only in their own run, only what they know anyhow, noted once for them and the secretariat."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import enrolling, inviting
from courses.errors import CourseError
from courses.kinds import EnrolmentState, MakeUpKind
from courses.models import CourseRun, Enrolment, MakeUp, RunLeader
from courses.telling import tell_in, to_be_told_in
from lms.people.errors import PeopleError
from lms.people.message_log import KINDS
from lms.people.messaging import send
from lms.people.models import Membership, SentMessage
from lms.people.telling_by_hand import to_be_told
from tests.courses.leading import gathering_of, joint_run, open_run, secretariat_of
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_person

pytestmark = pytest.mark.django_db
NOBODY_WAITS = "Ingen venter på beskjed fra deg nå."


def on_paper(run: CourseRun, name: str = "Arne Vik", **person) -> Enrolment:
    """Somebody invited to the run who wants messages on paper."""
    own = make_person(name, **{"told_by": "paper", **person})
    Membership.objects.create(person=own, organisation=run.organiser)
    return inviting.invite(course_run=run, person=own, organisation=run.organiser, by=secretariat_of(run))


def address(run: CourseRun) -> str:
    return f"/kursleder/{run.pk}/sagt-fra/"


def a_message(place: Enrolment, key: str, ending: str = "x", **changes) -> SentMessage:
    """One about the place, named as the verbs name them."""
    once = f"{key}:{place.pk}:{ending}"
    sent = send(place.person, key, once=once, context={}, organisation=place.organisation)
    SentMessage.objects.filter(pk=sent.pk).update(**changes)
    return sent


def test_the_leader_who_meets_somebody_tells_them_and_the_secretariat_sees_it() -> None:
    """Noted once with who and when; the invitation in it is wiped. Fails when the two lists were two truths."""
    run = open_run()
    place = on_paper(run)
    leader, office = leader_of(run), secretariat_of(run)
    [message] = to_be_told_in(run)
    assert list(to_be_told(office)) == [message]
    client = logged_in(leader)
    assert f'href="{address(run)}"' in client.get(f"/kursleder/{run.pk}/").content.decode()
    page = client.get(address(run)).content.decode()
    assert [word in page for word in ("Arne Vik", "Invitasjon", "Har sagt fra")] == [True] * 3
    for _click in range(2):
        assert client.post(address(run), {"message": message.pk}).url == address(run)
    message.refresh_from_db()
    assert (message.told_by, message.context, list(to_be_told(office))) == (leader, {}, [])
    assert NOBODY_WAITS in client.get(address(run)).content.decode()
    assert place.person.name not in client.get(address(run)).content.decode()


def test_a_leader_is_told_nothing_of_a_quiet_time_a_pause_or_what_is_over() -> None:
    """Decisions 33 and 38. Fails when any kind of the secretariat's log reaches the leader's list by default."""
    run = open_run()
    place, invited = on_paper(run), on_paper(run, "Ine Invitert")
    enrolling.confirm(enrolment=place, by=place.person)
    SentMessage.objects.all().delete()
    today = timezone.localdate()
    run.gatherings.update(starts_at=timezone.now() + datetime.timedelta(days=2))
    for one in (place, invited):
        for key in KINDS:
            a_message(one, key, ending=(today + datetime.timedelta(days=2)).isoformat())
    a_message(place, "gathering_reminder", ending=(today - datetime.timedelta(days=1)).isoformat())
    made = MakeUp.objects.create(
        enrolment=place,
        gathering=gathering_of(run),
        kind=MakeUpKind.TALK,
        agreed_at=timezone.now(),
    )
    send(place.person, "make_up_agreed", once=f"make_up_agreed:{made.pk}", context={})
    assert [(message.person, message.key) for message in to_be_told_in(run)] == [
        (place.person, "gathering_reminder"),
        (invited.person, "invitation"),
        (place.person, "make_up_agreed"),
    ]


def test_what_goes_by_itself_or_is_about_another_run_or_somebody_who_left_is_not_on_the_list() -> None:
    run, other = open_run(), open_run()
    on_paper(other)
    on_paper(run, "Berit Epost", told_by="")
    gone = on_paper(run, "Gro Gikk")
    enrolling.withdraw(enrolment=gone, by=gone.person)
    assert to_be_told_in(run) == []
    # The e-mail is on its way, so the page may not say that everybody has got theirs.
    assert SentMessage.objects.filter(person__name="Berit Epost", sent_at=None).count() == 1
    html = logged_in(leader_of(run)).get(address(run)).content.decode()
    assert (NOBODY_WAITS in html, "Alle har fått" in html) == (True, False)
    back = on_paper(run, "Tor Eide")
    assert [message.person for message in to_be_told_in(run)] == [back.person]
    left = to_be_told_in(run)[0].pk
    CourseRun.objects.filter(pk=run.pk).update(state="closed")
    run.refresh_from_db()
    assert to_be_told_in(run) == []
    with pytest.raises(PeopleError):
        tell_in(course_run=run, message_id=left, by=leader_of(run))


def test_who_answered_while_the_list_stood_on_the_screen_is_not_said_to_be_somebody_elses() -> None:
    """Fails if a leader were told that only a secretariat can note it, when there is nothing left to note."""
    run = open_run()
    place, client = on_paper(run), logged_in(leader_of(run))
    [message] = to_be_told_in(run)
    enrolling.confirm(enrolment=place, by=place.person)
    answer = client.post(address(run), {"message": message.pk}, follow=True)
    told = [str(one) for one in answer.context["messages"]]
    assert told == ["Dette står ikke på lista di lenger. Ingenting er notert."]
    message.refresh_from_db()
    assert message.told_at is None


def test_nobody_but_those_who_lead_the_run_today_opens_it_or_notes_anything() -> None:
    """Representatives and the secretariat have no such page; a leader of another run, and one whose time is over, neither."""
    run, other = joint_run()
    place, leader = on_paper(run), leader_of(run)
    [message] = to_be_told_in(run)
    before = RunLeader.objects.create(
        course_run=run,
        person=make_person("Frode Før"),
        since=timezone.localdate() - datetime.timedelta(days=9),
        until=timezone.localdate() - datetime.timedelta(days=1),
    ).person
    strangers = [
        *(representative_of(run), secretariat_of(run), leader_of(open_run()), before, place.person),
        run.run_organisations.get(organisation=other).representative,
    ]
    for stranger in strangers:
        client = logged_in(stranger)
        answers = (client.get(address(run)), client.post(address(run), {"message": message.pk}))
        assert [answer.status_code for answer in answers] == [404, 404]
        with pytest.raises(CourseError, match="Bare de som leder kurset"):
            tell_in(course_run=run, message_id=message.pk, by=stranger)
    with pytest.raises(PeopleError):
        tell_in(course_run=run, message_id=a_message(place, "certificate_ready").pk, by=leader)
    assert list(SentMessage.objects.filter(told_at__isnull=False)) == []
    page = logged_in(leader).get(address(run)).content.decode()
    assert run.organiser.short_name not in page.partition("<main")[2].partition("</main")[0]


def test_the_same_number_of_queries_for_one_and_for_thirty(django_assert_num_queries) -> None:
    run = open_run()
    on_paper(run)
    client = logged_in(leader_of(run))
    client.get(address(run))
    with django_assert_num_queries(5):
        client.get(address(run))
    run.run_organisations.update(seats=40)
    for number in range(29):
        on_paper(run, f"Person {number}")
    with django_assert_num_queries(5):
        client.get(address(run))


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        (EnrolmentState.ACTIVE, True),
        (EnrolmentState.COMPLETED, True),
        (EnrolmentState.PAUSED, False),
        (EnrolmentState.WITHDRAWN, False),
    ],
)
def test_a_leader_reminds_by_hand_whom_the_machine_would_remind(state: EnrolmentState, listed: bool) -> None:
    """Who has completed is expected still; a pause is left alone (edge case 6)."""
    run = open_run()
    place = on_paper(run)
    a_message(place, "gathering_reminder", ending=timezone.localdate().isoformat())
    Enrolment.objects.filter(pk=place.pk).update(state=state)
    assert [message.key for message in to_be_told_in(run)] == ["gathering_reminder"] * listed
