"""When cases, certificates of approval and pledges go: after the years, never before, and nothing opens by itself again."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models.signals import post_delete
from django.test import Client
from django.utils import timezone

from certificates.approvals.deciding import correct_sentence, decide, propose, set_aside
from certificates.approvals.forgetting import (
    delete_closed_cases,
    delete_pledges,
    empty_approval_certificates,
)
from certificates.approvals.models import Appointment, Case, CaseState, ClosedCase, Decision, HandoverTask
from certificates.approvals.opening import find_what_a_crash_left, follow_wish, open_case_when_ready
from certificates.filing import find_what_a_crash_left as find_documents
from certificates.issuing import issue_completion
from certificates.models import Certificate, CertificateKind
from courses.activities.pledge.models import PledgeExplanation, PledgeSignature
from courses.kinds import EnrolmentState
from courses.models import CaseNotice, Enrolment, ReadyChoice
from lms.people.models import SentMessage, User
from tests.approvals.making import (
    make_case,
    make_choice,
    make_decidable,
    make_file,
    make_member,
    make_organisation,
    make_ready,
    make_signature,
)
from tests.certificates.making import make_completed
from tests.courses.every_value import every_value
from tests.making import make_person
from tests.other_processes import told_by_another

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
SENTENCE = "Arne tar telefonvakt annenhver mandag."
FORMER, SUGGESTED = "Arne tar vakter på tirsdager.", "Arne tar vakter på onsdager."
NAME, SIGNED_AS = "Arne Frost Vik", "Arne F. Vik med penn"
ENDED = datetime.date(2027, 8, 31)


def on(year: int, month: int, day: int) -> time_machine.travel:
    return time_machine.travel(datetime.datetime(year, month, day, 12, tzinfo=OSLO), tick=False)


def run_out() -> tuple[int, int, int]:
    """What `run_due` does: cases, certificates of approval, pledges."""
    return delete_closed_cases(), empty_approval_certificates(), delete_pledges()


def held(*needles: str) -> set[str]:
    """Which of these stand anywhere in the database, in any table."""
    everything = every_value()
    return {needle for needle in needles if any(needle in value for value in everything)}


@pytest.fixture
def approved(django_capture_on_commit_callbacks) -> Case:
    """Approved on 15 April 2026 with a sentence that was put right, something suggested, and files; the name has changed since."""
    with django_capture_on_commit_callbacks():
        organisation = make_organisation()
        kari = make_member(organisation, "Kari Krogh")
        case = make_decidable(make_case(NAME, organisation=organisation), kari)
        PledgeSignature.objects.update(signed_name=SIGNED_AS)
        PledgeExplanation.objects.create(
            enrolment=case.enrolment, explained_by=kari, explained_on=datetime.date(2026, 3, 28)
        )
        suggestion = propose(case=case, outcome="approved_with_agreement", by=kari, agreement=SUGGESTED)
        set_aside(proposal=suggestion, by=kari)
        decision = decide(case=case, outcome="approved_with_agreement", by=kari, agreement=FORMER)
        correct_sentence(decision=decision, by=kari, agreement=SENTENCE)
        for certificate in Certificate.objects.filter(person=case.candidate, file=None):
            make_file(certificate, content=f"%PDF-1.7 {certificate.number}".encode())
    User.objects.filter(pk=case.candidate_id).update(name="Noe Annet")
    case.refresh_from_db()
    return case


def end_the_task(day: datetime.date = ENDED) -> None:
    Appointment.objects.update(ended_on=day)


def test_a_task_that_goes_on_keeps_everything_for_as_long_as_it_goes_on(approved):
    """Fails if years counted from the decision."""
    with on(2090, 1, 1):
        assert run_out() == (0, 0, 0)
    assert held(SENTENCE, FORMER, SUGGESTED, NAME, SIGNED_AS) == {
        SENTENCE,
        FORMER,
        SUGGESTED,
        NAME,
        SIGNED_AS,
    }


def test_the_case_and_the_certificate_go_three_years_after_the_task_and_the_pledge_after_ten(approved):
    """Every table is searched. Fails when something of the case, its messages or the certificate is left, or goes early."""
    end_the_task()
    with on(2030, 8, 30):
        assert run_out() == (0, 0, 0)
        assert SENTENCE in held(SENTENCE)
    # the certificate of completion has the former name too, until its person asks
    Certificate.objects.filter(kind=CertificateKind.COMPLETION).update(facts={"name": "Noe Annet"})
    with on(2030, 8, 31):
        assert run_out() == (1, 1, 0)
        assert run_out() == (0, 0, 0)
        assert held(SENTENCE, FORMER, SUGGESTED, NAME, SIGNED_AS, "LS-2026-0001") == {
            SIGNED_AS,
            "LS-2026-0001",
        }
        assert (Case.objects.count(), Decision.objects.count(), HandoverTask.objects.count()) == (0, 0, 0)
        assert (SentMessage.objects.count(), CaseNotice.objects.count()) == (0, 0)
    appointment = Appointment.objects.get()
    assert (appointment.decision, appointment.certificate, appointment.ended_on) == (None, None, ENDED)
    with on(2037, 8, 30):
        assert run_out() == (0, 0, 0)
    with on(2037, 8, 31):
        assert run_out() == (0, 0, 1)
        assert run_out() == (0, 0, 0)
    assert held(SIGNED_AS) == set()
    assert [
        model.objects.count() for model in (PledgeSignature, PledgeExplanation, Appointment, ClosedCase)
    ] == [0, 0, 0, 1]


def test_a_check_of_the_old_paper_says_number_and_status_and_nothing_personal(approved, client: Client):
    """Fails when the row is deleted with what stood on it, or when a task that ended is still called valid."""
    certificate = Certificate.objects.get(kind=CertificateKind.APPROVAL)
    end_the_task()
    with on(2030, 8, 31):
        run_out()
        page = client.get(f"/sjekk/{certificate.code}/").content.decode()
        assert find_documents() == 0  # no new file for what is empty
    certificate.refresh_from_db()
    assert (certificate.status, certificate.person, certificate.enrolment, certificate.facts) == (
        "revoked",
        None,
        None,
        {},
    )
    assert timezone.localdate(certificate.revoked_at) == ENDED
    assert [text in page for text in ("LS-2026-0001", "trukket tilbake", certificate.organisation.name)] == [
        True
    ] * 3
    assert [text for text in (NAME, "Noe Annet", "Kari", "15. april 2026") if text in page] == []


def closed_otherwise(state: CaseState, organisation=None) -> Case:
    """A case that was not approved, closed on 15 April 2026."""
    organisation = organisation or make_organisation()
    kari = make_member(organisation)
    case = make_case("Berit Moe", organisation=organisation)
    if state == CaseState.NOT_NOW:
        decide(case=make_decidable(case, kari), outcome="not_now", by=kari, agreement=SENTENCE)
    else:
        make_choice(case.enrolment, ReadyChoice.NOT_NOW)
        follow_wish(case, "not_now")
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("state", [CaseState.NOT_NOW, CaseState.WITHDRAWN])
def test_who_was_not_approved_is_forgotten_after_twelve_months_and_nothing_opens_by_itself(state):
    """Fails without the trace: course and pledge are still in place, and the choice of then is long deleted."""
    case = closed_otherwise(state)
    assert case.state == state
    with on(2027, 4, 14):
        assert delete_closed_cases() == 0
    with on(2027, 4, 15):
        assert (delete_closed_cases(), delete_closed_cases()) == (1, 0)
        case.enrolment.responses.all().delete()
        assert (find_what_a_crash_left(), open_case_when_ready(enrolment_id=case.enrolment_id)) == (0, None)
    assert (Case.objects.count(), SentMessage.objects.count(), held(SENTENCE)) == (0, 0, set())
    assert list(ClosedCase.objects.values_list("decided", flat=True)) == [state == CaseState.NOT_NOW]


@pytest.mark.parametrize(("state", "opens"), [(CaseState.NOT_NOW, False), (CaseState.WITHDRAWN, True)])
def test_who_had_withdrawn_can_still_ask_and_who_was_answered_takes_a_new_course(state, opens):
    """As it was while the case was there. Fails if the trace did not tell the two apart."""
    case = closed_otherwise(state)
    with on(2028, 1, 1):
        delete_closed_cases()
        make_choice(case.enrolment, ReadyChoice.NOW)
        assert find_what_a_crash_left() == int(opens)
        again = open_case_when_ready(enrolment_id=case.enrolment_id)
        assert (again is not None) == opens
        if again:
            assert timezone.localdate(again.opened_at) == datetime.date(2028, 1, 1)
        else:
            anew = make_ready(case.candidate, organisation=make_organisation())
            assert open_case_when_ready(enrolment_id=anew.pk).state == CaseState.READY


def test_an_open_case_keeps_itself_and_the_pledge(db):
    """Also one that is postponed for years, or that nobody has taken."""
    organisation = make_organisation()
    kari = make_member(organisation)
    make_case("Berit Moe", organisation=organisation)
    case = make_decidable(make_case("Dag Ek", organisation=organisation), kari)
    decide(
        case=case,
        outcome="postponed",
        by=kari,
        agreement=SENTENCE,
        postponed_to=datetime.date(2026, 9, 1),
    )
    with on(2060, 1, 1):
        assert run_out() == (0, 0, 0)
    assert (Case.objects.count(), PledgeSignature.objects.count(), held(SENTENCE)) == (2, 2, {SENTENCE})


def test_who_comes_back_and_is_approved_anew_keeps_the_later_case_only(approved):
    """The task that goes on keeps what belongs to it. The pledge of then still holds, so it is kept too."""
    end_the_task()
    with on(2030, 9, 1):
        assert run_out() == (1, 1, 0)
        person, organisation = approved.candidate, approved.organisation
        kari = User.objects.get(name="Kari Krogh")
        anew = make_completed(person, organisation=organisation)
        issue_completion(enrolment_id=anew.pk)
        case = make_decidable(open_case_when_ready(enrolment_id=anew.pk), kari)
        decide(case=case, outcome="approved", by=kari)
    with on(2060, 1, 1):
        assert run_out() == (0, 0, 0)
    assert (Case.objects.get(), PledgeSignature.objects.count(), Appointment.objects.count()) == (case, 1, 2)
    end_the_task(datetime.date(2061, 1, 1))
    with on(2064, 1, 1):
        assert run_out() == (1, 1, 0)
    with on(2071, 1, 1):
        assert (run_out(), Appointment.objects.count()) == ((0, 0, 1), 0)


@pytest.mark.parametrize(
    ("state", "goes"), [(EnrolmentState.ACTIVE, False), (EnrolmentState.WITHDRAWN, True)]
)
def test_who_never_had_the_task_has_the_pledge_for_ten_years_after_the_course(state, goes):
    """Counted from the end of the last place; one that goes on keeps it. Another association's is another pledge."""
    place = make_completed(make_person())
    make_signature(place)
    other = make_completed(place.person)
    make_signature(other, signed_at=datetime.datetime(2030, 1, 1, 12, tzinfo=OSLO))
    with on(2036, 3, 27):
        assert delete_pledges() == 0
    later = make_completed(place.person, organisation=place.organisation)
    ends = {"ended_at": datetime.datetime(2026, 4, 1, 12, tzinfo=OSLO)} if goes else {"completed_at": None}
    Enrolment.objects.filter(pk=later.pk).update(state=state, **ends)
    later.course_run.__class__.objects.filter(pk=later.course_run_id).update(
        ends_on=datetime.date(2040, 1, 1)
    )
    with on(2036, 4, 1):
        assert delete_pledges() == int(goes)
    assert set(PledgeSignature.objects.values_list("enrolment", flat=True)) == {other.pk} | (
        set() if goes else {place.pk}
    )


