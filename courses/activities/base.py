"""The contract of an activity: one page, one screen, one thing to do – and the row that says it was done.

Content and work are two families. `ActivityPage` is the concrete base of every kind's page, so the outline
of a course is one query. `Response` is the polymorphic base of every kind's work; its base row knows the status only,
and leaders, progress and completion read that row alone.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from polymorphic.managers import PolymorphicManager, PolymorphicQuerySet
from polymorphic.models import PolymorphicModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.activities.page_form import ActivityPageForm
from courses.desk_panels import AdvicePanel, UsePanel
from courses.kinds import DONE_HERE_STATES, DONE_STATES, MARKED_BY_ONESELF, MarkedBy, ResponseState, Sharing
from courses.models.pages import TEXT_FEATURES

#: The width of an ordinary phone, in pixels.
PHONE = 390


class ActivityPage(Page):
    """One activity. `translation_key` is the same in all languages and is what the work is tied to.

    `kind` names the folder, the template and the address part of the kind; each subclass sets it.
    """

    kind: ClassVar[str] = ""
    #: The rules a new activity of the kind begins with, so that its author changes rather than invents.
    begins_with: ClassVar[dict[str, Any]] = {"minutes": 10}

    code = models.CharField(
        _("number"), max_length=8, help_text=_("For instance 6.2. Lives across editions.")
    )
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)
    content_notice = models.TextField(
        _("notice about the content"), blank=True, help_text=_("Shown before hard material.")
    )
    required = models.BooleanField(_("required"), default=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    sharing_ceiling = models.CharField(
        _("how far it may be shared"), max_length=20, choices=Sharing, default=Sharing.PRIVATE
    )
    marked_by = models.CharField(
        _("marked as done by"), max_length=20, choices=MarkedBy, default=MarkedBy.TRAINEE
    )
    in_gathering = models.CharField(
        _("happens in gathering"),
        max_length=8,
        blank=True,
        help_text=_("The number of the gathering, for instance 0.4."),
    )
    may_be_skipped = models.BooleanField(_("may be skipped by agreement"), default=False)
    show_help_numbers = models.BooleanField(_("show the help numbers on the page"), default=False)

    base_content_panels = [
        *Page.content_panels,
        AdvicePanel(),
        UsePanel(),
        FieldPanel("content_notice"),
        FieldPanel(
            "body", help_text=_("Short paragraphs, one thing in each. Write to one person, as «you».")
        ),
    ]
    rule_panel = MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("code"),
                    FieldPanel("minutes", help_text=_("About how long it takes, with time to think.")),
                ]
            ),
            FieldRowPanel(
                [
                    FieldPanel(
                        "required",
                        help_text=_(
                            "Everybody does it before the course is completed. A run that has begun is not changed."
                        ),
                    ),
                    FieldPanel(
                        "may_be_skipped", help_text=_("A leader and a participant may agree to leave it out.")
                    ),
                ]
            ),
            FieldRowPanel(
                [
                    FieldPanel("marked_by", help_text=_("Who says that it is done. Nobody judges how.")),
                    FieldPanel("in_gathering"),
                ]
            ),
            FieldRowPanel(
                [
                    FieldPanel(
                        "sharing_ceiling",
                        help_text=_(
                            "The furthest a text may go. The author decides each time, and may take it back."
                        ),
                    ),
                    FieldPanel(
                        "show_help_numbers", help_text=_("For what somebody may need help with at once.")
                    ),
                ]
            ),
        ],
        heading=_("Rules"),
        classname="collapsed",
    )
    content_panels = [*base_content_panels, rule_panel]
    base_form_class = ActivityPageForm
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Work has its own address: leads there, or a guest to the course."""
        from courses.public_pages import address_for

        return redirect(address_for(self, request.user, code=self.code))

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """What an editor may look at: the screen, and the notice before it where there is one."""
        notice = [("notice", _("The notice before it"))] if self.content_notice else []
        return [("", _("As trainees meet it")), *notice]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """A phone first: that is where most meet it."""
        phone = {"name": "mobile", "icon": "mobile-alt", "device_width": PHONE, "label": _("As on a phone")}
        return [phone, *Page.DEFAULT_PREVIEW_SIZES[1:]]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The screen with no enrolment: forms closed, nothing written."""
        from courses.preview import show_preview

        return show_preview(self, request, mode_name)

    @classmethod
    def first_content(cls) -> dict[str, Any]:
        """What stands in its other fields then, with words in the active language. Nothing, unless the kind says so."""
        return {}

    @property
    def may_be_shared(self) -> bool:
        """Whether the author may choose to share what they write here."""
        return self.sharing_ceiling in (Sharing.LEADER, Sharing.GROUP) or (
            self.sharing_ceiling == Sharing.PRIVATE and self.kind == "reflection"
        )

    @property
    def marked_by_oneself(self) -> bool:
        """Whether the trainee finishes it alone."""
        return self.marked_by in MARKED_BY_ONESELF


class ResponseQuerySet(PolymorphicQuerySet):
    """Work, most often only its status: start with `.non_polymorphic()` where content is none of your business."""

    def done(self) -> ResponseQuerySet:
        """Finished, skipped by agreement, or done in an earlier run."""
        return self.filter(state__in=DONE_STATES)

    def shared_with_group(self) -> ResponseQuerySet:
        """What its author wants the group to read, hidden or not."""
        return self.filter(sharing=Sharing.GROUP)

    def done_here(self) -> ResponseQuerySet:
        """Finished or skipped in the run itself. What was done before may be done again."""
        return self.filter(state__in=DONE_HERE_STATES)


class Response(PolymorphicModel):
    """What one person did with one activity: the status. The content lies in the kind's own table.

    Erasing the content deletes the child row and keeps this one: *done* stays, the words are gone.
    """

    enrolment = models.ForeignKey("courses.Enrolment", models.CASCADE, related_name="responses")
    activity_key = models.UUIDField(default=uuid.uuid4)
    page = models.ForeignKey(ActivityPage, models.PROTECT, related_name="responses")
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=ResponseState, default=ResponseState.STARTED)
    sharing = models.CharField(max_length=20, choices=Sharing, default=Sharing.PRIVATE)
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    marked_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    #: The row of an earlier run in which the same was done. A link alone: nothing of its content is copied.
    done_before = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    #: The window that wrote last and how many times it had sent: a later sending of the same window is no conflict.
    window = models.CharField(max_length=24, blank=True, default="")
    stroke = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PolymorphicManager.from_queryset(ResponseQuerySet)()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("work on an activity")
        verbose_name_plural = _("work on activities")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity_key"], name="one_response_per_activity"),
        ]
        indexes = [models.Index(fields=["activity_key", "state"])]

    def __str__(self) -> str:
        return f"work {self.pk}"

    @property
    def is_done(self) -> bool:
        """Whether nothing more is asked of the person here."""
        return self.state in DONE_STATES
