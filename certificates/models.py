"""Documents that state a fact: frozen when issued, never edited – superseded or withdrawn.

No row is deleted. When the years are over, or its person asks, a document is emptied: number and status stay
(docs/decisions/0026-when-cases-certificates-and-pledges-go.md).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import ApprovingBody, Organisation, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES

# Who replaces and withdraws an association's certificates: its committee and its secretariat.
KEEPING_ROLES = (*COMMITTEE_ROLES, RoleKind.ADMINISTRATOR)


class CertificateKind(models.TextChoices):
    """Two documents nobody may mistake for one another."""

    COMPLETION = "completion", _("Certificate of completion")
    APPROVAL = "approval", _("Certificate of approval")


class CertificateStatus(models.TextChoices):
    """What a check answers."""

    VALID = "valid", _("Valid")
    SUPERSEDED = "superseded", _("Replaced")
    REVOKED = "revoked", _("Withdrawn")


class RevocationReason(models.TextChoices):
    """Why a certificate was withdrawn: a category, never free text (edge case 27)."""

    ISSUED_BY_MISTAKE = "mistake", _("Issued by mistake")
    APPROVAL_ENDED = "ended", _("The approval has ended")
    PERSON_ASKED = "asked", _("The person asked for it")


class CertificateQuerySet(models.QuerySet):
    """`objects` sees all; ask for `.valid()`."""

    def valid(self) -> CertificateQuerySet:
        """Neither replaced nor withdrawn."""
        return self.filter(status=CertificateStatus.VALID)

    def legible(self) -> CertificateQuerySet:
        """Those whose content is still there."""
        return self.filter(emptied_at=None)

    def visible_to(self, person: User) -> CertificateQuerySet:
        """One's own; and those of an association whose committee or secretariat one belongs to today, or whose board,
        where the board is the one that appoints (R11, R67): whoever decides looks at the certificate.
        """
        if not person.is_authenticated:
            return self.none()
        trusted = Role.objects.held_on().filter(
            models.Q(kind__in=KEEPING_ROLES)
            | models.Q(kind=RoleKind.BOARD_MEMBER, organisation__approving_body=ApprovingBody.BOARD),
            person=person,
        )
        return self.legible().filter(
            models.Q(person=person) | models.Q(organisation__in=trusted.values("organisation"))
        )

    def kept_by(self, person: User) -> CertificateQuerySet:
        """Those which `person` may replace or withdraw today: of an association where they sit in the committee or
        work in the secretariat, and never their own.
        """
        if not person.is_authenticated:
            return self.none()
        seats = Role.objects.held_on().filter(kind__in=KEEPING_ROLES, person=person)
        return self.legible().filter(organisation__in=seats.values("organisation")).exclude(person=person)


class Certificate(models.Model):
    """One document. `facts` is everything that stands on the paper, with its wording, frozen when it was issued."""

    kind = models.CharField(_("kind"), max_length=12, choices=CertificateKind)
    number = models.CharField(_("number"), max_length=20, unique=True)
    code = models.CharField(_("verification code"), max_length=12, unique=True)
    #: None once it is emptied: then only number, code, kind, issuer and status are left, for who checks the code.
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="certificates", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("association")
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    facts = models.JSONField()
    emptied_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=CertificateStatus, default=CertificateStatus.VALID
    )
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("replaced by"),
    )
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_reason = models.CharField(_("reason"), max_length=12, choices=RevocationReason, blank=True)

    objects = CertificateQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=models.Q(status="valid", kind="completion"),
                name="one_valid_completion_certificate",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(status="valid", kind="approval"),
                name="one_valid_approval_certificate",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"]),
            models.Index(fields=["organisation", "issued_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_valid(self) -> bool:
        """Neither replaced nor withdrawn."""
        return self.status == CertificateStatus.VALID

    @property
    def is_emptied(self) -> bool:
        """Whether only number and status are left."""
        return self.emptied_at is not None

    @property
    def mark(self) -> str:
        """The mark that stands for its status on a screen."""
        return {CertificateStatus.VALID: "done", CertificateStatus.SUPERSEDED: "repl"}.get(
            self.status, "stop"
        )


class CertificateFile(models.Model):
    """The bytes that were issued, and their fingerprint. Made by a task, never made again."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="file")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate file")
        verbose_name_plural = _("certificate files")

    def __str__(self) -> str:
        return f"file {self.pk}"


class ParticipationSheet(models.Model):
    """The PDF for who did not complete a course: asked for, made by a task, gone after a month. No certificate."""

    enrolment = models.OneToOneField(
        "courses.Enrolment", models.CASCADE, related_name="participation_sheet", verbose_name=_("place")
    )
    facts = models.JSONField()
    content = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("confirmation of participation")
        verbose_name_plural = _("confirmations of participation")

    def __str__(self) -> str:
        return f"participation {self.pk}"


class NumberSeries(models.Model):
    """The last number given in a year, for one kind. Locked while a number is taken."""

    kind = models.CharField(max_length=12, choices=CertificateKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"
