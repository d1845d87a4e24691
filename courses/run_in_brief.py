"""A run in three sentences: how far it has come, how many take part, and who leads it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.kinds import OVER_RUN_STATES, RunState
from courses.models import CourseRun
from courses.run_overview import RunOverview
from lms.people.dates import list_words, number_words
from lms.people.models import User


def run_in_brief(course_run: CourseRun, overview: RunOverview, *, people: int, viewer: User) -> str:
    """«Før første samling. Tolv deltakere. Du og Odd leder.» No query."""
    is_over = course_run.state in OVER_RUN_STATES
    sentences = (
        _phase(course_run, overview),
        "" if is_over and not people else _people(people),
        "" if is_over and not overview.run.leaders else _leaders(overview.run.leaders, viewer),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _phase(course_run: CourseRun, overview: RunOverview) -> str:
    if course_run.state == RunState.PLANNED:
        return _("Planned, not open yet.")
    if course_run.state == RunState.CANCELLED:
        return _("The course is cancelled.")
    if course_run.state == RunState.CLOSED:
        return _("The course is closed.")
    held, planned = len(overview.timeline.held), len(overview.run.common)
    if not held:
        return _("Before the first gathering.")
    if held == planned:
        return _("All the gatherings are held.")
    return _("%(held)s of %(planned)s gatherings held.") % {
        "held": capfirst(number_words(held)),
        "planned": number_words(planned),
    }


def _people(count: int) -> str:
    if not count:
        return _("No participants yet.")
    words = ngettext("%(count)s participant.", "%(count)s participants.", count) % {
        "count": number_words(count)
    }
    return capfirst(words)


def _leaders(leaders: Mapping[int, str], viewer: User) -> str:
    you = pgettext("leader", "you")
    names = [you if pk == viewer.pk else name for pk, name in leaders.items()]
    if not names:
        return _("Nobody leads the course now.")
    names.sort(key=lambda name: name != you)
    return capfirst(
        ngettext("%(names)s leads.", "%(names)s lead.", len(names)) % {"names": list_words(names)}
    )
