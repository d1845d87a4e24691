"""Bringing own words to one's approval conversation: the author places a copy, and may take it back until the decision.

Whoever has the case reads the copy, only while the case is open, and nothing else of what was written on the course
(privacy rule C.4.4). The approval room says when a case opens and closes; why it is kept here and not there stands in
docs/decisions/0016-what-one-brings-to-the-conversation.md.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage
from courses.activities.kinds import KINDS
from courses.errors import CourseError
from courses.kinds import RunState
from courses.models import BroughtText, CaseNotice, Enrolment, ReflectionPage
from courses.shown_to_others import pages_in
from lms.people.models import User

LONGEST = 20_000


@dataclass(frozen=True)
class Brought:
    """A text somebody brings: from which activity, what, and when it was placed."""

    code: str
    title: str
    text: str
    brought_at: datetime.datetime


@transaction.atomic
def bring(
    *,
    enrolment: Enrolment,
    activity_page: ActivityPage,
    text: str,
    by: User,
    at: datetime.datetime | None = None,
) -> BroughtText:
    """Places a copy of own words for the approval conversation, instead of one from the same activity placed before.

    It may be marked before there is a case; then it can be read from the day the case opens. Raises CourseError for
    anybody but the author, where an editor has locked the text, without words, and once the case is decided.
    """
    place = _own_place(enrolment, by)
    _refuse_unless_may_bring(place, activity_page)
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise CourseError(_("Write what you want to bring, or leave it be."))
    brought, _is_new = BroughtText.objects.update_or_create(
        enrolment=place,
        activity_key=activity_page.translation_key,
        defaults={"text": words, "brought_at": at or timezone.now()},
    )
    return brought


@transaction.atomic
def leave_out(*, enrolment: Enrolment, activity_key: UUID, by: User) -> bool:
    """Takes a text back at once. Returns whether there was one; it makes no difference who has read it.

    Raises CourseError for anybody but the author.
    """
    place = _own_place(enrolment, by)
    gone, _by_model = BroughtText.objects.filter(enrolment=place, activity_key=activity_key).delete()
    return bool(gone)


def brought_to_case(enrolment: Enrolment) -> tuple[Brought, ...]:
    """What the person brings, for those who have the case: nothing unless it is open, and nothing that was locked later.

    Two queries when something is brought, otherwise one, where the run and its course are at hand.
    """
    rows = list(BroughtText.objects.in_open_case().filter(enrolment=enrolment))
    if not rows:
        return ()
    pages = pages_in(enrolment.course_run.course, ReflectionPage, {row.activity_key for row in rows})
    return tuple(
        Brought(pages[row.activity_key].code, pages[row.activity_key].title, row.text, row.brought_at)
        for row in rows
        if row.activity_key in pages and KINDS["reflection"].may_be_brought(pages[row.activity_key])
    )


@transaction.atomic
def case_opened(*, enrolment_id: int, at: datetime.datetime) -> CaseNotice:
    """The approval room says that a case of this course is open: what is brought can be read from now on."""
    notice, _is_new = CaseNotice.objects.update_or_create(
        enrolment_id=enrolment_id, defaults={"opened_at": at, "closed_at": None, "decided": False}
    )
    return notice


@transaction.atomic
def case_closed(*, enrolment_id: int, decided: bool, at: datetime.datetime) -> int:
    """The approval room says that the case is over. Once it is decided the texts go for good; returns how many.

    Where the person withdrew, the texts are only closed to everybody else: they stay the author's.
    """
    CaseNotice.objects.filter(enrolment=enrolment_id).update(closed_at=at, decided=decided)
    if not decided:
        return 0
    gone, _by_model = BroughtText.objects.filter(enrolment=enrolment_id).delete()
    return gone


def case_forgotten(*, enrolment_id: int) -> None:
    """The approval room says that the case is deleted: that there was one is known here no longer."""
    CaseNotice.objects.filter(enrolment=enrolment_id).delete()


def forget_unless_in_case(*, enrolment_id: int) -> int:
    """For the rule of retention: deletes what was brought, unless a case is open; then it stays until the decision.

    Returns how many texts went.
    """
    gone, _by_model = BroughtText.objects.not_in_case().filter(enrolment=enrolment_id).delete()
    return gone


def _own_place(enrolment: Enrolment, by: User) -> Enrolment:
    place = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run")
        .get(pk=enrolment.pk)
    )
    if place.person_id != by.pk:
        raise CourseError(_("Only the one who wrote this can change it."))
    return place


def _refuse_unless_may_bring(place: Enrolment, page: ActivityPage) -> None:
    if not place.may_answer or place.course_run.state == RunState.CANCELLED:
        raise CourseError(_("You have no place on this course now, so nothing can be saved here."))
    if not KINDS[page.kind].may_be_brought(page):
        raise CourseError(_("This text is locked to you and cannot be brought to the conversation."))
    if CaseNotice.objects.filter(enrolment=place, decided=True).exists():
        raise CourseError(
            _("Your case is decided, so there is nobody to bring this to. It is still only yours.")
        )
