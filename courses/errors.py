"""What this room says when it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lms.people.dates import clock_words

if TYPE_CHECKING:
    from courses.activities.base import Response


class CourseError(Exception):
    """A refusal with a sentence fit for the screen. Nothing was changed."""


class TooEarly(CourseError):
    """What was asked for cannot be done yet. The same can be tried again later."""


class SeatsTaken(CourseError):
    """An association has no room for so many in a run. `participation_id` is where its number of seats is changed."""

    def __init__(self, sentence: str, *, participation_id: int) -> None:
        super().__init__(sentence)
        self.participation_id = participation_id


class OlderVersion(CourseError):
    """The same work was changed elsewhere since the screen was opened. `version` is what is stored now."""

    version: int = 0

    @classmethod
    def of(cls, response: Response) -> OlderVersion:
        """The refusal for a stored row."""
        refusal = cls(
            _(
                "This was changed in another window at %(time)s. What you have written stands below and is not lost. "
                "Press the button once more if this is the one to keep."
            )
            % {"time": clock_words(response.changed_at)}
        )
        refusal.version = response.version
        return refusal
