"""A case opens by itself when course and pledge are in place, once, and follows what the candidate wishes."""

import datetime

import pytest
from django.core import mail

from certificates.approvals.conversing import book
from certificates.approvals.deciding import decide
from certificates.approvals.models import Case, CaseEvent, CaseState, EventKind, Wish
from certificates.approvals.opening import find_what_a_crash_left, open_case_when_ready
from courses.activities.checklist.models import ReadyChoice
from courses.events import enrolment_completed, pledge_signed, ready_choice_changed
from courses.kinds import EnrolmentState
from lms.people.models import SentMessage
from tests.approvals.making import (
    NOW,
    make_case,
    make_choice,
    make_completed,
    make_course,
    make_decidable,
    make_member,
    make_organisation,
    make_person,
    make_ready,
    make_signature,
)
from tests.making import OSLO

pytestmark = pytest.mark.django_db


@pytest.mark.req(62)
def test_a_case_opens_only_after_a_completed_course_and_a_signed_pledge() -> None:
    """R62 «Etter gjennomført grunnkurs og signert taushetsløfte».

    Fails without the look at both milestones in `opening._look`.
    """
    enrolment = make_completed(make_person("Arne Vik"))
    assert open_case_when_ready(enrolment_id=enrolment.pk) is None
    make_signature(enrolment)
    enrolment.state = EnrolmentState.ACTIVE
    enrolment.save()
    assert open_case_when_ready(enrolment_id=enrolment.pk) is None
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.save()
    case = open_case_when_ready(enrolment_id=enrolment.pk)
    assert (case.state, case.candidate, case.handler) == (CaseState.READY, enrolment.person, None)


@pytest.mark.req(55)
def test_a_pledge_to_another_association_opens_nothing() -> None:
    """R55 «før de går i gang med arbeidet»: the association's own pledge. Fails if signatures are not matched to it."""
    enrolment = make_completed(make_person("Arne Vik"))
    elsewhere = make_completed(enrolment.person, organisation=make_organisation())
    make_signature(elsewhere)
    assert open_case_when_ready(enrolment_id=enrolment.pk) is None


def test_a_case_opens_when_both_were_in_place_however_late_the_task_runs() -> None:
    case = make_case()
    opened = [(event.kind, event.happened_at) for event in case.events.all()]
    assert opened == [(EventKind.OPENED, datetime.datetime(2026, 3, 28, 17, tzinfo=OSLO))]
    assert case.recorded_at == NOW


def test_looking_twice_opens_one_case_and_tells_once() -> None:
    organisation = make_organisation()
    members = [make_member(organisation, "Kari"), make_member(organisation, "Per")]
    case = make_case(organisation=organisation)
    assert open_case_when_ready(enrolment_id=case.enrolment_id) == case
    assert (Case.objects.count(), CaseEvent.objects.count()) == (1, 1)
    told = SentMessage.objects.filter(key="case_ready").order_by("pk")
    assert [message.person for message in told] == members


def test_the_message_to_the_committee_says_nothing_about_whom(django_capture_on_commit_callbacks) -> None:
    organisation = make_organisation("Foreningen for leversykdom", sender_name="Kurskontoret")
    make_member(organisation, "Kari Krogh", email="kari@likevel.example")
    with django_capture_on_commit_callbacks(execute=True):
        case = make_case("Arne Hemmelig", organisation=organisation)
    letter = next(message for message in mail.outbox if message.to == ["kari@likevel.example"])
    said = f"{letter.subject} {letter.body} {letter.alternatives}"
    assert (letter.subject, f"/utvalg/sak/{case.pk}/" in letter.body) == ("En sak er klar", True)
    assert [word for word in ("Arne", "Hemmelig", "lever", "godkjen", "Grunnkurs") if word in said] == []


@pytest.mark.parametrize("choice", [ReadyChoice.WAIT, ReadyChoice.NOT_NOW])
def test_who_wants_to_wait_is_left_in_peace_until_they_ask(choice: ReadyChoice) -> None:
    """Fails without the look at the wish in `_may_open`, or when a wait counts for ever."""
    enrolment = make_ready()
    make_choice(enrolment, choice)
    assert open_case_when_ready(enrolment_id=enrolment.pk) is None
    make_choice(enrolment, ReadyChoice.NOW)
    assert open_case_when_ready(enrolment_id=enrolment.pk).wish == Wish.NOW


