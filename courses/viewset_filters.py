"""What the secretariat's lists of runs, gatherings and people can be narrowed to. Never to a person: that would be an address
with somebody in it.
"""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.kinds import EnrolmentState, GatheringKind, RunState
from lms.people.admin_filters import (
    BoundedFilterSet,
    ChosenFilter,
    DaysFilter,
    FilledFilter,
    RowFilter,
)
from lms.people.models import Membership, User

association_filter = partial(RowFilter, label=_("Association"), named=("short_name",))
run_filter = partial(RowFilter, label=_("Course"), named=("title", "starts_on"))


class RunFilters(BoundedFilterSet):
    """Whose, which course, when, and where it is."""

    organiser = RowFilter(label=_("Organiser"), named=("short_name",))
    course = RowFilter(label=_("Course"), named=("title", "locale__language_code"))
    state = ChosenFilter(label=_("State"), choices=RunState.choices)
    language = ChosenFilter(label=_("Language"), choices=settings.LANGUAGES)
    starts_on = DaysFilter(label=_("Begins between"))


class RunLeaderFilters(BoundedFilterSet):
    """Which course, and whether the leading has a last day."""

    course_run = run_filter()
    ended = FilledFilter(field_name="until", label=_("Has a last day"))
    since = DaysFilter(label=_("Began between"))


class RunOrganisationFilters(BoundedFilterSet):
    """Which course, whose, and whether somebody represents it."""

    course_run = run_filter()
    organisation = association_filter()
    represented = FilledFilter(field_name="representative", label=_("Has a committee representative"))


class GatheringFilters(BoundedFilterSet):
    """Which course, whose own time, and when."""

    course_run = run_filter()
    organisation = RowFilter(label=_("Own time of"), named=("short_name",))
    kind = ChosenFilter(label=_("Kind"), choices=GatheringKind.choices)
    starts_at = DaysFilter(label=_("Begins between"))


class OwnChapterFilter(RowFilter):
    """The local chapters of one's own people, as `with_own_chapter` has put them there."""

    def paths(self) -> list[str]:
        """The name stands beside the number."""
        return ["own_chapter"]


class EnrolmentFilters(BoundedFilterSet):
    """Which course, whose people, where they are, and when they were invited."""

    course_run = run_filter()
    organisation = association_filter()
    chapter = OwnChapterFilter(field_name="own_chapter_id", label=_("Local chapter"), named=())
    state = ChosenFilter(label=_("State"), choices=EnrolmentState.choices)
    invited_at = DaysFilter(label=_("Invited between"))


def with_own_chapter(places: models.QuerySet, person: User) -> models.QuerySet:
    """The places, each with the local chapter where it is one of `person`'s own people. No query more.

    Others' people on a joint course are shown without (privacy rule C.4.13).
    """
    belonging = Membership.objects.visible_to(person).filter(
        person=models.OuterRef("person"), organisation=models.OuterRef("organisation")
    )
    return places.annotate(
        own_chapter_id=models.Subquery(belonging.values("chapter")[:1]),
        own_chapter=models.Subquery(belonging.values("chapter__name")[:1]),
    )
