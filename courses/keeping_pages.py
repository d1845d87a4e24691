"""Pages that people have worked on are never deleted: what they did is tied to them.

A page is held by what was answered on it, and by the runs of the course it stands in. A translation nobody has answered,
of a course that is held in another language, may go.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.activities.base import ActivityPage
from courses.activities.checklist.models import AnonymousAnswer
from courses.activities.group_reflection.models import GroupAgreement
from courses.activities.page_form import problems_of
from courses.kinds import UNDER_WAY_RUN_STATES
from courses.models import CoursePage, CourseRun, Gathering, RequiredActivities, Response
from lms.people.models import User


def why_not_delete(page: Page) -> str:
    """The sentence that says why this page, with all below it, must stay. Empty when it may go."""
    title = {"title": page.title}
    if CourseRun.objects.filter(course__path__startswith=page.path).exists():
        return (
            _(
                "«%(title)s» cannot be deleted: a course has been planned or held with it. "
                "You can unpublish it instead. Then it is no longer offered, and everything that was done is kept."
            )
            % title
        )
    following = CoursePage.objects.filter(prerequisites__asked_course__path__startswith=page.path)
    if after := following.exclude(path__startswith=page.path).first():
        return _(
            "«%(title)s» cannot be deleted: the course «%(other)s» asks that it is completed first. Take that away there."
        ) % {**title, "other": after.title}
    if asked_for := asked_for_in(page):
        return _(
            "«%(title)s» cannot be deleted: the course «%(run)s» is under way and asks everybody to do it. "
            "Wait until that course is over. You can change the text meanwhile."
        ) % {**title, "run": asked_for.title}
    if _was_answered(page) or _is_used_by_a_run(page):
        return (
            _(
                "«%(title)s» cannot be deleted: somebody has worked on it, and what they did is tied to it. "
                "You can unpublish it instead. Then nobody meets it any more, and everything that was done is kept."
            )
            % title
        )
    return ""


def why_not_unpublish(page: Page, *, with_all_below: bool = False) -> str:
    """The sentence that says why nobody can do without this page now. Empty when it may be unpublished.

    A course that is no longer offered goes on for those who take it, as long as what is below it stays.
    """
    asked_for = None if isinstance(page.specific, CoursePage) and not with_all_below else asked_for_in(page)
    if asked_for is None:
        return ""
    return _(
        "«%(title)s» cannot be unpublished yet: the course «%(run)s» is under way and asks everybody to do it. "
        "Wait until that course is over. You can change the text meanwhile."
    ) % {"title": page.title, "run": asked_for.title}


def why_not_move(page: Page, *, destination: Page) -> str:
    """The sentence that says why this page stays in its course. Empty when it may go to `destination`."""
    here, there = _courses_around(page).first(), _courses_around(destination).first()
    if here == there or not (_was_answered(page) or _is_used_by_a_run(page) or asked_for_in(page)):
        return ""
    return _(
        "«%(title)s» cannot be moved out of its course: somebody has worked on it there. "
        "Copy it to the other course instead."
    ) % {"title": page.title}


def why_not_publish(page: Page, *, by: User) -> str:
    """The sentence that says why the latest draft of this page cannot be met by anybody yet. Empty when it can."""
    draft = page.get_latest_revision_as_object()
    problems = problems_of(draft, by) if isinstance(draft, ActivityPage) else []
    if not problems:
        return ""
    return _("«%(title)s» cannot be published yet. %(problem)s") % {
        "title": draft.title,
        "problem": problems[0],
    }


def asked_for_in(page: Page) -> CourseRun | None:
    """A run under way, of the course this page stands in, whose completion asks for it or for something below it."""
    keys = {str(key) for key in _keys(page)}
    asked = RequiredActivities.objects.filter(
        course_run__course__in=_courses_around(page), course_run__state__in=UNDER_WAY_RUN_STATES
    ).select_related("course_run")
    return next((plan.course_run for plan in asked if keys & set(plan.keys)), None)


def _keys(page: Page) -> QuerySet[Page, UUID]:
    return Page.objects.filter(path__startswith=page.path).values_list("translation_key", flat=True)


def _courses_around(page: Page) -> QuerySet[CoursePage]:
    """The course this page stands in, or is."""
    return CoursePage.objects.ancestor_of(page, inclusive=True)


def _was_answered(page: Page) -> bool:
    return Response.objects.non_polymorphic().filter(page__path__startswith=page.path).exists()


def _is_used_by_a_run(page: Page) -> bool:
    """Whether a run of this very course has anything tied to it, in whichever language it was answered."""
    tied = Q(activity_key__in=_keys(page))
    return any(rows.filter(tied).exists() for rows in _tied_to_runs_of(_courses_around(page)))


def _tied_to_runs_of(courses: QuerySet[CoursePage]) -> Iterator[QuerySet]:
    yield Response.objects.non_polymorphic().filter(enrolment__course_run__course__in=courses)
    for model in (Gathering, AnonymousAnswer, GroupAgreement):
        yield model._default_manager.filter(course_run__course__in=courses)
