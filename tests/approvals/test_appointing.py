"""What follows an approval: certificate, appointment, word to the chapter, tasks."""

import pytest

from certificates.approvals.appointing import tick_task
from certificates.approvals.deciding import decide
from certificates.approvals.errors import ApprovalError
from certificates.approvals.models import Appointment, EventKind, TaskKind
from lms.people.models import Chapter, RoleKind, SentMessage
from lms.people.registering import register_membership
from tests.approvals.making import NOW, TODAY, make_case, make_decidable, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.mark.req(64)
@pytest.mark.req(65)
@pytest.mark.req(66)
def test_an_approval_is_followed_by_certificate_appointment_word_to_the_chapter_and_tasks() -> None:
    """R64 «sertifikat som bevis», R65 «brukernavn og passord … sendes», R66 «informerer lokallaget».

    Fails without `issue_approval`, without the tasks, or without `tell_chapter` in `appointing`.
    """
    organisation = make_organisation("Foreningen Nordlys")
    hamar = Chapter.objects.create(organisation=organisation, name="Hamar")
    elsewhere = Chapter.objects.create(organisation=organisation, name="Gjøvik")
    kari = make_member(organisation, "Kari Krogh")
    contact = make_member(organisation, "Lars Lokal", kind=RoleKind.CHAPTER_CONTACT, chapter=hamar)
    make_member(organisation, "Nina Nabo", kind=RoleKind.CHAPTER_CONTACT, chapter=elsewhere)
    case = make_case(organisation=organisation)
    register_membership(person=case.candidate, organisation=organisation, chapter=hamar)
    decision = decide(case=make_decidable(case, kari), outcome="approved", by=kari)
    appointment = Appointment.objects.get()
    certificate = appointment.certificate
    assert (appointment.person, appointment.starts_on, appointment.decision) == (
        case.candidate,
        TODAY,
        decision,
    )
    assert (certificate.kind, certificate.person, certificate.facts["signers"]) == (
        "approval",
        case.candidate,
        ["Kari Krogh, for likepersonsutvalget"],
    )
    told = SentMessage.objects.filter(key="chapter_informed").values_list("person", flat=True)
    tasks = list(case.handover_tasks.values_list("kind", "done_at", "done_by"))
    assert list(told) == [contact.pk]
    assert tasks == [(TaskKind.EXTERNAL_LOGIN, None, None), (TaskKind.CHAPTER_INFORMED, NOW, kari.pk)]


@pytest.mark.req(66)
def test_without_a_contact_to_write_to_the_task_is_left_for_people() -> None:
    """R66. Fails when the task is ticked although nobody was told."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    decide(case=case, outcome="approved", by=kari)
    assert list(case.handover_tasks.values_list("done_at", flat=True)) == [None, None]


def test_tasks_are_ticked_by_committee_or_secretariat_and_a_slip_is_undone() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    hege = make_member(organisation, "Hege", kind=RoleKind.ADMINISTRATOR)
    case = make_decidable(make_case(organisation=organisation), kari)
    decide(case=case, outcome="approved", by=kari)
    task = case.handover_tasks.first()
    for person in (case.candidate, make_member(make_organisation(), kind=RoleKind.ADMINISTRATOR)):
        with pytest.raises(ApprovalError):
            tick_task(task=task, by=person)
    tick_task(task=task, by=hege)
    tick_task(task=task, by=kari)
    task.refresh_from_db()
    assert (task.done_by, task.done_at) == (hege, NOW)
    tick_task(task=task, by=kari, done=False)
    kinds = list(case.events.filter(kind__startswith="task").values_list("kind", flat=True))
    assert kinds == [EventKind.TASK_DONE, EventKind.TASK_REOPENED]
