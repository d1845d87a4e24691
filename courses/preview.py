"""An activity as trainees will meet it, for its editor: no enrolment, forms shown but closed, nothing written."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from courses.activities.base import ActivityPage
from courses.activities.contract import ActivityForm
from courses.kinds import EnrolmentState, RunState
from courses.models import CoursePage, CourseRun, Enrolment
from courses.outline import Outline, OutlineActivity
from courses.progress import Status
from courses.workplace import Workplace
from lms.people.models import Organisation, User

NOBODY = 0
NOTICE = "notice"


class PreviewPlace(Workplace):
    """A place of work that belongs to nobody: nothing is read from anybody's work, and nothing can be kept."""

    @classmethod
    def around(cls, draft: ActivityPage) -> PreviewPlace:
        """The place of an activity that may not be published yet."""
        language = draft.locale.language_code
        course = CoursePage.objects.ancestor_of(draft).get()
        work = cls(_nobodys_place(course, language), language)
        work.outline = _with_draft(Outline.of(course, language), draft)
        work.step = work.outline.by_key[draft.translation_key]
        work.page = draft
        return work

    @cached_property
    def statuses(self) -> dict[UUID, Status]:
        """Nothing was done."""
        return {}

    @property
    def from_others(self) -> list[tuple[str, str]]:
        """Nobody has shared anything."""
        return []

    @cached_property
    def content(self) -> None:
        """Nothing was written."""
        return None


def show_preview(draft: ActivityPage, request: HttpRequest, mode: str) -> HttpResponse:
    """The screen of the activity, or the notice before it, in the page's own language."""
    with translation.override(draft.locale.language_code):
        work = PreviewPlace.around(draft)
        request.organisation = work.enrolment.course_run.course.organisation
        template = "courses/activities/notice.html" if mode == NOTICE else work.kind.template
        form = _closed(work.kind.form(work))
        return render(request, template, {"work": work, "form": form, **work.kind.context(work)})


def _closed(form: ActivityForm) -> ActivityForm:
    for field in form.fields.values():
        field.disabled = True
    return form


def _nobodys_place(course: CoursePage, language: str) -> Enrolment:
    """An enrolment that is not in the database, so that the screens find what they ask for and may not answer."""
    organisation = (
        course.organisation or Organisation.objects.order_by("pk").first() or Organisation(pk=NOBODY)
    )
    today = timezone.localdate()
    run = CourseRun(
        pk=NOBODY,
        course=course,
        title=course.title,
        organiser=organisation,
        language=language,
        starts_on=today,
        ends_on=today,
        state=RunState.PLANNED,
    )
    return Enrolment(
        pk=NOBODY,
        course_run=run,
        person=User(pk=NOBODY, language=language),
        organisation=organisation,
        state=EnrolmentState.WITHDRAWN,
    )


def _with_draft(outline: Outline, draft: ActivityPage) -> Outline:
    """The outline with the draft in it: in its place, or last in its module when it is not published."""
    step = _as_step(draft)
    modules = [
        replace(
            module,
            activities=_put_in(module.activities, step)
            if module.code == step.module_code
            else module.activities,
        )
        for module in outline.modules
    ]
    activities = [activity for module in modules for activity in module.activities]
    return Outline(modules, activities)


def _put_in(activities: list[OutlineActivity], step: OutlineActivity) -> list[OutlineActivity]:
    if any(activity.key == step.key for activity in activities):
        return [step if activity.key == step.key else activity for activity in activities]
    return [*activities, step]


def _as_step(draft: ActivityPage) -> OutlineActivity:
    return OutlineActivity(
        key=draft.translation_key,
        code=draft.code,
        kind=draft.kind,
        title=draft.title,
        minutes=draft.minutes,
        required=draft.required,
        marked_by=draft.marked_by,
        in_gathering=draft.in_gathering,
        sharing_ceiling=draft.sharing_ceiling,
        may_be_skipped=draft.may_be_skipped,
        page_id=draft.pk or NOBODY,
        module_code=draft.get_parent().specific.code,
    )
