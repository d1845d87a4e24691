"""Who may see and work with a case. Every view and verb of this room begins here; what one may not see is not there."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from certificates.approvals.errors import ApprovalError
from certificates.approvals.handover import leaders_of
from certificates.approvals.models import Appointment, Case, ConflictOfInterest, HandoverTask, Proposal
from lms.people.access import holds
from lms.people.models import ApprovingBody, Membership, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES

_NEEDED = ("candidate", "organisation", "policy", "handler")


def case_for_member(person: User, case_id: int) -> Case:
    """Return a case that `person` may work with, or raise 404."""
    return get_object_or_404(Case.objects.visible_to(person).select_related(*_NEEDED), pk=case_id)


def has_passed_on(person: User, case_id: int) -> bool:
    """Whether `person` has told that somebody else must take this case."""
    return ConflictOfInterest.objects.filter(case=case_id, member=person).exists()


def own_case(person: User, case_id: int) -> Case:
    """Return the person's own case, or raise 404."""
    return get_object_or_404(Case.objects.filter(candidate=person).select_related(*_NEEDED), pk=case_id)


def proposal_for(person: User, proposal_id: int) -> Proposal:
    """Return a suggested outcome, also a settled one, in a case that `person` may work with, or raise 404."""
    seen = Proposal.objects.filter(case__in=Case.objects.visible_to(person))
    return get_object_or_404(seen.select_related("proposed_by"), pk=proposal_id)


def locked_case(case_id: int, by: User) -> Case:
    """Return the case, locked for the rest of the transaction. Raises `ApprovalError` when `by` may not work with it."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("organisation", "candidate", "policy")
        .get(pk=case_id)
    )
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise ApprovalError(gettext("This case is for somebody else to work with."))
    return case


def deciding_seats(case: Case) -> tuple[RoleKind, ...]:
    """Return the roles that decide this case: the committee, or the board that appoints (R59, R67)."""
    return (RoleKind.BOARD_MEMBER,) if case.policy.approving_body == ApprovingBody.BOARD else COMMITTEE_ROLES


def talking_seats(case: Case) -> tuple[RoleKind, ...]:
    """Return the roles that may have the conversation: the committee (R63), and the board where it decides itself."""
    return tuple({*COMMITTEE_ROLES, *deciding_seats(case)})


def may_decide(person: User, case: Case) -> bool:
    """Whether `person` sits today where this case is decided."""
    return holds(person, case.organisation, deciding_seats(case))


def has_led_the_course(person: User, case: Case) -> bool:
    """Whether `person` led the candidate's course, and so may not decide alone (edge case 14)."""
    return person.pk in leaders_of(case.enrolment_id)


def others_without_ties(case: Case, person: User, seats: tuple[RoleKind, ...]) -> list[User]:
    """Return the others in these seats today who did not lead the course and have not passed the case on."""
    roles = Role.objects.held_on().filter(organisation=case.organisation_id, kind__in=seats)
    tied = {case.candidate_id, person.pk, *leaders_of(case.enrolment_id)}
    others = User.objects.filter(pk__in=roles.values("person"), is_active=True).exclude(pk__in=tied)
    return list(
        others.exclude(pk__in=ConflictOfInterest.objects.filter(case=case).values("member")).order_by("name")
    )


def members_to_tell(case: Case) -> QuerySet[User]:
    """The committee of the association today; its board where there is no committee. Never the candidate."""
    seats = Role.objects.held_on().filter(organisation=case.organisation_id)
    kinds = set(seats.values_list("kind", flat=True))
    wanted = COMMITTEE_ROLES if kinds & set(COMMITTEE_ROLES) else (RoleKind.BOARD_MEMBER,)
    people = User.objects.filter(pk__in=seats.filter(kind__in=wanted).values("person"), is_active=True)
    return people.exclude(pk=case.candidate_id).order_by("pk")


def tasks_for_secretariat(person: User) -> QuerySet[HandoverTask]:
    """Practical tasks of the associations whose secretariat `person` works in today, except those about oneself."""
    if not person.is_authenticated:
        return HandoverTask.objects.none()
    offices = Role.objects.held_on().filter(person=person, kind=RoleKind.ADMINISTRATOR)
    return HandoverTask.objects.filter(case__organisation__in=offices.values("organisation")).exclude(
        case__candidate=person
    )


def appointment_for_contact(person: User, appointment_id: int) -> Appointment:
    """Return an appointment in the local chapter that `person` is contact for today, or raise 404 (R66)."""
    chapters = Role.objects.held_on().filter(
        person=person, kind=RoleKind.CHAPTER_CONTACT, chapter__isnull=False
    )
    return get_object_or_404(
        Appointment.objects.filter(
            ended_on=None,
            person__memberships__chapter__in=chapters.values("chapter"),
            # The chapter's own association: who is a peer supporter in two, has not told the one of the other.
            person__memberships__organisation=F("organisation"),
        )
        .select_related("person", "organisation")
        .distinct(),
        pk=appointment_id,
    )


def chapter_contacts(membership: Membership | None) -> list[User]:
    """Return the contacts, today, of the local chapter of `membership`."""
    if membership is None or membership.chapter_id is None:
        return []
    seats = Role.objects.held_on().filter(kind=RoleKind.CHAPTER_CONTACT, chapter=membership.chapter_id)
    return list(
        User.objects.filter(pk__in=seats.values("person"), is_active=True).exclude(pk=membership.person_id)
    )
