"""The courses a guest can read about on the front page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.timezone import localtime

from courses.kinds import GatheringKind
from courses.models import CourseRun, Gathering, RunOrganisation
from lms.people.dates import clock_range_words, date_words, day_range_words, list_words

MOST_RUNS = 12
SEPARATE_DAYS = 3


@dataclass(frozen=True)
class ComingRun:
    """One line on the front page."""

    title: str
    when: str
    place: str
    partners: str
    url: str


def coming_runs(request: HttpRequest) -> list[ComingRun]:
    """Open runs that have not begun, the first first. A fixed number of queries, whatever their number."""
    common = Gathering.objects.filter(kind=GatheringKind.COMMON)
    runs = (
        CourseRun.objects.coming()
        .select_related("course", "organiser")
        .prefetch_related(
            Prefetch("gatherings", common),
            Prefetch("run_organisations", RunOrganisation.objects.select_related("organisation")),
        )[:MOST_RUNS]
    )
    return [
        ComingRun(run.title, _when(run), run.place, _partners(run), run.course.get_url(request) or "")
        for run in runs
    ]


def _when(run: CourseRun) -> str:
    """«lørdag 14. mars og lørdag 28. mars 2026, kl. 10.00–15.15»; many days as a range."""
    times = [
        (localtime(gathering.starts_at), localtime(gathering.ends_at)) for gathering in run.gatherings.all()
    ]
    days = sorted({start.date() for start, _end in times})
    if not days or len(days) > SEPARATE_DAYS:
        return day_range_words(run.starts_on, run.ends_on)
    words = [date_words(day, weekday=True, year=day == days[-1]) for day in days]
    first_day = [(start, end) for start, end in times if start.date() == days[0]]
    begins, ends = min(start for start, _end in first_day), max(end for _start, end in first_day)
    return f"{list_words(words)}, {clock_range_words(begins, ends)}"


def _partners(run: CourseRun) -> str:
    names = {joined.organisation.short_name for joined in run.run_organisations.all()}
    return list_words(sorted(names - {run.organiser.short_name}))
