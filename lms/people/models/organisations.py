"""An association and what it owns: its words, areas, chapters and look."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.colour import validate_main_colour
from lms.people.logo import validate_logo
from lms.people.models.owned import OrganisationQuerySet, OwnedQuerySet, SecretariatQuerySet


class ApprovingBody(models.TextChoices):
    """Who decides that somebody becomes a peer supporter (R59, R67)."""

    COMMITTEE = "committee", _("the committee")
    BOARD = "board", _("the board")


class PledgeLabel(models.TextChoices):
    """Both names occur; an association uses one of them everywhere (R58)."""

    PROMISE = "promise", _("Confidentiality promise")
    DECLARATION = "declaration", _("Declaration of confidentiality")


class Organisation(models.Model):
    """A patient association. Its name, mark and contact stand on every page its people see."""

    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40)
    slug = models.SlugField(_("short address"), unique=True)
    sender_name = models.CharField(
        _("sender name"),
        max_length=80,
        help_text=_("A neutral name for e-mails. It should not tell what illness the association is for."),
    )
    contact_name = models.CharField(_("someone to call"), max_length=80)
    contact_role = models.CharField(_("their role"), max_length=80, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20)
    contact_hours = models.CharField(_("when to call"), max_length=120, blank=True)
    pledge_label = models.CharField(
        _("name of the pledge"), max_length=20, choices=PledgeLabel, default=PledgeLabel.PROMISE
    )
    approving_body = models.CharField(
        _("who approves"), max_length=20, choices=ApprovingBody, default=ApprovingBody.COMMITTEE
    )
    peer_supporter_title = models.CharField(
        _("title of a peer supporter"), max_length=60, default="likeperson"
    )
    registration_link = models.URLField(
        _("where activity is registered"),
        blank=True,
        help_text=_("The other system. Its password is never kept here."),
    )
    main_colour = models.CharField(
        _("main colour"),
        max_length=7,
        blank=True,
        validators=[validate_main_colour],
        help_text=_("As # and six signs. White text must be easy to read on it."),
    )
    logo = models.FileField(
        _("logo"),
        upload_to="logos/",
        blank=True,
        validators=[validate_logo],
        help_text=_("PNG, JPEG or WebP."),
    )

    objects = OrganisationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Chapter(models.Model):
    """A local chapter of an association."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="chapters", verbose_name=_("association")
    )
    name = models.CharField(_("name"), max_length=120)

    objects = OwnedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("local chapter")
        verbose_name_plural = _("local chapters")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_chapter_by_name")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A category of peer supporters in an association (R13). Reveals health: shown to the committee only."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="areas", verbose_name=_("association")
    )
    name = models.CharField(_("name"), max_length=80)

    objects = SecretariatQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_area_by_name")]

    def __str__(self) -> str:
        return f"area {self.pk}"
