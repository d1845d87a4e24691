"""What a run still lacks: before it can be opened, and for each association that takes part. Reads alone; nothing is changed."""

from __future__ import annotations

from django.db.models import Exists
from django.utils.translation import gettext as _

from courses import completion_plan
from courses.kinds import GatheringKind
from courses.models import CourseRun, GatheringPage
from lms.people.dates import list_words
from lms.people.models import Organisation


def what_opening_needs(course_run: CourseRun) -> list[str]:
    """Sentences on what is missing before the run can be opened. Empty when it can."""
    needs = []
    if not course_run.leaders.exists():
        needs.append(_("The course needs a course leader."))
    if not course_run.run_organisations.exists():
        needs.append(_("The course needs an association that takes part."))
    if untimed := _gatherings_without_time(course_run):
        needs.append(_("These gatherings need a time: %(titles)s.") % {"titles": list_words(untimed)})
    return needs


def _gatherings_without_time(course_run: CourseRun) -> list[str]:
    timed = course_run.gatherings.filter(kind=GatheringKind.COMMON).values_list("activity_key", flat=True)
    asked = (
        GatheringPage.objects.descendant_of(course_run.course)
        .live()
        .filter(required=True, gathering_kind=GatheringKind.COMMON)
    )
    return [page.title for page in asked.order_by("path") if page.translation_key not in set(timed)]


def what_is_not_ready(course_run: CourseRun) -> dict[Organisation, str]:
    """The associations this run is not ready for, each with why (R53): none at a seminar, which has no own time. Two queries."""
    if course_run.course.is_seminar:
        return {}
    own_time = set(
        course_run.gatherings.filter(kind=GatheringKind.OWN_TIME).values_list("organisation", flat=True)
    )
    found = {}
    associations = course_run.run_organisations.select_related("organisation").annotate(
        asks_for_own_time=Exists(completion_plan.own_time_pages(course_run))
    )
    for participation in associations.order_by("organisation__name"):
        has_one = participation.organisation_id in own_time
        why = why_not_ready(
            participation.organisation.short_name,
            lacks_representative=not participation.is_ready,
            lacks_own_time=participation.asks_for_own_time and not has_one,
        )
        if why:
            found[participation.organisation] = why
    return found


def why_not_ready(name: str, *, lacks_representative: bool, lacks_own_time: bool) -> str:
    """Why a run is not ready for the association called `name` (R53). Empty when it is."""
    if lacks_representative:
        sentence = _("%(name)s has no committee representative. Its own time stays open until there is one.")
    elif lacks_own_time:
        sentence = _(
            "Own time for %(name)s is not planned yet. Its representative and the secretariat agree on a time."
        )
    else:
        return ""
    return sentence % {"name": name}