def test_a_pledge_that_was_gone_through_and_never_signed_goes_too(db):
    place = make_completed()
    PledgeExplanation.objects.create(
        enrolment=place, explained_by=make_person(), explained_on=datetime.date(2026, 3, 28)
    )
    with on(2036, 3, 27):
        assert delete_pledges() == 0
    with on(2036, 3, 28):
        assert (delete_pledges(), PledgeExplanation.objects.count()) == (1, 0)


@pytest.fixture
def _a_crash() -> Iterator[None]:
    """The process dies when the decision is deleted: after the messages and the conversations, before the case."""

    def die(**_given) -> None:
        raise KeyboardInterrupt

    post_delete.connect(die, sender=Decision, weak=False, dispatch_uid="a crash")
    yield
    post_delete.disconnect(sender=Decision, dispatch_uid="a crash")


@pytest.mark.usefixtures("_a_crash")
def test_a_crash_half_way_leaves_the_case_whole_and_the_next_time_deletes_it(approved):
    """Fails without the transaction."""
    end_the_task()
    before = every_value()
    with on(2030, 8, 31):
        with pytest.raises(KeyboardInterrupt):
            delete_closed_cases()
        assert every_value() == before
        post_delete.disconnect(sender=Decision, dispatch_uid="a crash")
        assert delete_closed_cases() == 1


