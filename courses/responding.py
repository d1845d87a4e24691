"""The one writer of what trainees do. Kinds say what is kept; here it is decided whether, by whom, and exactly once.

Every verb locks the enrolment first, so that two windows, two leaders or two clicks follow one another. The row of an
activity is made when it is first needed. Content lives in the kind's own row and can be erased while *done* stays.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage, Response
from courses.activities.contract import Kind
from courses.activities.finding import own_row, page_of
from courses.activities.kinds import KINDS
from courses.completion import look_again
from courses.errors import CourseError, OlderVersion
from courses.kinds import EnrolmentState, ResponseState, RunState, Sharing
from courses.marking import refuse_unless_may_mark
from courses.models import Enrolment, OtherVersion
from courses.outline import OutlineActivity
from courses.retention import is_over
from courses.strokes import NO_WINDOW, Stroke
from lms.people.models import User
from lms.people.prepared import Prepared, PreparedUpdate


@transaction.atomic
def start(
    *, enrolment: Enrolment, activity: OutlineActivity | ActivityPage, at: datetime.datetime | None = None
) -> Response:
    """Notes that a person has begun on an activity. Changes nothing when they already had. Raises CourseError."""
    enrolment = _locked(enrolment)
    _refuse_unless_may_answer(enrolment)
    page = _page_of(activity)
    response, _is_new = _row(enrolment, page, KINDS[page.kind], at or timezone.now())
    return response


@transaction.atomic
def save_work(
    *,
    enrolment: Enrolment,
    activity_page: ActivityPage,
    content: Mapping[str, Any],
    finish: bool,
    sharing: str | None = None,
    expected_version: int | None = None,
    stroke: Stroke = NO_WINDOW,
    at: datetime.datetime | None = None,
) -> Response:
    """Keeps what a trainee did, and marks it as done when they say so and may; then completion is looked at again.

    `expected_version` is the version that was on the screen. If the row has changed since, and this would change it
    again, OlderVersion is raised; the same button pressed twice changes nothing and is no refusal. `stroke` says which
    window sends: what it sent itself before is no change, and what comes too late is passed over.
    Raises CourseError with a sentence when nothing may be kept; then nothing has changed.
    """
    moment = at or timezone.now()
    enrolment, kind = _locked(enrolment), KINDS[activity_page.kind]
    _refuse_unless_may_answer(enrolment)
    _refuse_after_deletion(enrolment, moment)
    _refuse_unless_may_finish(activity_page, finish)
    response, is_new = _row(enrolment, activity_page, kind, moment)
    if stroke.came_too_late(response):
        return response
    before = None if is_new or _is_seen(response, expected_version, stroke) else _kept(response, kind)
    kind.fill(response, activity_page, content, finish=finish)
    if sharing is not None:
        response.sharing = _allowed(sharing, kind, activity_page)
    if before is not None and _kept(response, kind) != before:
        raise OlderVersion.of(response)
    response.window, response.stroke = stroke.window, stroke.number
    is_done = activity_page.marked_by_oneself and kind.is_finished(response, activity_page, finish=finish)
    _keep_own(response, activity_page, enrolment, moment, is_done=is_done)
    return response


def _keep_own(
    response: Response, page: ActivityPage, enrolment: Enrolment, moment: datetime.datetime, *, is_done: bool
) -> None:
    """Saves what the author did, with what follows from it; done by oneself, whoever had marked it."""
    if is_done:
        response.marked_by = None
    _keep(response, page, moment, state=ResponseState.DONE if is_done else None)
    KINDS[page.kind].when_kept(response, page)
    _under_way(enrolment)
    if is_done:
        look_again(enrolment.pk, at=moment)


@transaction.atomic
def mark_done(
    *,
    enrolment: Enrolment,
    activity: OutlineActivity | ActivityPage,
    by: User,
    at: datetime.datetime | None = None,
    state: str = ResponseState.DONE,
    looks_again: bool = True,
    led_on: datetime.date | None = None,
    **content: Any,
) -> Response:
    """Marks an activity as done for a person: at a gathering, from paper, or «skipped by agreement».

    Who may is decided by `courses.marking`. Marking twice changes nothing but what `content` adds.
    `looks_again=False` leaves completion to a caller that marks for many and looks once at the end, and `led_on` asks who
    led on that day, where the caller takes marks that arrive late.
    Raises CourseError. The row says who marked it; what the person had done alone stays the person's own.
    """
    moment = at or timezone.now()
    enrolment, page = _locked(enrolment), _page_of(activity)
    refuse_unless_may_mark(by, enrolment, page, led_on)
    _refuse_unless_may_answer(enrolment)
    if state == ResponseState.SKIPPED and not page.may_be_skipped:
        raise CourseError(_("«%(title)s» cannot be skipped.") % {"title": page.title})
    kind = KINDS[page.kind]
    if not set(content) <= set(kind.content_by_others):
        raise CourseError(_("Only the participants write here. It can be marked as done without any words."))
    response, _is_new = _row(enrolment, page, kind, moment)
    if told := content or kind.content_when_marked(response, page):
        kind.fill(response, page, told, finish=True)
    if not response.is_done or response.state == ResponseState.BEFORE:
        response.marked_by = by
    _keep(response, page, moment, state=state)
    if state == ResponseState.DONE:
        kind.when_marked(response, page, by=by, at=moment)
    _under_way(enrolment)
    if looks_again:
        look_again(enrolment.pk, at=moment)
    return response


@transaction.atomic
def change_sharing(
    *, response: Response, sharing: str, by: User, at: datetime.datetime | None = None
) -> Response:
    """Shares a text, or takes it back at once (R6: only the author may). Raises CourseError."""
    response = _own_row(response, by)
    kind = KINDS[response.page.specific_class.kind]
    response.sharing = _allowed(sharing, kind, response.page.specific)
    response.changed_at = at or timezone.now()
    response.version += 1
    response.save(update_fields=["sharing", "changed_at", "version"])
    return response


@transaction.atomic
def erase(*, response: Response, by: User, at: datetime.datetime | None = None) -> Response:
    """Takes away what the person wrote or chose, for good; *done* stays. Only the author may.

    The kind's own row is deleted and the base row kept, no longer shared. Erasing twice changes nothing more.
    """
    response = _own_row(response, by)
    kind = KINDS[response.page.specific_class.kind]
    kind.when_erased(response)
    OtherVersion.objects.filter(response=response.pk).delete()
    child = kind.response_model.objects.filter(pk=response.pk).first()
    if child is None:
        return response
    child.delete(keep_parents=True)
    base = Response.objects.non_polymorphic().get(pk=response.pk)
    base.sharing = Sharing.PRIVATE
    base.version += 1
    base.window, base.hidden_at, base.hidden_by = "", None, None
    base.changed_at = at or timezone.now()
    base.save(update_fields=["sharing", "version", "window", "hidden_at", "hidden_by", "changed_at"])
    return base


#: What working on an activity can change in the base row. The rest is laid down when it is made, or by others.
CHANGING = ("page", "revision", "sharing", "version", "changed_at", "window", "stroke")
#: And what changes with them when it is finished or marked.
CHANGING_WHEN_DONE = ("state", "completed_at", "marked_by")
LOCKED = Prepared(
    lambda place: (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run")
        .filter(pk=place)
    ),
    place=int,
)


def _locked(enrolment: Enrolment) -> Enrolment:
    return LOCKED.found(place=enrolment.pk)[0]


def _refuse_unless_may_answer(enrolment: Enrolment) -> None:
    if not enrolment.may_answer:
        raise CourseError(_("You have no place on this course now, so nothing can be saved here."))
    if enrolment.course_run.state == RunState.CANCELLED:
        raise CourseError(_("This course has been cancelled, so nothing can be saved here."))


def _refuse_after_deletion(enrolment: Enrolment, moment: datetime.datetime) -> None:
    if is_over(enrolment, today=timezone.localdate(moment)):
        raise CourseError(
            _("The course is over, and what was written on it is deleted. Nothing new can be kept here.")
        )


def _refuse_unless_may_finish(page: ActivityPage, finish: bool) -> None:
    if finish and not page.marked_by_oneself:
        raise CourseError(
            _("This is marked as done by those who lead the course. You need not do anything now.")
        )


def _is_seen(response: Response, expected_version: int | None, stroke: Stroke) -> bool:
    """Whether what stands there is what was on the screen, or what the same window sent itself."""
    return expected_version in (None, response.version) or stroke.came_after(response)


def _page_of(activity: OutlineActivity | ActivityPage) -> ActivityPage:
    """The whole page of an activity, with the kind's own fields."""
    if isinstance(activity, ActivityPage):
        return activity.specific
    return page_of(KINDS[activity.kind], activity.page_id)


