"""One participant, for those who lead the course: what is done, what remains and who acts. Status only, never content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst

from courses.access import represents, works_as_leader
from courses.activities.base import Response
from courses.activities.pledge.models import PledgeExplanation, PledgeSignature
from courses.facts import PersonFacts
from courses.forecast import Forecast, Missed
from courses.kinds import (
    OVER_RUN_STATES,
    TAKING_PART_STATES,
    EnrolmentState,
    MakeUpKind,
    MarkedBy,
    ResponseState,
    RunState,
)
from courses.marking import stands_for_association
from courses.models import Enrolment, Gathering, LeaderConfirms, PracticePage
from courses.outline import Outline, OutlineActivity, OutlineModule
from courses.prerequisites import may_confirm
from courses.run_overview import DONE, GATHERING, RunOverview
from lms.people.judging import Judgement
from lms.people.models import User

PLEDGE, PRACTICE = "pledge", "practice"


@dataclass(frozen=True)
class ActivityLine:
    """One activity of the person: its state, who marked it, and what the viewer may do about it."""

    activity: OutlineActivity
    state: str
    marked_by: str
    may_mark: bool
    is_marked_by_others: bool
    is_done_before: bool = False
    card: PracticePage | None = None
    lacking_roles: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing more is asked."""
        return self.state == DONE

    @property
    def roles_to_register(self) -> list[tuple[str, str]]:
        """Key and name of the roles on the card that the person has still to try, on this card or another."""
        blocks = self.card.roles if self.card else ()
        return [(b.value["key"], b.value["name"]) for b in blocks if b.value["key"] in self.lacking_roles]

    @property
    def may_be_skipped(self) -> bool:
        """Whether leader and participant may agree to skip it."""
        return self.may_mark and self.activity.may_be_skipped and not self.is_done


