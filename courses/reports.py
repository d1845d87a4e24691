"""The reports of this room in the admin: the numbers of the years, what waits, and which gatherings come."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.waiting_report import Coming, Waiting, coming_gatherings, waiting_for
from courses.year_report import YearRow, year_rows
from lms.people.admin_reports import Report
from lms.people.models import User


class YearReport(Report):
    """For the grant report."""

    page_title = _("Numbers for the grant report")
    header_icon = "table"
    file_name = "aarstall"
    narrowed_by = ("year", "association")
    explanation = _(
        "A course counts in the year of its last day. Numbers below five are not told across associations: such a course "
        "is left out of the sum, as on its own sheet. Each association has its own numbers from its representative. Who "
        "takes part in two courses counts twice."
    )
    shown = {
        "year": _("Year"),
        "association": _("Association"),
        "courses": _("Courses arranged"),
        "course_days": _("Course days"),
        "teaching_hours": _("Teaching hours of 45 minutes"),
        "clock_hours": _("Clock hours"),
        "people_words": _("Participants"),
        "completed_words": _("Completed"),
        "hours_words": _("Participants' hours together"),
        "left_out": _("Courses not told in full"),
    }

    def rows_for(self, viewer: User) -> list[YearRow]:
        """What this viewer may see."""
        return year_rows(viewer)


class WaitingReport(Report):
    """Who has to do something."""

    page_title = _("What waits for whom")
    header_icon = "tasks"
    file_name = "venter"
    narrowed_by = ("what", "course", "association", "who")
    shown = {
        "what": _("What waits"),
        "course": _("Course"),
        "association": _("Association"),
        "who": _("Who acts"),
        "day": _("Day"),
        "number": _("How many"),
    }

    def rows_for(self, viewer: User) -> list[Waiting]:
        """What this viewer may see."""
        return waiting_for(viewer)


class ComingReport(Report):
    """When people meet."""

    page_title = _("Gatherings to come")
    header_icon = "date"
    file_name = "samlinger"
    narrowed_by = ("course", "association", "own_time")
    shown = {
        "starts_at": _("Begins"),
        "gathering": _("Gathering"),
        "course": _("Course"),
        "association": _("Association"),
        "own_time": _("Own time of"),
        "place": _("Place"),
        "minutes": _("Minutes"),
        "people": _("Participants"),
    }

    def rows_for(self, viewer: User) -> list[Coming]:
        """What this viewer may see."""
        return coming_gatherings(viewer)


REPORTS = {"report_years": YearReport, "report_waiting": WaitingReport, "report_coming": ComingReport}
