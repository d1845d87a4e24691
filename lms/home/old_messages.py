"""Delete that messages were sent, a year afterwards. Called by `run_due`; safe to call again.

The row of a message keeps it from being sent twice, so it stays as long as its occasion may come again: while its person
has a place that is not over, in a run that goes on. What a committee sent goes with the case (decision 26), and not by this.
"""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from certificates.approvals.telling import OCCASIONS
from courses.kinds import TAKING_PART_STATES, UNDER_WAY_RUN_STATES, EnrolmentState
from courses.models import Enrolment
from lms.people.kept_for import MESSAGE_MONTHS, latest_start, months_later
from lms.people.models import SentMessage

UNDER_WAY = (*TAKING_PART_STATES, EnrolmentState.INVITED)


def delete_old_messages(*, today: datetime.date | None = None) -> int:
    """Delete those queued so many months ago to people without a place in a run that goes on. Returns how many. Two queries."""
    today = today or timezone.localdate()
    goes_on = Enrolment.objects.filter(
        person=OuterRef("person"), state__in=UNDER_WAY, course_run__state__in=UNDER_WAY_RUN_STATES
    )
    old = SentMessage.objects.filter(queued_at__date__lte=latest_start(today, MESSAGE_MONTHS))
    for occasion in OCCASIONS:
        old = old.exclude(once_key__startswith=f"{occasion}:")
    due = [
        pk
        for pk, queued_at in old.exclude(Exists(goes_on)).values_list("pk", "queued_at")
        if months_later(timezone.localdate(queued_at), MESSAGE_MONTHS) <= today
    ]
    return SentMessage.objects.filter(pk__in=due).delete()[0]
