"""One person on the leader's page of a run, in words and shapes: each module, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses import run_overview
from courses.judgements import capital_first, quoted
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from courses.outline import OutlineActivity
from courses.run_overview import PersonRow
from lms.people.dates import list_words

CELL_WORDS = {
    run_overview.DONE: pgettext_lazy("module", "done"),
    run_overview.MISSING: pgettext_lazy("module", "remains"),
    run_overview.ONGOING: pgettext_lazy("module", "ongoing"),
    run_overview.AHEAD: pgettext_lazy("module", "to come"),
}
OUTCOMES = {
    EnrolmentState.PAUSED: ("pause", gettext_lazy("On pause")),
    EnrolmentState.INVITED: ("wait", gettext_lazy("Has not answered yet")),
    EnrolmentState.COMPLETED: ("done", gettext_lazy("Completed")),
    EnrolmentState.NOT_COMPLETED: ("later", gettext_lazy("Not completed")),
}
MOST_TITLES = 3
FIRST_TITLES = 2


@dataclass(frozen=True)
class PersonLine:
    """One person, in words and shapes."""

    row: PersonRow

    @property
    def enrolment(self) -> Enrolment:
        """Their place."""
        return self.row.enrolment

    @property
    def name(self) -> str:
        """Their name."""
        return self.row.enrolment.person.name

    @property
    def first_name(self) -> str:
        """For running text."""
        return self.row.enrolment.person.first_name

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The state of each module: shape and word."""
        return [(state, str(CELL_WORDS[state])) for state in self.row.cells]

    @property
    def outcome(self) -> tuple[str, str]:
        """The last column: shape (or none) and words."""
        state = EnrolmentState(self.row.enrolment.state)
        if state in OUTCOMES:
            shape, words = OUTCOMES[state]
            return shape, str(words)
        if self.row.missing:
            return "miss", _("Lacks %(count)d") % {"count": len(self.row.missing)}
        return "", _("All done so far")

    @property
    def unmet_words(self) -> str:
        """«Obligatoriske aktiviteter, oppmøte og egentid»: what completion still asks for, by name."""
        judged = zip(self.row.facts.run.requirements, self.row.judgements, strict=True)
        return capital_first(
            list_words([str(need._meta.verbose_name) for need, how in judged if not how.met])
        )

    @property
    def missing(self) -> list[OutlineActivity]:
        """What they lack now."""
        return self.row.missing

    @property
    def missing_titles(self) -> str:
        """«Mangler 2: «Økt 1B» og «Den første telefonen»». More than three are a number and the first two."""
        titles = [quoted(activity.title) for activity in self.missing]
        if len(titles) > MOST_TITLES:
            words = {"count": len(titles), "titles": list_words(titles[:FIRST_TITLES])}
            return _("Lacks %(count)d, %(titles)s first") % words
        return _("Lacks %(count)d: %(titles)s") % {"count": len(titles), "titles": list_words(titles)}
