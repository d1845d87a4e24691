"""The numbers of a year, for the grant report: what each run's own sheet tells this viewer, added up.

Nothing is counted here that a sheet does not tell already (`courses.run_report`), so that nothing can be worked out from
the sum: where an association's number in a run is too small to be told, that run is left out, and it says how many are.
Docs: docs/decisions/0040-the-secretariat-in-the-admin.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from courses.models import AttendanceNumbers, CourseRun
from courses.run_numbers import Day, Share, days_of, hours, shares_of, too_few, units
from courses.run_report import withheld
from lms.people.access import administered_by
from lms.people.models import Organisation, User


@dataclass
class YearRow:
    """An association in a year. What only whoever arranges courses has is None for the others."""

    year: int
    association: str
    arranges: bool = False
    days: list[Day] = field(default_factory=list)
    runs_arranged: int = 0
    people: int | None = None
    completed: int | None = None
    minutes: int | None = None
    left_out: int = 0

    @property
    def courses(self) -> int | None:
        """Courses arranged that had a day."""
        return self.runs_arranged if self.arranges else None

    @property
    def course_days(self) -> int | None:
        """Days of at least two teaching hours, in those courses."""
        return sum(day.is_course_day for day in self.days) if self.arranges else None

    @property
    def teaching_hours(self) -> int | None:
        """Hours of 45 minutes, day by day."""
        return sum(units(day.minutes) for day in self.days) if self.arranges else None

    @property
    def clock_hours(self) -> Decimal | None:
        """The same by the clock."""
        return hours(sum(day.minutes for day in self.days)) if self.arranges else None

    @property
    def people_words(self) -> int | str:
        """How many took part, or that no course tells it."""
        return too_few() if self.people is None else self.people

    @property
    def completed_words(self) -> int | str:
        """How many completed, or that no course tells it."""
        return too_few() if self.completed is None else self.completed

    @property
    def hours_words(self) -> Decimal | str:
        """The hours of the association's participants together, or that no course tells it."""
        return too_few() if self.minutes is None else hours(self.minutes)

    def add(self, share: Share) -> None:
        """Count in what is told of a run, and that something is not."""
        self.left_out += share.people is None or share.completed is None
        for name in ("people", "completed", "minutes"):
            told = getattr(share, name)
            if told is not None:
                setattr(self, name, (getattr(self, name) or 0) + told)


def year_rows(viewer: User) -> list[YearRow]:
    """One row for each year and association, the newest year first. A run counts in the year of its last day.

    Of courses one's association arranges: days, and each association's people as the sheet of the run tells them. Of
    courses others arrange: one's own association's people. Six queries, however many runs.
    """
    own = {organisation.pk: organisation for organisation in administered_by(viewer)}
    runs = CourseRun.objects.filter(
        Q(organiser__in=own) | Q(run_organisations__organisation__in=own)
    ).distinct()
    days, shares, nameless = days_of(runs), shares_of(runs), _runs_without_names(runs)
    rows: dict[tuple[int, int], YearRow] = {}
    for run in runs.select_related("organiser"):
        if run.pk not in days:
            continue
        if run.organiser_id in own:
            row = _row(rows, run, run.organiser_id, run.organiser.short_name)
            row.arranges, row.runs_arranged = True, row.runs_arranged + 1
            row.days += days[run.pk]
        for share in _told(shares.get(run.pk, []), run, own, nameless=run.pk in nameless):
            _row(rows, run, share.organisation_id, share.name).add(share)
    return sorted(rows.values(), key=lambda row: (-row.year, row.association))


def _told(
    shares: list[Share], run: CourseRun, own: dict[int, Organisation], *, nameless: bool
) -> Iterable[Share]:
    """What the viewer is told of a run. Where names have become numbers, nobody knows any longer who came from where."""
    if nameless:
        return [
            Share(s.organisation_id, s.name, None, None, None) for s in shares if s.organisation_id in own
        ]
    if run.organiser_id in own:
        return withheld(shares)
    return [share for share in shares if share.organisation_id in own]


def _row(rows: dict[tuple[int, int], YearRow], run: CourseRun, organisation_id: int, name: str) -> YearRow:
    year = run.ends_on.year
    return rows.setdefault((year, organisation_id), YearRow(year, name))


def _runs_without_names(runs: Iterable[CourseRun]) -> set[int]:
    found = AttendanceNumbers.objects.filter(gathering__course_run__in=runs)
    return set(found.values_list("gathering__course_run", flat=True))
