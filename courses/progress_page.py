"""The page on how far a run has come, ready for the template: whom it shows, a page at a time, and the ways to narrow it.

The people are those the viewer sees: all of them for leaders and the organiser's secretariat, an association's own for
its representative. Only one page of people is gathered, so that a course of a thousand costs little more than one of fifty:
who is quiet, and who lacks something, the database finds.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.paginator import Page
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.access import is_discreet, people_for
from courses.kinds import RunState
from courses.lacking import lacking_now
from courses.models import CourseRun, Enrolment
from courses.models.enrolments import EnrolmentQuerySet
from courses.outline import OutlineModule
from courses.people_pages import page_of
from courses.progress_table import ProgressRow, ProgressTable
from courses.run_overview import RunOverview
from courses.theme_coverage import PersonTheme, ThemeLine, coverage_of_people, coverage_of_run
from lms.people.alphabet import alphabetical
from lms.people.models import User

QUIET, LACKING = "stille", "mangler"
WHO = {
    "": gettext_lazy("Everybody"),
    QUIET: gettext_lazy("Who is quiet"),
    LACKING: gettext_lazy("Who lacks something now"),
}
DAYS = (7, 14, 30)
USUAL_DAYS = 14


@dataclass(frozen=True)
class Wanted:
    """What was asked for in the address. What nobody knows asks for everything."""

    module: str = ""
    who: str = ""
    days: int = USUAL_DAYS
    page: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Wanted:
        """From the fields of the form."""
        days = asked.get("dager", "")
        return cls(
            module=asked.get("modul", ""),
            who=asked.get("hvem", "") if asked.get("hvem", "") in WHO else "",
            days=int(days) if days in [str(number) for number in DAYS] else USUAL_DAYS,
            page=asked.get("side", ""),
        )


class FilterForm(forms.Form):
    """Which module, and whom. Only shown: what was asked for is read by `Wanted`."""

    modul = forms.ChoiceField(label=pgettext_lazy("filter", "Module"), required=False)
    hvem = forms.ChoiceField(
        label=pgettext_lazy("filter", "Participants"), choices=list(WHO.items()), required=False
    )
    dager = forms.ChoiceField(label=gettext_lazy("Quiet means nothing for"), required=False)

    def __init__(self, wanted: Wanted, modules: list[OutlineModule]) -> None:
        super().__init__(initial={"modul": wanted.module, "hvem": wanted.who, "dager": str(wanted.days)})
        self.fields["modul"].choices = [
            ("", _("The whole course")),
            *((module.code, f"{module.code} {module.title}") for module in modules),
        ]
        self.fields["dager"].choices = [(str(days), _("%(days)d days") % {"days": days}) for days in DAYS]


class ProgressPage:
    """Everything on the page. The same number of queries whatever the number of people."""

    def __init__(self, viewer: User, course_run: CourseRun, language: str, wanted: Wanted) -> None:
        self.course_run = course_run
        self.wanted = wanted
        self.language = language
        self.works_here: bool = course_run.viewer_leads or course_run.viewer_administers
        self.discreet = is_discreet(course_run)
        self._people = people_for(viewer, course_run)

    @cached_property
    def quiet(self) -> frozenset[int]:
        """The places where nothing has happened for so many days, while the course goes on."""
        if self.course_run.state != RunState.OPEN:
            return frozenset()
        if self.wanted.who == LACKING:
            return frozenset(place.pk for place in self._lacking if place.is_quiet)
        return frozenset(self._quiet_ones.values_list("pk", flat=True))

    @property
    def _quiet_ones(self) -> EnrolmentQuerySet:
        since = timezone.now() - datetime.timedelta(days=self.wanted.days)
        counts = not (self.discreet and self.works_here)  # a representative sees their own people alone
        return self._people.quiet_since(since, own_time_counts=counts).order_by()

    def _overview(self, ids: list[int] | None = None) -> RunOverview:
        """Of everybody the viewer sees, or of those `names` has found among them already."""
        seen = Enrolment.objects.select_related("person")
        people = self._people if ids is None else seen.filter(pk__in=ids, course_run=self.course_run)
        return RunOverview.of(self.course_run, people, language=self.language, discreet=self.discreet)

    def _table(self, overview: RunOverview) -> ProgressTable:
        return ProgressTable(overview, self.quiet, self._known(overview))

    def _known(self, overview: RunOverview) -> str:
        """The module asked for, if the course has it."""
        codes = [module.code for module in overview.modules]
        return self.wanted.module if self.wanted.module in codes else ""

    @cached_property
    def names(self) -> list[int]:
        """The places asked for, in alphabetical order of the names."""
        rows = self._people.order_by("pk").values_list("pk", "person__name")
        found = sorted(rows, key=lambda row: alphabetical(row[1]))
        return [pk for pk, _name in found if self.wanted.who != QUIET or pk in self.quiet]

    @cached_property
    def listed(self) -> Page:
        """One page of the people asked for: their places' numbers, or for who lacks something the places."""
        found = self._lacking if self.wanted.who == LACKING else self.names
        return page_of(found, self.wanted.page)

    @cached_property
    def _plan(self) -> RunOverview:
        """The run with nobody in it: what is asked for, and where it has come."""
        return self._overview([])

    @cached_property
    def _lacking(self) -> list[Enrolment]:
        """Who lacks something, each with whether they are quiet, so that it is not asked again."""
        people = self._people.annotate(is_quiet=Exists(self._quiet_ones.filter(pk=OuterRef("pk"))))
        return lacking_now(people, self._plan, module=self._known(self._plan))

    @cached_property
    def overview(self) -> RunOverview:
        """The overview of the people on this page."""
        found = list(self.listed.object_list)
        return self._plan.also_of(found) if self.wanted.who == LACKING else self._overview(found)

    @cached_property
    def table(self) -> ProgressTable:
        """The table of the people on this page."""
        return self._table(self.overview)

    @cached_property
    def whole(self) -> ProgressTable:
        """The table of everybody asked for, on one page: for a file."""
        if self.wanted.who == LACKING:
            return self._table(self._plan.also_of(self._lacking))
        return self._table(self._overview(self.names if self.wanted.who else None))

    @cached_property
    def form(self) -> FilterForm:
        """The filter as it was asked for."""
        return FilterForm(self.wanted, self.overview.modules)

    @property
    def count(self) -> int:
        """How many people were asked for."""
        return self.listed.paginator.count

    @property
    def asked(self) -> str:
        """The filter as it stands in an address."""
        return f"modul={self._known(self.overview)}&hvem={self.wanted.who}&dager={self.wanted.days}"

    @cached_property
    def themes(self) -> list[ThemeLine]:
        """The seven themes in the run, of all the people this viewer sees."""
        activities, untold = ProgressTable(self.overview).activities, self.overview.run.untold
        return coverage_of_run(
            self.overview.outline, activities, self._people, untold=untold, run_state=self.course_run.state
        )

    @property
    def people_and_themes(self) -> list[tuple[ProgressRow, list[PersonTheme]]]:
        """The seven themes of each person on this page."""
        return coverage_of_people(ProgressTable(self.overview), run_state=self.course_run.state)

    @property
    def whole_themes(self) -> list[tuple[ProgressRow, list[PersonTheme]]]:
        """The seven themes of everybody asked for, whichever module was."""
        everything = ProgressTable(self.whole.overview) if self.whole.module else self.whole
        return coverage_of_people(everything, run_state=self.course_run.state)
