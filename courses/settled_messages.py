"""Invitations that nobody has to be told of any more: answered, sent anew, or to a course that is over.

The log of messages itself knows no courses (`lms.people.message_log`), so the lists of what is to be told by hand ask here.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from courses.inviting import KEY as INVITATION
from courses.kinds import UNDER_WAY_RUN_STATES, EnrolmentState
from courses.models import Enrolment
from lms.people.models import SentMessage


def with_settled(messages: QuerySet[SentMessage]) -> QuerySet[SentMessage]:
    """The messages, each with whether it `is_settled`. No query more.

    Asked of the place that the name of the occasion begins with; an invitation whose place is not known may still wait.
    """
    places = Enrolment.objects.filter(person=OuterRef("person")).annotate(
        named=Concat(Value(f"{INVITATION}:"), Cast("pk", TextField()), Value(":"), output_field=TextField()),
        occasion=Cast(OuterRef("once_key"), TextField()),
    )
    is_over = (
        ~Q(state=EnrolmentState.INVITED)
        | ~Q(course_run__state__in=UNDER_WAY_RUN_STATES)
        | Q(invited_at__gt=OuterRef("queued_at"))
    )
    answered = Exists(places.filter(is_over, occasion__startswith=F("named")))
    return messages.annotate(is_settled=Q(answered, key=INVITATION))