class ParticipantPage:
    """Everything on the page, in a fixed number of queries."""

    def __init__(self, viewer: User, enrolment: Enrolment, language: str) -> None:
        self.viewer = viewer
        self.enrolment = enrolment
        self.language = language

    @cached_property
    def leads(self) -> bool:
        """Whether the viewer leads the run or is its secretariat."""
        return works_as_leader(self.viewer, self.enrolment.course_run)

    @cached_property
    def stands_for_association(self) -> bool:
        """Whether the viewer acts for the person's own association."""
        return stands_for_association(self.viewer, self.enrolment)

    @property
    def is_discreet(self) -> bool:
        """Whether the viewer is not told which association the person belongs to (edge case 18)."""
        run = self.enrolment.course_run
        return run.joint and not represents(self.viewer, run, self.enrolment.organisation_id)

    @cached_property
    def overview(self) -> RunOverview:
        """The person's row in the run."""
        return RunOverview.of(
            self.enrolment.course_run, [self.enrolment], language=self.language, discreet=self.is_discreet
        )

    @property
    def outline(self) -> Outline:
        """The course."""
        return self.overview.outline

    @property
    def facts(self) -> PersonFacts:
        """What is known."""
        return self.overview.rows[0].facts

    @property
    def goes_on(self) -> bool:
        """Whether there is a next step to take: the person takes part, and the run is not over."""
        return self.enrolment.takes_part and self.enrolment.course_run.state not in OVER_RUN_STATES

    @property
    def may_pledge(self) -> bool:
        """Whether the pledge is of use to them: under way, or with a completion that an approval can build on."""
        return self.goes_on or self.enrolment.state == EnrolmentState.COMPLETED

    @property
    def has_pledge(self) -> bool:
        """Whether anything is to be told of the pledge. Of a course that is over without them, what was done alone."""
        return self.may_pledge or bool(self.explanation or self.signature)

    @property
    def is_corrected(self) -> bool:
        """Whether attendance was corrected so that the completion, which stands, builds on what is no longer there."""
        is_completed = self.enrolment.state == EnrolmentState.COMPLETED
        return is_completed and not all(judgement.met for _name, judgement in self.judgements)

    @cached_property
    def forecast(self) -> Forecast:
        """How it looks: presence, commitment, what was missed and how it is made up."""
        return Forecast(self.facts)

    @cached_property
    def arranges(self) -> set[int]:
        """The gatherings whose make-up the viewer arranges. One query."""
        own = Gathering.objects.filter(course_run=self.enrolment.course_run_id)
        return set(own.recordable_by(self.viewer).values_list("pk", flat=True))

    @property
    def missed(self) -> list[tuple[Missed, bool]]:
        """What was missed, each with whether the viewer arranges how it is made up. Nobody arranges it for themselves."""
        is_oneself = self.enrolment.person_id == self.viewer.pk
        may = self.goes_on and not is_oneself
        return [(one, may and one.gathering.pk in self.arranges) for one in self.forecast.missed]

    def make_up_kinds(self, missed: Missed) -> list[MakeUpKind]:
        """What can be agreed on: what is practised is made up with people, own time with the representative."""
        if missed.is_own_time:
            return [MakeUpKind.OWN_TIME]
        elsewhere = [MakeUpKind.OTHER_RUN] if missed.hosts else []
        practised = any(
            one.kind == PRACTICE and one.required and not self.facts.is_done(str(one.key))
            for one in self.outline.in_gathering(missed.gathering.code)
        )
        alone = [] if practised else [MakeUpKind.TALK, MakeUpKind.TASK]
        return [*elsewhere, MakeUpKind.WITH_OTHERS, *alone]

    @property
    def judgements(self) -> list[tuple[str, Judgement]]:
        """What completion asks for: its name, and whether it is met, with who acts."""
        names = [capfirst(str(need._meta.verbose_name)) for need in self.facts.run.requirements]
        return list(zip(names, self.overview.rows[0].judgements, strict=True))

    @cached_property
    def marks(self) -> dict[str, str]:
        """Who marked what for the person: first names by activity. One query."""
        rows = Response.objects.non_polymorphic().filter(enrolment=self.enrolment, marked_by__isnull=False)
        return {
            str(key): name.split(" ")[0] for key, name in rows.values_list("activity_key", "marked_by__name")
        }

    @cached_property
    def cards(self) -> dict[str, PracticePage]:
        """The practice cards of the course, by activity. One query."""
        pages = PracticePage.objects.descendant_of(self.enrolment.course_run.course).live()
        return {str(page.translation_key): page for page in pages}

    @property
    def modules(self) -> list[tuple[OutlineModule, list[ActivityLine]]]:
        """What everybody goes through, module by module."""
        needed = self.overview.timeline.needed
        lines = [
            (module, [self._line(activity) for activity in module.activities if str(activity.key) in needed])
            for module in self.outline.modules
        ]
        return [(module, found) for module, found in lines if found]

    def _line(self, activity: OutlineActivity) -> ActivityLine:
        key = str(activity.key)
        return ActivityLine(
            activity=activity,
            state=self.overview.timeline.state_of(activity, self.facts),
            marked_by="" if self._names_association(activity) else self.marks.get(key, ""),
            may_mark=self._may_mark(activity),
            is_marked_by_others=key in self.marks,
            is_done_before=self.facts.states.get(key) == ResponseState.BEFORE,
            card=self.cards.get(key) if activity.kind == PRACTICE else None,
            lacking_roles=tuple(self.forecast.lacking_roles),
        )

    def _names_association(self, activity: OutlineActivity) -> bool:
        """Whether who marked it would tell which association the person belongs to: its representative."""
        return self.is_discreet and activity.marked_by == MarkedBy.REPRESENTATIVE

    def _may_mark(self, activity: OutlineActivity) -> bool:
        """Attendance and the pledge have pages of their own; what is the association's own, its people mark."""
        if activity.kind in (GATHERING, PLEDGE) or not self.enrolment.may_answer:
            return False
        if self.enrolment.course_run.state == RunState.CANCELLED:
            return False
        if activity.marked_by == MarkedBy.REPRESENTATIVE:
            return self.stands_for_association
        return self.leads or self.stands_for_association

    @property
    def has_place_to_change(self) -> bool:
        """Whether there is anything to do with the place itself; a heading with nothing below it is none."""
        state, run = self.enrolment.state, self.enrolment.course_run.state
        if run in OVER_RUN_STATES:
            return state == EnrolmentState.PAUSED and run == RunState.CLOSED
        return state in TAKING_PART_STATES or self.may_confirm or self.asks_for_confirmation

    @property
    def may_confirm(self) -> bool:
        """Whether the place waits for an answer that the viewer may give on the person's behalf."""
        return self.enrolment.state == EnrolmentState.INVITED and may_confirm(self.enrolment, self.viewer)

    @property
    def asks_for_confirmation(self) -> bool:
        """Whether a leader has to confirm the participation."""
        asked = any(isinstance(need, LeaderConfirms) for need in self.facts.run.requirements)
        return asked and self.leads and not self.facts.leader_confirmed

    @cached_property
    def explanation(self) -> PledgeExplanation | None:
        """That the pledge was gone through, for the association's own people."""
        if not self.stands_for_association:
            return None
        return (
            PledgeExplanation.objects.filter(enrolment=self.enrolment).select_related("explained_by").first()
        )

    @cached_property
    def signature(self) -> PledgeSignature | None:
        """The signature, for the association's own people. Leaders of a joint run are not told."""
        if not self.stands_for_association:
            return None
        own = PledgeSignature.objects.filter(
            person=self.enrolment.person_id, version__organisation=self.enrolment.organisation_id
        )
        return own.select_related("version").order_by("-version__number").first()
