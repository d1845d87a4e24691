"""What goes from the course to the committee, and nothing more. The only module here that reads course data.

The package is requirements A.7, word for word: name, organisation, chapter, category if approved for one, the course,
its dates, hours attended, own time, the pledge, the certificate, and what the trainee chose to bring. No reflections,
no notes of leaders, no attendance by day. That the committee's pages never touch a table of answers is tested.
What the trainee chose to bring is a copy the author made for the case, kept apart from answers; the other way goes only
that a case was opened or closed (docs/decisions/0016-what-one-brings-to-the-conversation.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils import timezone

from certificates.approvals.models import OPEN_STATES, Appointment, Case, ClosedCase, Wish
from certificates.models import Certificate, CertificateKind

# What becomes of a pledge when its years are over, for `forgetting.py`; it says nothing about any answer.
from courses.activities.pledge.forgetting import Pair as Pair
from courses.activities.pledge.forgetting import course_ends as course_ends
from courses.activities.pledge.forgetting import forget_pledge as forget_pledge
from courses.activities.pledge.forgetting import pledged_by as pledged_by
from courses.activities.pledge.models import PledgeSignature
from courses.bringing import Brought, brought_to_case, case_closed, case_forgotten, case_opened
from courses.completion import hours_attended, own_time_done
from courses.kinds import CourseKind, EnrolmentState, MakeUpState
from courses.models import (
    ChecklistResponse,
    CoursePage,
    DocumentKey,
    DocumentText,
    Enrolment,
    MakeUp,
    ReadyChoice,
    RunLeader,
)

# Who was at a seminar for these associations, and when last (R72); presence, and nothing about any answer.
from courses.seminars import last_seminar_days as last_seminar_days
from lms.people.models import Membership

_WISHES = {ReadyChoice.NOW: Wish.NOW, ReadyChoice.WAIT: Wish.WAIT, ReadyChoice.NOT_NOW: Wish.NOT_NOW}


@dataclass(frozen=True, kw_only=True)
class HandoverPackage:
    """All that the committee learns about the course of one person (A.7)."""

    name: str
    organisation: str
    chapter: str
    category: tuple[str, ...]
    course: str
    edition: str
    first_day: datetime.date
    last_day: datetime.date
    hours_attended: Decimal
    own_time_on: datetime.date | None
    completed_at: datetime.datetime | None
    pledge_version: int | None
    pledge_signed_at: datetime.datetime | None
    certificate_number: str
    certificate_is_valid: bool
    wish: Wish
    brought: tuple[Brought, ...]
    leader_ids: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """Whether the two conditions for a conversation hold (R62), and since when."""

    enrolment_id: int
    person_id: int
    organisation_id: int
    leads_to_approval: bool = True
    completed_at: datetime.datetime | None
    signature_id: int | None
    signed_at: datetime.datetime | None
    pledge_version: int | None

    @property
    def in_place(self) -> bool:
        """The course is completed and the pledge is signed."""
        return self.completed_at is not None and self.signed_at is not None

    @property
    def earliest_conversation(self) -> datetime.date | None:
        """The first day on which an approval conversation may be held."""
        if self.completed_at is None or self.signed_at is None:
            return None
        return timezone.localdate(max(self.completed_at, self.signed_at))


def package_for(enrolment_id: int, *, wish: Wish | str = Wish.UNSAID) -> HandoverPackage:
    """Build the package of one enrolment. `wish` is the case's copy of what the person chose; pages never read answers.

    A fixed number of queries. Raises `Enrolment.DoesNotExist`.
    """
    enrolment = Enrolment.objects.select_related("person", "organisation", "course_run__course").get(
        pk=enrolment_id
    )
    run = enrolment.course_run
    milestones = milestones_of([enrolment_id])[enrolment_id]
    membership = _membership(enrolment)
    certificate = completion_certificate_of(enrolment_id)
    return HandoverPackage(
        name=enrolment.person.name,
        organisation=enrolment.organisation.name,
        chapter=membership.chapter.name if membership and membership.chapter else "",
        category=_category(membership),
        course=run.course.title,
        edition=run.title,
        first_day=run.starts_on,
        last_day=run.ends_on,
        hours_attended=hours_attended(enrolment),
        own_time_on=own_time_done(enrolment),
        completed_at=milestones.completed_at,
        pledge_version=milestones.pledge_version,
        pledge_signed_at=milestones.signed_at,
        certificate_number=certificate.number if certificate else "",
        certificate_is_valid=bool(certificate and certificate.is_valid),
        wish=Wish(wish),
        brought=brought_to_case(enrolment),
        leader_ids=leaders_of(enrolment_id),
    )


def let_case_read(case: Case, *, at: datetime.datetime) -> None:
    """Say that the case is open: from now on those who have it can read what the person chose to bring."""
    case_opened(enrolment_id=case.enrolment_id, at=at)


def close_to_case(case: Case, *, decided: bool, at: datetime.datetime) -> None:
    """Say that the case is over. Once it is decided, what the person brought goes for good."""
    case_closed(enrolment_id=case.enrolment_id, decided=decided, at=at)


def let_case_be_forgotten(enrolment_id: int) -> None:
    """Say that the case of this course is deleted."""
    case_forgotten(enrolment_id=enrolment_id)


def completion_certificate_of(enrolment_id: int) -> Certificate | None:
    """Return the certificate of completion of an enrolment: the valid one, or else the newest."""
    newest = Certificate.objects.filter(enrolment=enrolment_id, kind=CertificateKind.COMPLETION)
    return newest.valid().first() or newest.order_by("-issued_at", "-pk").first()


def leaders_of(enrolment_id: int) -> frozenset[int]:
    """Return who has led the run of this enrolment at any time; they may not decide alone (edge case 14).

    So with those who led another run when the person was there as a guest to make something up.
    """
    guest_at = MakeUp.objects.filter(enrolment=enrolment_id, state=MakeUpState.CONFIRMED)
    leaders = RunLeader.objects.filter(
        models.Q(course_run__enrolments=enrolment_id)
        | models.Q(course_run__in=guest_at.values("substitute__course_run"))
    )
    return frozenset(leaders.values_list("person_id", flat=True))


def milestones_of(enrolment_ids: Collection[int]) -> dict[int, Milestones]:
    """Return when each of these courses was completed and the pledge of its association signed. Two queries."""
    enrolments = Enrolment.objects.filter(pk__in=enrolment_ids).values_list(
        "pk", "person_id", "organisation_id", "course_run__course__kind", "state", "completed_at"
    )
    rows = list(enrolments)
    signatures = _newest_signatures({person for _pk, person, *_rest in rows})
    found = {}
    for pk, person, organisation, kind, state, completed_at in rows:
        signature = signatures.get((person, organisation))
        found[pk] = Milestones(
            enrolment_id=pk,
            person_id=person,
            organisation_id=organisation,
            leads_to_approval=kind == CourseKind.BASIC,
            completed_at=completed_at if state == EnrolmentState.COMPLETED else None,
            signature_id=signature[0] if signature else None,
            signed_at=signature[1] if signature else None,
            pledge_version=signature[2] if signature else None,
        )
    return found


def _newest_signatures(people: set[int]) -> dict[tuple[int, int], tuple[int, datetime.datetime, int]]:
    """Return the newest signature of each person in each association. An older version stays valid (edge case 22)."""
    signed = PledgeSignature.objects.filter(person__in=people).order_by("version__number")
    rows = signed.values_list("person_id", "version__organisation_id", "pk", "signed_at", "version__number")
    return {(person, organisation): (pk, at, number) for person, organisation, pk, at, number in rows}


def enrolments_signed_for(signature_id: int) -> list[int]:
    """Return the completed basic courses of the person for the association whose pledge was just signed."""
    signature = PledgeSignature.objects.select_related("version").get(pk=signature_id)
    completed = Enrolment.objects.filter(
        person=signature.person_id,
        organisation=signature.version.organisation_id,
        course_run__course__kind=CourseKind.BASIC,
        state=EnrolmentState.COMPLETED,
    )
    return list(completed.order_by("completed_at", "pk").values_list("pk", flat=True))


def waiting_candidates() -> list[int]:
    """Return completed basic courses with a signed pledge that no case was made of, oldest first. One query.

    Without those who have an open case from another course, are approved already, or had a case that is deleted by now.
    """
    signed = PledgeSignature.objects.filter(
        person=models.OuterRef("person"), version__organisation=models.OuterRef("organisation")
    )
    in_another = Case.objects.filter(
        candidate=models.OuterRef("person"),
        organisation=models.OuterRef("organisation"),
        state__in=OPEN_STATES,
    )
    approved = Appointment.objects.filter(
        person=models.OuterRef("person"), organisation=models.OuterRef("organisation"), ended_on=None
    )
    without_case = (
        Enrolment.objects.filter(
            models.Exists(signed), state=EnrolmentState.COMPLETED, course_run__course__kind=CourseKind.BASIC
        )
        .exclude(models.Exists(in_another))
        .exclude(models.Exists(approved))
        .exclude(pk__in=Case.objects.values("enrolment"))
        .exclude(pk__in=ClosedCase.objects.values("enrolment"))
        .order_by("completed_at", "pk")
    )
    return list(without_case.values_list("pk", flat=True))


def wish_of(enrolment_id: int) -> Wish:
    """Return what the person let the committee know at the end of the course (9.3). Not said is `Wish.UNSAID`."""
    return wishes_of([enrolment_id]).get(enrolment_id, Wish.UNSAID)


def wishes_of(enrolment_ids: Collection[int]) -> dict[int, Wish]:
    """Return the wishes that were said. Called by tasks, never by pages. One query.

    One word of each list is read; the ticks beside it are the person's own and stay encrypted.
    """
    said = ChecklistResponse.objects.filter(enrolment__in=enrolment_ids).exclude(choice="")
    rows = said.order_by("changed_at").values_list("enrolment_id", "choice")
    return {enrolment_id: _WISHES[ReadyChoice(choice)] for enrolment_id, choice in rows}


@dataclass(frozen=True, kw_only=True)
class ConversationGuide:
    """The words of the conversation guide, from the course (starter course C.2.4)."""

    introduction: tuple[str, ...]
    questions: tuple[str, ...]
    what_is_noted: str


def guide_for(enrolment_id: int, language: str) -> ConversationGuide:
    """Return the guide in `language` where the course has it, otherwise in the language of the run. Two queries."""
    held = CoursePage.objects.get(runs__enrolments=enrolment_id)
    texts = DocumentText.objects.filter(
        course__translation_key=held.translation_key, key=DocumentKey.CONVERSATION_GUIDE
    ).select_related("course__locale")
    by_language = {text.course.locale.language_code: text for text in texts}
    own = next((text for text in by_language.values() if text.course_id == held.pk), None)
    text = by_language.get(language) or own
    if text is None:
        return ConversationGuide(introduction=(), questions=(), what_is_noted="")
    return ConversationGuide(
        introduction=tuple(part.strip() for part in text.body.split("\n\n") if part.strip()),
        questions=tuple(line.strip() for line in text.lines.splitlines() if line.strip()),
        what_is_noted=text.closing,
    )


def _membership(enrolment: Enrolment) -> Membership | None:
    return (
        Membership.objects.filter(person=enrolment.person_id, organisation=enrolment.organisation_id)
        .select_related("chapter")
        .first()
    )


def _category(membership: Membership | None) -> tuple[str, ...]:
    """Return whose experience it is and the areas (R13, R14). Shown to the committee alone."""
    if membership is None:
        return ()
    experience = (str(membership.get_experience_display()),) if membership.experience else ()
    return (*experience, *membership.areas.values_list("name", flat=True))