def _row(
    enrolment: Enrolment, page: ActivityPage, kind: Kind, moment: datetime.datetime
) -> tuple[Response, bool]:
    """The kind's own row for this activity, and whether it is new. After an erasure the base row gets a new child."""
    wanted = {"enrolment": enrolment, "activity_key": page.translation_key}
    if child := own_row(kind, enrolment_id=enrolment.pk, activity_key=page.translation_key):
        return child, False
    if base := Response.objects.non_polymorphic().filter(**wanted).first():
        return _with_new_child(base, kind), False
    made = kind.response_model(page_id=page.pk, started_at=moment, changed_at=moment, **wanted)
    made.save()
    return made, True


def _with_new_child(base: Response, kind: Kind) -> Response:
    """An empty row of the kind on top of a base row whose content was erased. Saved by the caller."""
    child = kind.response_model(response_ptr=base)
    for field in Response._meta.concrete_fields:
        setattr(child, field.attname, getattr(base, field.attname))
    child.polymorphic_ctype = None
    child.pre_save_polymorphic()
    return child


def _kept(response: Response, kind: Kind) -> list[Any]:
    """What would be lost if it were written over."""
    return [response.sharing, *(getattr(response, name) for name in kind.content_fields)]


def _keep(response: Response, page: ActivityPage, moment: datetime.datetime, *, state: str | None) -> None:
    """Saves the row: which page and revision were answered, one version more, and done once means done."""
    response.page_id = page.pk
    response.revision_id = page.live_revision_id
    response.changed_at = moment
    response.version += 1
    if state is not None and (not response.is_done or response.state == ResponseState.BEFORE):
        response.state = state
        response.completed_at = moment
    if response._state.adding:
        response.save()
    else:
        _changing(type(response), with_state=state is not None).write(response)