def test_it_costs_the_same_to_find_nothing_with_one_of_each_and_with_thirty(
    approved, django_assert_num_queries
):
    """Cases, certificates and pledges that are old enough to be looked at, and belong to people who still have the task."""
    kari = User.objects.get(name="Kari Krogh")
    for number in (1, 29):
        for _one in range(number):
            case = make_decidable(make_case("Berit Moe", organisation=approved.organisation), kari)
            decide(case=case, outcome="approved", by=kari)
        with on(2060, 1, 1), django_assert_num_queries(12):
            assert run_out() == (0, 0, 0)


RACER = """
import datetime
from tests.racing import at_once, given, tell
from certificates.approvals.forgetting import delete_closed_cases, delete_pledges, empty_approval_certificates
from certificates.approvals.models import Appointment, Case, ClosedCase
from courses.models import PledgeSignature

day, verbs = datetime.date.fromisoformat(given), (delete_closed_cases, empty_approval_certificates, delete_pledges)
done, failed = at_once(lambda _number: [verb(today=day) for verb in verbs], range(4))
left = [model.objects.count() for model in (Case, Appointment, PledgeSignature, ClosedCase)]
tell({"failed": failed, "done": [sum(each) for each in zip(*done)], "left": left})
"""


@pytest.mark.django_db(transaction=True)
def test_several_at_once_delete_each_thing_once(approved, tmp_path: Path):
    """Fails without the second look under the lock: a row that is gone would be an error, or be counted twice."""
    end_the_task()
    told = told_by_another(RACER, "2040-01-01", tmp_path)
    assert (told["failed"], told["done"], told["left"]) == ([], [1, 1, 1], [0, 0, 0, 1])
