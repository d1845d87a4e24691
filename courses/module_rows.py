"""The rows of the outline: for each module its state in a word, and when it happens. One query for the dates."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.kinds import MARKED_BY_ONESELF, ResponseState, RunState
from courses.models import Gathering
from courses.outline import OutlineActivity, OutlineModule
from courses.workplace import Workplace
from lms.people.dates import date_words, list_words, number_words


@dataclass(frozen=True)
class ActivityRow:
    """One activity in the folded list of a module."""

    code: str
    title: str
    minutes: int
    icon: str
    word: str


@dataclass(frozen=True)
class ModuleRow:
    """A module as the outline shows it."""

    code: str
    title: str
    goal: str
    introduction: str
    opens: str
    state: str
    word: str
    is_here: bool
    count_words: str
    activities: list[ActivityRow] = field(default_factory=list)


def module_rows(work: Workplace) -> list[ModuleRow]:
    """All modules, in order."""
    days = _days(work)
    here = work.progress.next_step
    return [_row(work, module, here, days) for module in work.outline.modules if module.activities]


def _days(work: Workplace) -> dict[str, datetime.date]:
    """The day of each gathering by its number; own time is one's own association's. None to come in a cancelled run."""
    planned = Gathering.objects.filter(course_run=work.enrolment.course_run_id).filter(
        Q(organisation=None) | Q(organisation=work.enrolment.organisation_id)
    )
    if work.enrolment.course_run.state == RunState.CANCELLED:
        planned = planned.filter(starts_at__lte=timezone.now())
    return {
        code: timezone.localdate(starts_at) for code, starts_at in planned.values_list("code", "starts_at")
    }


def _row(
    work: Workplace, module: OutlineModule, here: OutlineActivity | None, days: dict[str, datetime.date]
) -> ModuleRow:
    progress = work.progress
    is_here = here is not None and here.module_code == module.code
    state, word = _state(work, module, is_here, days)
    done, asked = progress.done_in(module), len(progress.required_in(module))
    return ModuleRow(
        code=module.code,
        title=module.title,
        goal=module.goals[0] if module.goals else "",
        introduction=module.introduction,
        opens=progress.first_open(module).code,
        state=state,
        word=word,
        is_here=is_here,
        count_words=count_words(done, asked) if is_here and done else "",
        activities=[_activity(work, activity, days) for activity in module.activities],
    )


def count_words(done: int, asked: int) -> str:
    """«Du har gjort to av fire aktiviteter.» Words, never a percentage."""
    return ngettext(
        "You have done %(done)s of %(asked)s activity.",
        "You have done %(done)s of %(asked)s activities.",
        asked,
    ) % {"done": number_words(done), "asked": number_words(asked)}


def _state(
    work: Workplace, module: OutlineModule, is_here: bool, days: dict[str, datetime.date]
) -> tuple[str, str]:
    if work.progress.is_complete(module):
        return "done", pgettext("state", "Done")
    if is_here:
        return "you", _("You are here")
    remaining = [one for one in work.progress.required_in(module) if not work.progress.is_done(one)]
    together = sorted({day for one in remaining if (day := _day(one, days))})
    if together:
        return "later", _dates(together)
    coming = [day for day in days.values() if day >= timezone.localdate()]
    if coming and any(one.marked_by in MARKED_BY_ONESELF for one in remaining):
        return "later", _("Before %(day)s") % {"day": date_words(min(coming))}
    return "miss", pgettext("state", "Remains")


def _dates(days: list[datetime.date]) -> str:
    """«14. og 28. mars», or with both months when they differ."""
    if len({(day.year, day.month) for day in days}) == 1 and len(days) > 1:
        *first, last = days
        return list_words(
            [pgettext("day of the month", "%(day)d") % {"day": day.day} for day in first] + [date_words(last)]
        )
    return list_words([date_words(day) for day in days])


def _day(activity: OutlineActivity, days: dict[str, datetime.date]) -> datetime.date | None:
    return days.get(activity.in_gathering) or days.get(activity.code)


def _activity(work: Workplace, activity: OutlineActivity, days: dict[str, datetime.date]) -> ActivityRow:
    done = work.progress.is_done(activity)
    day = _day(activity, days)
    word = _done_words(work, activity) if done else date_words(day) if day else pgettext("state", "Remains")
    return ActivityRow(
        code=activity.code,
        title=activity.title,
        minutes=activity.minutes,
        icon="done" if done else "later",
        word=word,
    )


def _done_words(work: Workplace, activity: OutlineActivity) -> str:
    if work.progress.states.get(activity.key) == ResponseState.BEFORE:
        return pgettext("state", "Done before")
    return pgettext("state", "Done")
