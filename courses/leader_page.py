"""The leader's page of a run, ready for the template: the next gathering, who lacks something, and what people need.

The same page serves leaders, the organiser's secretariat and an association's representative; each sees only what is
theirs. A leader of a joint run is never told which association somebody belongs to (edge case 18).
"""

from __future__ import annotations

from functools import cached_property

from django.core.paginator import Page
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.access import is_discreet, people_for
from courses.activities.checklist.evaluating import has_evaluation
from courses.facts import PlannedGathering, TakingPart
from courses.forecast import Forecast
from courses.gathering_lines import GatheringLine
from courses.kinds import OVER_RUN_STATES, EnrolmentState
from courses.models import CourseRun, Enrolment
from courses.outline import OutlineModule
from courses.people_pages import in_order, page_of
from courses.person_line import PersonLine
from courses.readiness import why_not_ready
from courses.run_in_brief import run_in_brief
from courses.run_overview import RunOverview
from courses.run_people import KnownOfGatherings, known_of_rows, known_of_run, was_to_come
from courses.shown_to_others import ToldToLeaders, told_to_leaders
from courses.tonight import Tonight
from lms.people.dates import list_words
from lms.people.models import User


class LeaderPage:
    """Everything on the page. Twelve queries with the frame around it, whatever the number of people.

    The lists show a page of people at a time, `wanted` as it stands in the address; the top speaks of the whole run.
    Without `wanted` everybody stands on one page, as on paper.
    """

    def __init__(
        self, viewer: User, course_run: CourseRun, language: str, *, wanted: str | None = None
    ) -> None:
        self.viewer = viewer
        self.wanted = wanted
        self.course_run = course_run
        self.leads: bool = course_run.viewer_leads
        self.administers: bool = course_run.viewer_administers
        self.language = language

    @cached_property
    def places(self) -> list[Enrolment]:
        """Everybody this viewer sees, alphabetical. One query."""
        return in_order(people_for(self.viewer, self.course_run))

    @cached_property
    def listed(self) -> Page[Enrolment]:
        """The people on this page."""
        return page_of(self.places, self.wanted)

    @cached_property
    def overview(self) -> RunOverview:
        """Who has done what, of the people on this page."""
        return RunOverview.of(
            self.course_run,
            self.listed.object_list,
            language=self.language,
            discreet=self.is_discreet,
        )

    @cached_property
    def known(self) -> KnownOfGatherings:
        """What is recorded and told of the gatherings, of everybody. One query where not all are on this page."""
        if self.listed.has_other_pages():
            return known_of_run(self.course_run, people_for(self.viewer, self.course_run))
        return known_of_rows(self.overview.rows)

    def count_of(self, *states: str) -> int:
        """How many of everybody are in one of these states."""
        return sum(place.state in states for place in self.places)

    @property
    def paused(self) -> int:
        """How many of everybody are on a pause."""
        return self.count_of(EnrolmentState.PAUSED)

    @property
    def invited(self) -> int:
        """How many of everybody have not answered."""
        return self.count_of(EnrolmentState.INVITED)

    @property
    def is_over(self) -> bool:
        """Closed or cancelled: nobody lacks anything here any more."""
        return self.course_run.state in OVER_RUN_STATES

    @property
    def shows_evaluation(self) -> bool:
        """Whether there is a way to what the evaluation says. The basic course has one; of another course that is asked when the
        run is over and answers are shown. At most one query.
        """
        course = self.course_run.course
        return self.works_here and (course.is_basic or (self.is_over and has_evaluation(self.course_run)))

    @property
    def is_discreet(self) -> bool:
        """Whether the viewer is not to be told who belongs to which association."""
        return is_discreet(self.course_run)

    @property
    def works_here(self) -> bool:
        """Whether the viewer leads the run or sets it up; otherwise they stand for an association."""
        return self.leads or self.administers

    @cached_property
    def own_organisations(self) -> dict[int, TakingPart]:
        """The associations the viewer represents here."""
        return {
            pk: part
            for pk, part in self.overview.run.organisations.items()
            if part.representative_id == self.viewer.pk
        }

    @cached_property
    def common(self) -> list[GatheringLine]:
        """The common gatherings, which leaders and secretariat record."""
        return [self._line(gathering) for gathering in self.overview.run.common] if self.works_here else []

    @cached_property
    def own_times(self) -> list[GatheringLine]:
        """The own times this viewer records: the association's representative, or the secretariat."""
        names = self.overview.run.organisations
        return [
            self._line(own, names[pk].name if pk in names else "")
            for pk, own in self.overview.run.own_times.items()
            if self.administers or pk in self.own_organisations or self._stands_in_for(pk)
        ]

    def _stands_in_for(self, organisation_id: int) -> bool:
        """On an association's own course the leaders hold own time when nobody is named."""
        part = self.overview.run.organisations.get(organisation_id)
        return self.leads and not self.course_run.joint and (part is None or part.representative_id is None)

    def _line(self, gathering: PlannedGathering, organisation: str = "") -> GatheringLine:
        called_off = self.course_run.calls_off(gathering.starts_at)
        return GatheringLine(
            gathering,
            recorded=self.known.of_expected.get(gathering.pk, 0),
            expected=sum(was_to_come(place, gathering) for place in self.places),
            is_begun=gathering.pk in self.known.recorded,
            is_due=not called_off and timezone.localdate(gathering.starts_at) <= timezone.localdate(),
            is_called_off=called_off,
            organisation=organisation,
        )

    @property
    def gatherings(self) -> list[GatheringLine]:
        """All that this viewer records, in order."""
        return sorted(
            [*self.common, *self.own_times], key=lambda line: (line.planned.starts_at, line.planned.pk)
        )

    @property
    def next(self) -> GatheringLine | None:
        """The gathering that goes on, or the first that is not recorded. Of a run that is over, none that lay ahead."""
        waiting = (line for line in self.gatherings if not line.is_dealt_with)
        return next((line for line in waiting if line.is_due or not self.is_over), None)

    @property
    def intro(self) -> str:
        """«Før første samling. Tolv deltakere. Du og Odd leder.»"""
        return run_in_brief(self.course_run, self.overview, people=len(self.places), viewer=self.viewer)

    @property
    def coming_to_own_time(self) -> str:
        """Who comes to own time: «Kari fra Likevel og Åse fra Nyrenett». Empty where nobody is named."""
        if self.next is None or not self._is_day_of_own_time(self.next.planned):
            return ""
        people = [
            _("%(name)s from %(organisation)s") % {"name": part.representative, "organisation": part.name}
            for part in self.overview.run.organisations.values()
            if part.representative
        ]
        return list_words(people)

    def _is_day_of_own_time(self, gathering: PlannedGathering) -> bool:
        day = timezone.localdate(gathering.starts_at)
        return any(timezone.localdate(own.starts_at) == day for own in self.overview.run.own_times.values())

    @property
    def not_ready(self) -> list[str]:
        """Why the run is not ready for an association (R53). Told to those who can do something about it: to a representative
        of their own association alone.
        """
        if self.course_run.course.is_seminar:
            return []
        run = self.overview.run
        told = run.organisations if self.works_here else self.own_organisations
        sentences = [
            why_not_ready(
                part.name,
                lacks_representative=self.course_run.joint and part.representative_id is None,
                lacks_own_time=run.asks_for_own_time and pk not in run.own_times,
            )
            for pk, part in sorted(told.items(), key=lambda item: item[1].name)
        ]
        return [sentence for sentence in sentences if sentence]

    @property
    def modules(self) -> list[OutlineModule]:
        """The columns of the table."""
        return self.overview.modules

    @property
    def people(self) -> list[PersonLine]:
        """The rows, alphabetical."""
        return [PersonLine(row) for row in self.overview.rows]

    @property
    def lacking(self) -> list[PersonLine]:
        """Who lacks something now."""
        return [PersonLine(row) for row in self.overview.lacking]

    @property
    def up_to_date(self) -> str:
        """Who has done all so far, as a list of names."""
        return list_words([row.enrolment.person.name for row in self.overview.up_to_date])

    @property
    def remaining(self) -> list[PersonLine]:
        """After the last gathering: who still has something before the course is completed, and who acts."""
        if self.is_over or not self.overview.is_held:
            return []
        return [line for line in self.people if line.row.is_taking_part and line.row.unmet]

    @cached_property
    def making_up(self) -> list[tuple[PersonLine, Forecast]]:
        """Who needs a make-up or has agreed on one, and whose agreement somebody has to say how it went."""
        if self.is_over:
            return []
        lines = [(line, Forecast(line.row.facts)) for line in self.people if line.row.is_taking_part]
        return [(line, one) for line, one in lines if one.needs_make_up or one.ahead or one.unconfirmed]

    @cached_property
    def tonight(self) -> Tonight | None:
        """The next gathering, for those who hold it: programme, who comes, guests, groups."""
        if self.next is None or self.is_over:
            return None
        overview = self.overview
        away = self.known.away_from(self.next.planned.pk)
        return Tonight(
            self.next.planned,
            overview.run,
            self.places,
            away,
            outline=overview.outline,
            language=self.language,
        )

    @cached_property
    def told(self) -> ToldToLeaders:
        """What the people on this page want the leaders to know. For leaders and secretariat alone, and only until the run
        is over.
        """
        if not self.works_here or self.is_over:
            return ToldToLeaders({}, {})
        on_page = [place.pk for place in self.listed.object_list]
        return told_to_leaders(self.course_run, only=on_page if self.listed.has_other_pages() else None)

    @property
    def needs(self) -> list[tuple[str, list[str]]]:
        """What people need to take part, never why."""
        return self._by_name(self.told.needs)

    @property
    def questions(self) -> list[tuple[str, list[str]]]:
        """The lines people want to ask about."""
        return self._by_name(self.told.questions)

    def _by_name(self, lines: dict[int, list[str]]) -> list[tuple[str, list[str]]]:
        places = [row.enrolment for row in self.overview.rows]
        return [(place.person.name, lines[place.pk]) for place in places if lines.get(place.pk)]
