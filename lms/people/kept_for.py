"""For how many months what is kept by years is kept: the years of the table in privacy.md, all of them, in this one place.

They are legal questions. Until an association states others, these hold for everybody. What each counts from, what waits
and what is left when it is gone stands with the rule that uses it; the page *Who sees what* tells the same numbers.
Why: docs/decisions/0025-when-attendance-loses-its-names.md and 0026-when-cases-certificates-and-pledges-go.md.
"""

from __future__ import annotations

import calendar
import datetime

MONTHS_IN_A_YEAR = 12

#: Who was at a gathering, from the last day of the run; then only how many.
ATTENDANCE_NAMES_MONTHS = 36
ATTENDANCE_NUMBERS_MONTHS = 60
#: From the last day of the task.
APPROVED_CASE_MONTHS = 36
APPROVAL_CERTIFICATE_MONTHS = 36
#: From the day the case was closed: not now, or withdrawn.
NOT_APPROVED_CASE_MONTHS = 12
#: From the last day of the task, or of the course for who never had it. The promise binds after the service.
PLEDGE_MONTHS = 120
#: That a message was sent, from the day it was queued, when no place in a course goes on.
MESSAGE_MONTHS = 12


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or its last day: 31 August and six months is 28 (or 29) February."""
    years, month = divmod(day.month - 1 + months, MONTHS_IN_A_YEAR)
    year = day.year + years
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def latest_start(day: datetime.date, months: int) -> datetime.date:
    """A day after which nothing can have begun that is `months` old on `day`: to leave out early what is not due.

    A few days late, since months are not equally long; `months_later` has the last word.
    """
    return months_later(day, -months) + datetime.timedelta(days=3)
