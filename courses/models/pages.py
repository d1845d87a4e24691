"""What is taught: a course, its modules, and the words of its documents. All Wagtail pages, three languages."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from courses.course_page_form import CoursePageForm
from courses.kinds import CourseKind, Theme

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


class CoursePage(Page):
    """A course in one language. A new edition is a new tree.

    `lineage` is given to a course that is made anew and copied with it, so that all its editions share it.
    """

    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owning association"),
    )
    lineage = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    kind = models.CharField(
        _("sort of course"),
        max_length=20,
        choices=CourseKind,
        default=CourseKind.BASIC,
        help_text=_(
            "Only the basic course leads to an approval. At a seminar only presence counts: nothing is asked for at "
            "home, and there is no own time. Choose the same in every language."
        ),
    )
    for_peer_supporters = models.BooleanField(
        _("only for approved peer supporters"),
        default=False,
        help_text=_(
            "Asked when somebody takes the place. The secretariat can let people in all the same, for instance when "
            "they were approved on paper. Does not count for a basic course."
        ),
    )
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    audience = models.TextField(_("for whom"), blank=True)
    developed_with = models.TextField(_("developed with"), blank=True, help_text=_("Partners to credit."))
    hours_online = models.DecimalField(_("hours on one's own"), max_digits=4, decimal_places=1, default=0)
    hours_gatherings = models.DecimalField(
        _("hours in gatherings"), max_digits=4, decimal_places=1, default=0
    )
    completion_text = RichTextField(_("when the course is completed"), blank=True, features=TEXT_FEATURES)

    content_panels = [
        *Page.content_panels,
        FieldPanel("subtitle"),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("for_peer_supporters"),
                InlinePanel("prerequisites", heading=_("Courses to complete first"), label=_("Course")),
            ],
            heading=_("Sort of course"),
        ),
        FieldPanel("introduction"),
        FieldPanel("audience"),
        FieldPanel("developed_with"),
        MultiFieldPanel([FieldPanel("hours_online"), FieldPanel("hours_gatherings")], heading=_("Size")),
        FieldPanel("completion_text"),
        InlinePanel("document_texts", heading=_("Words of the documents"), label=_("Document")),
    ]
    settings_panels = [*Page.settings_panels, FieldPanel("organisation", permission="superuser")]
    base_form_class = CoursePageForm
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.ModulePage"]
    template = "courses/course_page.html"

    @property
    def is_basic(self) -> bool:
        """Whether it is the basic course, which leads to an approval and asks for nothing beforehand."""
        return self.kind == CourseKind.BASIC

    @property
    def is_seminar(self) -> bool:
        """Whether only presence counts (R70)."""
        return self.kind == CourseKind.SEMINAR

    @property
    def whole_hours_online(self) -> int:
        """Hours on one's own, rounded for a sentence."""
        return round(self.hours_online)

    @property
    def whole_hours_gatherings(self) -> int:
        """Hours together, rounded for a sentence."""
        return round(self.hours_gatherings)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the public page shows beside its own words."""
        from courses.public_pages import course_context

        return {**super().get_context(request, *args, **kwargs), **course_context(self, request)}

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class Prerequisite(Orderable):
    """A course that is to be completed before this one. Of several, one is enough. See `courses.prerequisites`."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    #: Not deleted while another course asks for it; when both go at once, as with a page above them, nothing is left to ask.
    asked_course = models.ForeignKey(
        CoursePage,
        models.RESTRICT,
        related_name="asked_for_by",
        verbose_name=_("course"),
        help_text=_("An earlier or later edition counts too, in any language. Of several, one is enough."),
    )

    panels = [FieldPanel("asked_course")]

    class Meta(Orderable.Meta):
        verbose_name = _("course to complete first")
        verbose_name_plural = _("courses to complete first")


class DocumentKey(models.TextChoices):
    """The documents whose words a course carries."""

    COMPLETION_CERTIFICATE = "completion_certificate", _("Certificate of completion")
    APPROVAL_CERTIFICATE = "approval_certificate", _("Certificate of approval")
    CONVERSATION_GUIDE = "conversation_guide", _("Guide to the approval conversation")


class DocumentText(Orderable):
    """The words of one document. Words in {braces} are filled in when it is made."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="document_texts")
    key = models.CharField(_("document"), max_length=30, choices=DocumentKey)
    title = models.CharField(_("title"), max_length=80, blank=True)
    body = models.TextField(_("text"), blank=True)
    lines = models.TextField(_("lines"), blank=True, help_text=_("One line each, for instance questions."))
    closing = models.TextField(_("closing words"), blank=True)
    labels = models.JSONField(default=dict, blank=True, editable=False)

    panels = [
        FieldPanel("key"),
        FieldPanel("title"),
        FieldPanel("body"),
        FieldPanel("lines"),
        FieldPanel("closing"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("words of a document")
        verbose_name_plural = _("words of documents")


class ModulePage(Page):
    """A part of a course, about one theme."""

    code = models.CharField(_("number"), max_length=8, help_text=_("For instance 6. Lives across editions."))
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    goals = models.TextField(_("goals"), blank=True, help_text=_("One on each line."))
    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("code"), FieldPanel("theme")], heading=_("Place")),
        FieldPanel("goals"),
        FieldPanel("introduction"),
    ]
    parent_page_types = ["courses.CoursePage"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A module is shown inside its course: one's own, or for a guest the course's page."""
        from courses.public_pages import address_for

        return redirect(address_for(self, request.user, code=self.code, anchor=f"#module-{self.code}"))

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
