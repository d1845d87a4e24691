"""The front pages that courses hang under, and the site that shows them. Used by `courses.loading` alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from wagtail.models import Page, Site

from courses.course_files import Part
from courses.models import CoursePage


def front_page_model() -> type[Page]:
    """The kind of page that a course may hang under."""
    return CoursePage.allowed_parent_page_models()[0]


def front_page_fields(front: Part, language: str) -> dict[str, Any]:
    """The words of the front page in one language. Its address is the language itself."""
    words = front.part(language)
    return {
        "title": words.word("title"),
        "slug": language,
        "promise": words.word("promise"),
        "introduction": words.word("introduction"),
    }


def point_site_at(page: Page) -> None:
    """Makes `page` the front page of the site; makes the site where there is none."""
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    if site.root_page_id != page.pk or not site.site_name:
        site.root_page, site.site_name = page, settings.SITE_NAME
        site.save()


def remove_welcome_page() -> None:
    """Removes the page that Wagtail puts on every new site, while nobody has built on it."""
    for page in Page.objects.filter(depth=2, slug="home", numchild=0):
        if page.specific_class is Page and not page.latest_revision_id:
            page.delete()
