"""The front page of the site."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from lms.home.front_page import coming_runs


class HomePage(Page):
    """What a guest meets: one promise, what it is, and the courses."""

    promise = models.CharField(_("promise"), max_length=160, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "ol", "ul", "link"])
    organisation = models.ForeignKey(
        "people.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("association"),
        help_text=_("Whose name and phone number stand on the pages for guests."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("promise"),
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("organisation"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "home/home_page.html"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The page, and the courses that are coming."""
        return {**super().get_context(request, *args, **kwargs), "coming_runs": coming_runs(request)}

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")
