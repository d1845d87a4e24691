"""What the page of a gathering is made from: the people, what is recorded, and what happens in it. Fixed queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.access import people_at
from courses.activities.base import Response
from courses.attendance_form import AttendanceForm
from courses.kinds import OVER_RUN_STATES, EnrolmentState
from courses.models import (
    AbsenceNotice,
    Attendance,
    AttendanceCorrection,
    AttendanceMark,
    Enrolment,
    Gathering,
    PledgeResponse,
    PracticePage,
)
from courses.offline import kept_until
from courses.outline import Outline, OutlineActivity
from courses.people_pages import in_order, page_of
from courses.presence import summary_words
from lms.people.dates import number_words
from lms.people.models import User

EXPECTED_STATES = (
    EnrolmentState.INVITED,
    EnrolmentState.CONFIRMED,
    EnrolmentState.ACTIVE,
    EnrolmentState.COMPLETED,
)
GATHERING, PRACTICE, PLEDGE = "gathering", "practice", "pledge"


def expected_words(states: Collection[str], *, away: int) -> str:
    """«Ti kommer. Én har ikke svart. To har sagt fra at de ikke kommer.» The states are of all but who is `away`. Whoever
    was invited and has not answered is not said to come.
    """
    unanswered = sum(state == EnrolmentState.INVITED for state in states)
    coming = len(states) - unanswered
    sentences = [_("Nobody comes so far.")]
    if coming:
        words = ngettext("%(count)s comes.", "%(count)s come.", coming)
        sentences = [words % {"count": number_words(coming)}]
    if unanswered:
        words = ngettext("%(count)s has not answered.", "%(count)s have not answered.", unanswered)
        sentences.append(words % {"count": number_words(unanswered)})
    if away:
        words = ngettext(
            "%(count)s has said that they cannot come.", "%(count)s have said that they cannot come.", away
        )
        sentences.append(words % {"count": number_words(away)})
    return " ".join(capfirst(sentence) for sentence in sentences)


class GatheringSheet:
    """The sheet on the screen: seven queries, whatever the number of people.

    It shows a page of people at a time, `wanted` as it stands in the address; without it everybody, as on paper. `sent`
    is a form that was sent: it is about those who stood on it, though others may have come since. The `viewer` records nobody's
    attendance for themselves, and stands apart. `is_copy` is what a phone keeps for when it has no net (decision 27).
    """

    def __init__(
        self,
        gathering: Gathering,
        language: str,
        *,
        viewer: User | None = None,
        wanted: str | None = None,
        sent: Mapping[str, Any] | None = None,
        is_copy: bool = False,
    ) -> None:
        self.gathering = gathering
        self.language = language
        self.viewer_id = viewer.pk if viewer else None
        self.wanted = wanted
        self.sent = sent or {}
        self.is_copy = is_copy

    @cached_property
    def people(self) -> list[Enrolment]:
        """Those on this page, or on the form that was sent."""
        on_form = [place for place in self.others if f"seen_{place.pk}" in self.sent]
        return on_form or list(self.listed.object_list)

    @cached_property
    def listed(self) -> Page[Enrolment]:
        """The page of people."""
        return page_of(self.others, self.wanted)

    @cached_property
    def own(self) -> Enrolment | None:
        """The viewer's own place, when the day has come and somebody else has to record it."""
        if not self.is_due:
            return None
        return next((place for place in self.everybody if place.person_id == self.viewer_id), None)

    @cached_property
    def others(self) -> list[Enrolment]:
        """All whose attendance the viewer records."""
        return [place for place in self.everybody if place is not self.own]

    @property
    def is_paged(self) -> bool:
        """Whether there are others on other pages."""
        return self.listed.has_other_pages()

    @property
    def follows(self) -> int:
        """The number of the page to go on with when this one is saved, or 0."""
        return self.listed.next_page_number() if self.listed.has_next() else 0

    @cached_property
    def everybody(self) -> list[Enrolment]:
        """All who belong here, each with whether they have said that they cannot come, and whether they checked in."""
        recorded = Attendance.objects.filter(gathering=self.gathering, enrolment=OuterRef("pk"))
        checked_in = Exists(recorded.filter(checked_in_at__isnull=False))
        told = AbsenceNotice.objects.standing().filter(gathering=self.gathering, enrolment=OuterRef("pk"))
        asking = PledgeResponse.objects.filter(enrolment=OuterRef("pk"), wants_to_ask=True)
        places = people_at(self.gathering).annotate(
            said_no=Exists(told), asks=Exists(asking), checked_in=checked_in
        )
        for place in places:
            # Of a guest from another course nothing is shown but the name.
            place.is_guest = place.is_guest_at(self.gathering)
            place.asks = place.asks and not (place.is_guest or self.is_copy)
        return in_order(places)

    @property
    def is_due(self) -> bool:
        """Whether the day has come, so that attendance can be recorded."""
        if self.gathering.is_called_off:
            return False
        return timezone.localdate(self.gathering.starts_at) <= timezone.localdate()

    @property
    def is_today(self) -> bool:
        """Whether it is the day of the gathering, or it goes on past midnight now."""
        return self.gathering.is_on(timezone.now())

    @property
    def takes_more_people(self) -> bool:
        """Whether somebody may still come in, or check in themselves: today, while the course goes on."""
        return self.is_today and self.gathering.course_run.state not in OVER_RUN_STATES

    @property
    def is_recorded(self) -> bool:
        """Whether something is recorded for everybody on the screen, so that saving corrects it."""
        return bool(self.people) and all(place.pk in self.standing for place in self.people)

    @property
    def checked_in(self) -> int:
        """How many have checked in themselves, on whichever page of the list they stand."""
        return sum(place.checked_in for place in self.everybody)

    @property
    def opening(self) -> str:
        """What the page is for now: to put right, to add to those who checked in, or to name the exceptions."""
        if self.is_recorded:
            return _("The attendance is recorded. Change what is not right; what stood there before is kept.")
        if not self.checked_in:
            return _("Those we expect are set to «Here». Change only those who were not here the whole time.")
        words = ngettext(
            "%(count)s has checked in. Who is not recorded yet is set to «Not here». Change those who are here without "
            "having checked in.",
            "%(count)s have checked in. Who is not recorded yet is set to «Not here». Change those who are here without "
            "having checked in.",
            self.checked_in,
        )
        return capfirst(words % {"count": number_words(self.checked_in)})

    @property
    def kept_until(self) -> int:
        """Until when a phone may keep the page, in milliseconds as a browser counts them."""
        return int(kept_until(self.gathering).timestamp() * 1000)

    @property
    def expected(self) -> str:
        """«Ti kommer. To har sagt fra at de ikke kommer.» People on a pause are not counted."""
        counted = [place for place in self.everybody if place.state in EXPECTED_STATES]
        states = [place.state for place in counted if not place.said_no]
        return expected_words(states, away=len(counted) - len(states))

    @cached_property
    def standing(self) -> dict[int, Attendance]:
        """What is recorded, with its corrections, marks that came too late, and whose they are. Three queries."""
        late = AttendanceMark.objects.filter(outdated=True).select_related("marked_by")
        recorded = Attendance.objects.filter(gathering=self.gathering)
        if self.is_paged:
            recorded = recorded.filter(enrolment__in=[place.pk for place in self.people])
        rows = recorded.prefetch_related(
            Prefetch("corrections", AttendanceCorrection.objects.select_related("corrected_by")),
            Prefetch("marks", late),
        )
        return {row.enrolment_id: row for row in rows}

    @cached_property
    def activities(self) -> list[OutlineActivity]:
        """What happens in this gathering, own time apart. Two queries."""
        outline = Outline.of(self.gathering.course_run.course, self.language)
        return [a for a in outline.in_gathering(self.gathering.code) if a.kind != GATHERING]

    @property
    def has_practice(self) -> bool:
        """Whether a practice card is among them, where roles are tried."""
        return any(activity.kind == PRACTICE for activity in self.activities)

    @cached_property
    def trios(self) -> set[str]:
        """The keys of the cards for three that two can do when one is missing. One query where there is practice."""
        keys = [activity.key for activity in self.activities if activity.kind == PRACTICE]
        pages = PracticePage.objects.filter(translation_key__in=keys) if keys else []
        return {str(page.translation_key) for page in pages if page.has_pair_variant}

    @property
    def has_pledge(self) -> bool:
        """Whether the pledge is gone through here."""
        return any(activity.kind == PLEDGE for activity in self.activities)

    @cached_property
    def done(self) -> dict[str, int]:
        """For how many of the people each activity is done. One query on the base rows."""
        keys = [activity.key for activity in self.activities]
        own = (
            people_at(self.gathering).filter(course_run=self.gathering.course_run_id).order_by().values("pk")
        )
        rows = Response.objects.non_polymorphic().filter(enrolment__in=own, activity_key__in=keys).done()
        counted = rows.order_by().values_list("activity_key").annotate(Count("pk"))
        return {str(key): number for key, number in counted}

    @property
    def counts(self) -> list[tuple[OutlineActivity, int]]:
        """Each activity with how many it is done for."""
        return [(activity, self.done.get(str(activity.key), 0)) for activity in self.activities]

    @property
    def summary(self) -> str:
        """What is recorded so far, or what is set when nothing is."""
        form = self.form(None)
        return summary_words([form[f"seen_{p.pk}"].value() for p in self.people], self.gathering.minutes)

    def form(self, data: Mapping[str, Any] | None) -> AttendanceForm:
        """The form, with what stands or what is usual."""
        return AttendanceForm(
            data,
            gathering=self.gathering,
            people=self.people,
            standing=self.standing,
            activities=self.activities,
            away=[place.pk for place in self.people if place.said_no],
            trios=self.trios,
            by_check_in=bool(self.checked_in),
        )
