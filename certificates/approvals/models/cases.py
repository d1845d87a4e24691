"""A case: one person, one association, on the way to a decision. Its history is only ever added to."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.approvals.models.policies import ApprovalPolicy
from certificates.models import Certificate
from lms.people.models import ApprovingBody, Organisation, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES


class CaseState(models.TextChoices):
    """Where a case is (requirements A.7)."""

    READY = "ready", _("Ready for a conversation")
    BOOKED = "booked", _("Conversation agreed")
    HELD = "held", _("Conversation held")
    POSTPONED = "postponed", _("Postponed")
    APPROVED = "approved", _("Approved")
    NOT_NOW = "not_now", _("Not now")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (CaseState.READY, CaseState.BOOKED, CaseState.HELD, CaseState.POSTPONED)
DECIDABLE_STATES = (CaseState.READY, CaseState.BOOKED, CaseState.HELD)


class Wish(models.TextChoices):
    """What the candidate chose to let the committee know at the end of the course. Not said is not a no."""

    UNSAID = "", _("Not said")
    NOW = "now", _("Asks for a conversation now")
    WAIT = "wait", _("Wants to wait")
    NOT_NOW = "not_now", _("Not for me now")


class CaseQuerySet(models.QuerySet):
    """Cases, always beginning with who may see them."""

    def open(self) -> CaseQuerySet:
        """Not decided."""
        return self.filter(state__in=OPEN_STATES)

    def visible_to(self, person: User) -> CaseQuerySet:
        """Cases of the associations where `person` sits in the committee today, or in a board that decides itself.

        Never one's own case (edge case 15), and none that one has passed on because one knows the candidate.
        """
        if not person.is_authenticated:
            return self.none()
        seats = Role.objects.held_on().filter(person=person)
        in_committee = seats.filter(kind__in=COMMITTEE_ROLES).values("organisation")
        in_board = seats.filter(kind=RoleKind.BOARD_MEMBER).values("organisation")
        return (
            self.filter(
                models.Q(organisation__in=in_committee)
                | models.Q(organisation__in=in_board, policy__approving_body=ApprovingBody.BOARD)
            )
            .exclude(candidate=person)
            .exclude(pk__in=ConflictOfInterest.objects.filter(member=person).values("case"))
        )

    def closed(self) -> CaseQuerySet:
        """Decided or withdrawn, each with when: `decided_last` and `withdrawn_last`."""
        withdrawn = models.Q(events__kind=EventKind.WITHDRAWN)
        return self.exclude(state__in=OPEN_STATES).annotate(
            decided_last=models.Max("decisions__decided_at"),
            withdrawn_last=models.Max("events__happened_at", filter=withdrawn),
        )

    def due_back(self, day: datetime.date) -> CaseQuerySet:
        """Postponed cases whose day has come."""
        return self.filter(state=CaseState.POSTPONED, resumes_on__lte=day)


class Case(models.Model):
    """A case. Opens by itself when course and pledge are in place (R62)."""

    candidate = models.ForeignKey(User, models.PROTECT, related_name="cases", verbose_name=_("candidate"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")
    policy = models.ForeignKey(ApprovalPolicy, models.PROTECT, related_name="cases")
    enrolment = models.ForeignKey("courses.Enrolment", models.PROTECT, related_name="+")
    signature = models.ForeignKey("courses.PledgeSignature", models.PROTECT, null=True, related_name="+")
    certificate = models.ForeignKey(
        Certificate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("certificate"),
    )
    state = models.CharField(_("state"), max_length=12, choices=CaseState, default=CaseState.READY)
    handler = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_cases",
        verbose_name=_("committee member"),
    )
    wish = models.CharField(_("wish of the candidate"), max_length=10, choices=Wish, blank=True, default="")
    opened_at = models.DateTimeField(_("opened"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    resumes_on = models.DateField(_("comes back"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "organisation"],
                condition=models.Q(state__in=["ready", "booked", "held", "postponed"]),
                name="one_open_case",
            )
        ]
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to come."""
        return self.state in OPEN_STATES

    @property
    def may_be_decided(self) -> bool:
        """Whether it is the committee's or the board's turn: open, and not put off to a later day."""
        return self.state in DECIDABLE_STATES


class ClosedCase(models.Model):
    """That a case of this course was closed, when the case itself is deleted: what keeps a new one from opening by itself.

    `decided` tells it from one that was withdrawn, which may open again when its candidate asks. No outcome, no day, no
    names (docs/decisions/0026-when-cases-certificates-and-pledges-go.md).
    """

    enrolment = models.OneToOneField("courses.Enrolment", models.PROTECT, related_name="+")
    decided = models.BooleanField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("trace of a closed case")
        verbose_name_plural = _("traces of closed cases")

    def __str__(self) -> str:
        return f"closed case {self.pk}"


class EventKind(models.TextChoices):
    """What can happen in a case."""

    OPENED = "opened", _("The case was opened")
    TAKEN = "taken", _("A member took the case")
    PASSED_ON = "passed_on", _("The case was passed on")
    CERTIFICATE_CHECKED = "certificate_checked", _("The certificate was checked")
    MEMBERSHIP_CONFIRMED = "membership_confirmed", _("The membership was confirmed")
    BOOKED = "booked", _("A conversation was agreed")
    UNBOOKED = "unbooked", _("The conversation was called off")
    HELD = "held", _("The conversation was held")
    PROPOSED = "proposed", _("An outcome was suggested")
    DECIDED = "decided", _("A decision was made")
    CORRECTED = "corrected", _("The sentence was put right")
    REOPENED = "reopened", _("The case came back")
    TASK_DONE = "task_done", _("A task was done")
    TASK_REOPENED = "task_reopened", _("A task was opened again")
    WITHDRAWN = "withdrawn", _("The candidate withdrew")


class CaseEvent(models.Model):
    """One line of history: who, when, what. The candidate may read it. Rows are only added."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=24, choices=EventKind)
    person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return f"event {self.pk}"


class CheckedHow(models.TextChoices):
    """How the certificate was checked."""

    REGISTER = "register", _("In the register")
    FILE = "file", _("By the file")


class CertificateCheck(models.Model):
    """That a member checked the certificate of a case, how, and that it was genuine then."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="certificate_checks")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=CheckedHow)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check of a certificate")
        verbose_name_plural = _("checks of certificates")
        ordering = ["-checked_at"]

    def __str__(self) -> str:
        return f"check {self.pk}"


class ConflictOfInterest(models.Model):
    """That a member passed a case on because they know the candidate. No reason is asked for."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="conflicts")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="one_conflict_each")]

    def __str__(self) -> str:
        return f"conflict {self.pk}"