@pytest.mark.req(63)
def test_who_never_said_anything_is_not_forgotten() -> None:
    """R63 «skal alle … godkjenningssamtale»: an untouched screen or a paper course opens a case that says so.

    Fails when a missing choice is taken for a wish to wait.
    """
    assert make_case().wish == Wish.UNSAID


def test_not_for_me_now_withdraws_the_case_and_asking_again_opens_a_new_one() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    talk = book(case=case, by=kari, starts_at=NOW + datetime.timedelta(days=1), place="på telefon")
    make_choice(case.enrolment, ReadyChoice.NOT_NOW)
    withdrawn = open_case_when_ready(enrolment_id=case.enrolment_id)
    talk.refresh_from_db()
    assert (withdrawn.state, talk.cancelled_at) == (CaseState.WITHDRAWN, NOW)
    assert open_case_when_ready(enrolment_id=case.enrolment_id) is None
    make_choice(case.enrolment, ReadyChoice.NOW)
    again = open_case_when_ready(enrolment_id=case.enrolment_id)
    assert (again.pk != case.pk, again.state, again.opened_at) == (True, CaseState.READY, NOW)


def test_an_answered_course_does_not_open_a_second_case() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    approved = make_decidable(make_case("Arne Vik", organisation=organisation), kari)
    decide(case=approved, outcome="approved", by=kari)
    not_now = make_decidable(make_case("Siri Moe", organisation=organisation), kari)
    decide(case=not_now, outcome="not_now", by=kari)
    for case in (approved, not_now):
        make_choice(case.enrolment, ReadyChoice.NOW)
        assert open_case_when_ready(enrolment_id=case.enrolment_id) is None
    assert Case.objects.count() == 2


def test_the_news_from_the_courses_only_enqueues_and_the_task_opens(
    django_capture_on_commit_callbacks,
) -> None:
    enrolment = make_completed(make_person("Arne Vik"))
    with django_capture_on_commit_callbacks(execute=True):
        enrolment_completed.send(sender=None, enrolment_id=enrolment.pk)
    assert Case.objects.count() == 0
    signature = make_signature(enrolment)
    with django_capture_on_commit_callbacks() as waiting:
        pledge_signed.send(sender=None, signature_id=signature.pk)
    assert (len(waiting), Case.objects.count()) == (1, 0)
    waiting[0]()
    assert Case.objects.get().candidate == enrolment.person


def test_a_changed_choice_reaches_the_case(django_capture_on_commit_callbacks) -> None:
    case = make_case()
    make_choice(case.enrolment, ReadyChoice.WAIT)
    with django_capture_on_commit_callbacks(execute=True):
        ready_choice_changed.send(sender=None, enrolment_id=case.enrolment_id)
    case.refresh_from_db()
    assert (case.wish, case.state) == (Wish.WAIT, CaseState.READY)


def test_what_a_crash_left_is_found_and_those_who_wait_are_not() -> None:
    """Fails when a condition is missing from `waiting_candidates`, or when people who wait are enqueued for ever."""
    course = make_course()
    lost = make_ready(make_person("Lost"), course=course)
    waiting = make_ready(make_person("Waits"), course=course)
    make_choice(waiting, ReadyChoice.WAIT)
    make_completed(make_person("Unsigned"), course=course)
    changed = make_case("Changed", course=course)
    make_choice(changed.enrolment, ReadyChoice.NOW)
    assert find_what_a_crash_left() == 2
    assert find_what_a_crash_left() == 0
    changed.refresh_from_db()
    assert (Case.objects.get(enrolment=lost).state, changed.wish) == (CaseState.READY, Wish.NOW)


def test_finding_costs_the_same_for_one_and_for_thirty(django_assert_num_queries) -> None:
    course = make_course()
    organisation = make_organisation()
    for number in range(3):
        case = make_case(f"Arne {number}", organisation=organisation, course=course)
        assert case.is_open
        with django_assert_num_queries(5):
            assert find_what_a_crash_left() == 0
