"""The page on which a run is closed: what lacks per person and who must act, and what closing does to what is kept."""

from __future__ import annotations

import datetime
from functools import cached_property

from django.utils import timezone

from courses.access import is_discreet, people_for
from courses.closing import LEFT_BEHIND
from courses.kinds import OVER_RUN_STATES, EnrolmentState, RunState
from courses.models import CourseRun
from courses.participation import has_something_to_confirm
from courses.person_line import PersonLine
from courses.retention import KEPT_FOR, needs_deleted_on, run_over_on
from courses.run_overview import RunOverview
from lms.people.kept_for import ATTENDANCE_NAMES_MONTHS, ATTENDANCE_NUMBERS_MONTHS, months_later
from lms.people.models import User


class ClosingPage:
    """Everything on the page, of the people this viewer sees, in a fixed number of queries."""

    def __init__(self, viewer: User, course_run: CourseRun, language: str) -> None:
        self.viewer = viewer
        self.course_run = course_run
        self.language = language

    @cached_property
    def overview(self) -> RunOverview:
        """Who has done what."""
        return RunOverview.of(
            self.course_run,
            people_for(self.viewer, self.course_run),
            language=self.language,
            discreet=is_discreet(self.course_run),
        )

    def _lines(self, *states: EnrolmentState) -> list[PersonLine]:
        return [PersonLine(row) for row in self.overview.with_state(*states)]

    @cached_property
    def _under_way(self) -> list[PersonLine]:
        return self._lines(*LEFT_BEHIND)

    @property
    def lacking(self) -> list[PersonLine]:
        """Who is under way and lacks something before the course is completed; each judgement says who acts."""
        return [] if self.is_over else [line for line in self._under_way if not _is_ready(line)]

    @property
    def ready(self) -> list[PersonLine]:
        """Who is under way and lacks nothing: completed when the run is closed, if not before."""
        return [] if self.is_over else [line for line in self._under_way if _is_ready(line)]

    @property
    def completed(self) -> list[PersonLine]:
        """Who has completed the course."""
        return self._lines(EnrolmentState.COMPLETED)

    @property
    def paused(self) -> list[PersonLine]:
        """Whose pause stands also when the run is closed. In a cancelled one there is nothing to come back to."""
        return [] if self.is_cancelled else self._lines(EnrolmentState.PAUSED)

    @property
    def invited(self) -> list[PersonLine]:
        """Who never answered."""
        return self._lines(EnrolmentState.INVITED)

    @property
    def not_completed(self) -> list[PersonLine]:
        """Who was there and did not complete the course, as everybody of one that was cancelled: they can have a confirmation
        of the hours.
        """
        states = [EnrolmentState.NOT_COMPLETED]
        if self.is_over:
            states += LEFT_BEHIND
        if self.is_cancelled:
            states.append(EnrolmentState.PAUSED)
        return [line for line in self._lines(*states) if has_something_to_confirm(line.row.facts)]

    @property
    def has_people(self) -> bool:
        """Whether there is anybody to name."""
        parts = (self.completed, self.ready, self.paused, self.invited, self.not_completed)
        return any(parts)

    @property
    def keeps_words(self) -> bool:
        """Whether people write anything here. At a seminar they are only there."""
        return not self.course_run.course.is_seminar

    @property
    def is_over(self) -> bool:
        """Closed or cancelled."""
        return self.course_run.state in OVER_RUN_STATES

    @property
    def is_cancelled(self) -> bool:
        """Cancelled, which ends it for everybody."""
        return self.course_run.state == RunState.CANCELLED

    @property
    def may_close(self) -> bool:
        """Whether the viewer can close it now."""
        return self.course_run.viewer_administers and self.course_run.state == RunState.OPEN

    @property
    def is_early(self) -> bool:
        """Whether a gathering of the plan has not been held yet."""
        return not self.overview.is_held

    @property
    def closed_on(self) -> datetime.date:
        """The day it was closed, or today, since that is what closing it now would mean."""
        return run_over_on(self.course_run) or timezone.localdate()

    @property
    def needs_until(self) -> datetime.date:
        """When what people need to take part is deleted."""
        return needs_deleted_on(self.course_run)

    @property
    def texts_until(self) -> datetime.date:
        """When what people wrote is deleted, of those who did not complete it earlier."""
        return self.closed_on + KEPT_FOR

    @property
    def names_until(self) -> datetime.date:
        """When attendance loses its names."""
        return months_later(self.course_run.ends_on, ATTENDANCE_NAMES_MONTHS)

    @property
    def numbers_until(self) -> datetime.date:
        """When the numbers go too."""
        return months_later(self.course_run.ends_on, ATTENDANCE_NUMBERS_MONTHS)


def _is_ready(line: PersonLine) -> bool:
    """Whether nothing that completion asks for is lacking. A run that was never opened asks for nothing, and nobody completes it."""
    return bool(line.row.judgements) and not any(judgement.blocks for judgement in line.row.judgements)