@cache
def _changing(model: type[Response], *, with_state: bool) -> PreparedUpdate:
    """Writes what working on an activity can change: in the base row, and all of the kind's own."""
    own = [field.name for field in model._meta.local_concrete_fields if not field.primary_key]
    return PreparedUpdate(model, [*CHANGING, *(CHANGING_WHEN_DONE if with_state else ()), *own])


def _under_way(enrolment: Enrolment) -> None:
    """The first thing done makes a confirmed place active."""
    if enrolment.state == EnrolmentState.CONFIRMED:
        enrolment.state = EnrolmentState.ACTIVE
        enrolment.save(update_fields=["state"])


def _allowed(sharing: str, kind: Kind, page: ActivityPage) -> str:
    if sharing not in kind.sharing_choices(page):
        raise CourseError(_("This text cannot be shared that way. It is still only yours."))
    return sharing


def _own_row(response: Response, by: User) -> Response:
    """The base row, locked through its enrolment. Raises CourseError for anybody but the author."""
    row = Response.objects.non_polymorphic().select_related("enrolment", "page").get(pk=response.pk)
    if row.enrolment.person_id != by.pk:
        raise CourseError(_("Only the one who wrote this can change it."))
    _locked(row.enrolment)
    return Response.objects.non_polymorphic().select_related("enrolment", "page").get(pk=row.pk)
