"""A trainee's place of work: the enrolment, the course around it, and the one activity on the screen.

Found by enrolment and number, never guessed. A page of the course costs a fixed number of queries: the place, the
outline, the status of all activities, the page, the own row where the kind keeps content, and who to call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.access import own_enrolment, own_enrolment_at
from courses.activities.base import ActivityPage, Response
from courses.activities.contract import Kind
from courses.activities.finding import AT_ONCE, own_row, page_of, words_of_group
from courses.activities.kinds import KINDS
from courses.course_addresses import activity_address, addresses_under
from courses.kinds import OVER_RUN_STATES, MarkedBy, ResponseState
from courses.models import BroughtText, Enrolment, OtherVersion
from courses.outline import Outline, OutlineActivity, OutlineModule
from courses.progress import Progress, Status
from courses.slips import slip_for
from courses.someone_to_call import SomeoneToCall, someone_to_call
from courses.text_changes import text_changed
from lms.people.dates import list_words
from lms.people.models import User
from lms.people.prepared import Prepared

STATUS_FIELDS = (
    "pk",
    "state",
    "sharing",
    "version",
    "changed_at",
    "completed_at",
    "hidden_at",
    "window",
    "stroke",
    "has_other",
    "is_brought",
    "revision_id",
)


def _statuses(enrolment: int) -> QuerySet:
    rows = Response.objects.non_polymorphic().filter(enrolment=enrolment)
    rows = rows.annotate(
        has_other=Exists(OtherVersion.objects.filter(response=OuterRef("pk"))),
        is_brought=Exists(BroughtText.objects.of_activity(OuterRef("enrolment"), OuterRef("activity_key"))),
    )
    return rows.values_list("activity_key", *STATUS_FIELDS)


STATUSES = Prepared(_statuses, enrolment=int)


class StepOfModule(NamedTuple):
    """One step in the list beside the text. `mark` is its state: `you` are here, `done` or `later`."""

    code: str
    title: str
    mark: str


@dataclass
class Workplace:
    """What the screens of a course are made from. Everything is asked for once, when it is needed."""

    enrolment: Enrolment
    language: str
    step: OutlineActivity | None = None
    #: Whether all that the others share is asked for, and not only the first of it.
    reads_all: bool = False
    #: What a kind has asked for once and needs again on the same page.
    noted: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, person: User, enrolment_id: int, language: str) -> Workplace:
        """The person's own place. Raises Http404 for anybody else's."""
        return cls(own_enrolment(person, enrolment_id), language)

    @classmethod
    def at(cls, person: User, enrolment_id: int, code: str, language: str) -> Workplace:
        """The same, at the activity with this number. Raises Http404 when the course has none."""
        place = own_enrolment_at(person, enrolment_id, code)
        work = cls(place, language)
        work.nearby = Outline.around(place.course_run.course, language, place.activity_path)
        work.step = work.nearby.by_code.get(code)
        if work.step is None:
            raise Http404
        return work

    @cached_property
    def outline(self) -> Outline:
        """The course in the person's language."""
        return Outline.of(self.enrolment.course_run.course, self.language)

    @cached_property
    def nearby(self) -> Outline:
        """The module on the screen, and what follows it."""
        return self.outline

    @cached_property
    def statuses(self) -> dict[UUID, Status]:
        """The base rows of all the person's work in this run. One query, no content."""
        return {key: Status(*row) for key, *row in STATUSES.found(enrolment=self.enrolment.pk)}

    @cached_property
    def progress(self) -> Progress:
        """What is done."""
        return Progress(self.outline, {key: status.state for key, status in self.statuses.items()})

    @cached_property
    def someone(self) -> SomeoneToCall:
        """Who to call."""
        return someone_to_call(self.enrolment, self.language)

    @cached_property
    def kind(self) -> Kind:
        """The kind of the activity on the screen."""
        return KINDS[self.step.kind]

    @cached_property
    def page(self) -> ActivityPage:
        """The activity on the screen, with the kind's own fields. How far it may be shared is said by the run's own
        course: a translation lends its words."""
        page = page_of(self.kind, self.step.page_id)
        page.sharing_ceiling = self.step.sharing_ceiling
        return page

    @property
    def slip(self) -> str:
        """What the box sends along, so that saving costs little."""
        return slip_for(self)

    @property
    def response(self) -> Status | None:
        """The status of the activity on the screen."""
        return self.statuses.get(self.step.key)

    @cached_property
    def earlier(self) -> Mapping[str, Any] | None:
        """Where the same was done in an earlier run: the place, the number there, and the name of the run. One query,
        and only for what stands as done before."""
        if self.response is None or self.response.state != ResponseState.BEFORE:
            return None
        own = Response.objects.non_polymorphic().filter(pk=self.response.pk, done_before__isnull=False)
        return own.values(
            place=F("done_before__enrolment_id"),
            number=F("done_before__page__code"),
            run=F("done_before__enrolment__course_run__title"),
        ).first()

    @property
    def has_begun(self) -> bool:
        """Whether the person has been at this in this run. What was done before is met as something new."""
        return self.response is not None and self.response.state != ResponseState.BEFORE

    @cached_property
    def text_changed(self) -> bool:
        """Whether the words on the screen are others than those the person answered."""
        return text_changed(self.page, self.response)

    @cached_property
    def content(self) -> Any:
        """The kind's own row with what the person wrote or chose; None when there is none, or it was erased."""
        if self.response is None:
            return None
        row = own_row(self.kind, enrolment_id=self.enrolment.pk, activity_key=self.step.key)
        if row is not None:
            row.enrolment = self.enrolment
        return row

    @property
    def from_others(self) -> list[tuple[str, str]]:
        """Name and words of what others in the run share with the group here, while it is open."""
        return self._others if self.reads_all else self._others[:AT_ONCE]

    @property
    def has_more_from_others(self) -> bool:
        """Whether others share more than the page shows."""
        return len(self._others) > len(self.from_others)

    @cached_property
    def _others(self) -> list[tuple[str, str]]:
        if not (self.is_in_group and self.kind.reaches_group(self.page)):
            return []
        return words_of_group(
            self.kind,
            run_id=self.enrolment.course_run_id,
            enrolment_id=self.enrolment.pk,
            activity_key=self.step.key,
            all_of_them=self.reads_all,
        )

    @property
    def is_in_group(self) -> bool:
        """Whether the person is one of the group now. Who has not confirmed yet, or has left, reads nobody else's words
        (privacy rule C.4.12)."""
        return self.run_is_open and self.enrolment.may_answer

    @property
    def run_is_open(self) -> bool:
        """Whether the group still is one."""
        return self.enrolment.course_run.state not in OVER_RUN_STATES

    @property
    def module(self) -> OutlineModule:
        """The module on the screen."""
        return Progress(self.nearby, {}).module_of(self.step)

    @property
    def place_in_module(self) -> int:
        """The number of this step in its module, from 1."""
        return [activity.key for activity in self.module.activities].index(self.step.key) + 1

    @cached_property
    def address(self) -> str:
        """Where the course is. Its activities lie under it, each under its number."""
        return reverse("courses:outline", args=[self.enrolment.pk])

    @cached_property
    def addresses(self) -> dict[str, str]:
        """By name, what lies under the address of the activity on the screen."""
        return addresses_under(activity_address(self.address, self.step.code))

    @property
    def steps(self) -> tuple[StepOfModule, ...]:
        """The steps of the module for the list beside the text."""
        return tuple(
            StepOfModule(activity.code, activity.title, self._mark(activity))
            for activity in self.module.activities
        )

    def _mark(self, activity: OutlineActivity) -> str:
        if activity.key == self.step.key:
            return "you"
        status = self.statuses.get(activity.key)
        return "done" if status is not None and status.is_done else "later"

    @property
    def words(self) -> str:
        """What kind of thing the activity is, in two or three words."""
        return self.kind.words(self.page)

    @property
    def waiting_words(self) -> str:
        """Who marks it, and that one need not do anything."""
        return self.kind.waiting_words(self)

    @property
    def marked_by_name(self) -> str:
        """Who marks it, for a sentence: the leaders by first name, or the association's representative."""
        if self.page.marked_by == MarkedBy.REPRESENTATIVE:
            return _("The association's representative")
        return list_words([leader.first_name for leader in self.someone.leaders]) or _("The course leader")

    @property
    def saved_today(self) -> bool:
        """Whether the last change was made today, so that the time alone says it."""
        return (
            self.response is not None and timezone.localdate(self.response.changed_at) == timezone.localdate()
        )

    @property
    def following(self) -> OutlineActivity | None:
        """What comes after this, or None at the end of the course."""
        return self.nearby.next_after(self.step.code)
