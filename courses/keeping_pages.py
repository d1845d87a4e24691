"""Pages that people have worked on are never deleted: what they did is tied to them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CoursePage, CourseRun, Gathering, Response


def why_not_delete(pages: Iterable[Page]) -> str:
    """The sentence that says why these pages, with all below them, must stay. Empty when they may go.

    What counts is the same in all languages: an answer to a translation holds the page as well.
    """
    for page in pages:
        if _has_runs(page):
            return _(
                "«%(title)s» cannot be deleted: a course has been planned or held with it. "
                "You can unpublish it instead. Then it is no longer offered, and everything that was done is kept."
            ) % {"title": page.title}
        if _is_in_use(page):
            return _(
                "«%(title)s» cannot be deleted: somebody has worked on it, and what they did is tied to it. "
                "You can unpublish it instead. Then nobody meets it any more, and everything that was done is kept."
            ) % {"title": page.title}
    return ""


def _has_runs(page: Page) -> bool:
    courses = CoursePage.objects.filter(path__startswith=page.path).values("translation_key")
    return CourseRun.objects.filter(course__translation_key__in=courses).exists()


def _is_in_use(page: Page) -> bool:
    keys: Iterable[UUID] = Page.objects.filter(path__startswith=page.path).values("translation_key")
    tied = Q(activity_key__in=keys)
    return Response.objects.non_polymorphic().filter(tied).exists() or Gathering.objects.filter(tied).exists()
