"""Told on paper: who is to be written to or called, that it is noted once, and when the trace of messages goes."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun
from lms.home.old_messages import delete_old_messages
from lms.people.errors import PeopleError
from lms.people.messaging import TRIED_FOR, deliver
from lms.people.models import Membership, SentMessage
from lms.people.telling_by_hand import say_told, to_be_told
from tests.courses.views.test_message_log import ADDRESS, a_member, a_message, administrator_of
from tests.courses.working import logged_in
from tests.making import make_enrolment, make_organisation, make_person

pytestmark = pytest.mark.django_db
A_YEAR_AGO = timezone.now() - datetime.timedelta(days=367)


def test_only_those_nobody_has_told_yet_are_on_the_list_the_oldest_first() -> None:
    """On paper, or given up; not what is sent, waits, or is told already."""
    organisation = make_organisation()
    paper, gone = a_member(organisation, told_by="paper"), a_member(organisation)
    long_ago = timezone.now() - TRIED_FOR - datetime.timedelta(hours=1)
    on_paper = a_message(paper, organisation)
    given_up = a_message(gone, organisation, queued_at=long_ago)
    a_message(gone, organisation)
    a_message(gone, organisation, sent_at=timezone.now())
    a_message(paper, organisation, told_at=timezone.now())
    assert list(to_be_told(administrator_of(organisation))) == [given_up, on_paper]


def test_told_is_noted_once_with_who_and_when_and_the_link_is_wiped() -> None:
    """A link may be a key to a door. The second who presses changes nothing."""
    organisation = make_organisation()
    message = a_message(a_member(organisation, name="Arne Vik", told_by="paper"), organisation)
    first, second = administrator_of(organisation), administrator_of(organisation)
    client = logged_in(first)
    assert "Skriv eller ring" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, {"message": str(message.pk)}).url == ADDRESS
    message.refresh_from_db()
    told_at = message.told_at
    logged_in(second).post(ADDRESS, {"message": str(message.pk)})
    message.refresh_from_db()
    assert (message.told_by, message.told_at, message.context) == (first, told_at, {})
    html = client.get(ADDRESS).content.decode()
    assert ('id="by-hand"' in html, "Sagt fra i brev eller telefon" in html) == (False, True)


def test_nobody_notes_it_for_others_nor_for_what_goes_by_itself() -> None:
    """Another secretariat, the person themselves, and a message that waits to be sent. Nonsense is a sentence."""
    organisation, other = make_organisation(), make_organisation()
    person = a_member(organisation, told_by="paper")
    Membership.objects.create(person=person, organisation=other)
    message = a_message(person, organisation)
    by_mail = a_message(a_member(organisation), organisation)
    for by, one in (
        (administrator_of(other), message),
        (person, message),
        (administrator_of(organisation), by_mail),
    ):
        with pytest.raises(PeopleError):
            say_told(message_id=one.pk, by=by)
    client = logged_in(administrator_of(organisation))
    for typed in ("", "x", "99999999", "9" * 30, "9" * 5000):
        assert client.post(ADDRESS, {"message": typed}).status_code == 302
    assert logged_in(person).post(ADDRESS, {"message": str(message.pk)}).status_code == 404
    assert SentMessage.objects.filter(told_at__isnull=False).count() == 0


def test_what_somebody_has_told_is_not_sent_afterwards(mailoutbox) -> None:
    """The machine that sends stood still for days, and its task waits yet. The link is wiped, so the words would go with
    «{link}» in them. Fails without `told_at` in `unsent`.
    """
    organisation = make_organisation()
    long_ago = timezone.now() - TRIED_FOR - datetime.timedelta(hours=1)
    message = a_message(a_member(organisation), organisation, queued_at=long_ago)
    say_told(message_id=message.pk, by=administrator_of(organisation))
    assert (deliver(message_id=message.pk), mailoutbox) == (False, [])


@pytest.mark.parametrize("rows", [1, 30])
def test_the_log_costs_the_same_for_one_and_for_thirty(rows: int, django_assert_num_queries) -> None:
    """One query more for those to be told, whatever their number."""
    organisation = make_organisation()
    for _number in range(rows):
        a_message(a_member(organisation, told_by="paper"), organisation)
    client = logged_in(administrator_of(organisation))
    client.get(ADDRESS)
    with django_assert_num_queries(11):
        assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("state", [EnrolmentState.INVITED, EnrolmentState.PAUSED])
@pytest.mark.parametrize(
    ("run_state", "kept"),
    [(RunState.PLANNED, 1), (RunState.OPEN, 1), (RunState.CLOSED, 0), (RunState.CANCELLED, 0)],
)
def test_who_never_answered_or_took_a_pause_has_a_place_that_goes_on_while_its_run_does(
    state: str, run_state: str, kept: int
) -> None:
    """Closing a run leaves such a place as it is. Fails when the place alone is looked at: then its messages never go."""
    organisation, place = make_organisation(), make_enrolment(state=state)
    CourseRun.objects.update(state=run_state)
    message = a_message(place.person, organisation, queued_at=A_YEAR_AGO)
    assert (delete_old_messages(), SentMessage.objects.filter(pk=message.pk).count()) == (1 - kept, kept)


def test_the_trace_of_a_message_goes_after_a_year_but_not_while_it_keeps_one_from_coming_twice() -> None:
    """Kept: younger than a year, of somebody under way or invited, and what belongs to a case. Gone: the rest."""
    organisation = make_organisation()
    alone, left, under_way, invited = (make_person() for _number in range(4))
    make_enrolment(person=left, state=EnrolmentState.WITHDRAWN)
    make_enrolment(person=under_way, state=EnrolmentState.PAUSED)
    make_enrolment(person=invited, state=EnrolmentState.INVITED)
    gone = [a_message(one, organisation, queued_at=A_YEAR_AGO) for one in (alone, left)]
    kept = [a_message(one, organisation, queued_at=A_YEAR_AGO) for one in (under_way, invited)]
    kept.append(a_message(alone, organisation))
    kept.append(a_message(alone, organisation, key="decision", queued_at=A_YEAR_AGO))
    assert (delete_old_messages(), delete_old_messages()) == (len(gone), 0)
    assert list(SentMessage.objects.order_by("pk")) == sorted(kept, key=lambda one: one.pk)
