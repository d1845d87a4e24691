"""What the secretariat sees of messages to its own people: which kind, which way, when, to whom. Never what stands in them.

Only kinds the secretariat knows of anyhow. That somebody wrote a letter to themselves, has words to be deleted, or hears from a
committee is nothing it reads here.
"""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.people.access import organisations_where, people_in_care_of
from lms.people.messaging import PAPER, TRIED_FOR
from lms.people.models import Channel, RoleKind, SentMessage, User

LISTED_FOR = datetime.timedelta(days=90)
KINDS: dict[str, Promise] = {
    "invitation": _("Invitation"),
    "gathering_reminder": _("Reminder of a gathering"),
    "gathering_moved": _("A gathering is moved"),
    # One kind, so that nobody's last evening with the course can be counted back to from the day of a message.
    "missed_gathering": _("About the course"),
    "make_up_agreed": _("About the course"),
    "course_cancelled": _("The course is cancelled"),
    "course_closed": _("The course is closed"),
    "guest_gathering_cancelled": _("About the course"),
    "next_step_nudge": _("About the course"),
    "pause_confirmed": _("About the course"),
    "certificate_ready": _("A certificate is ready"),
}


def messages_in_care_of(
    person: User, *, at: datetime.datetime | None = None
) -> models.QuerySet[SentMessage, SentMessage]:
    """The messages of the last `LISTED_FOR` that the associations in whose secretariat `person` works sent to their own people.

    Nothing for anybody else. Newest first.
    """
    own = organisations_where(person, (RoleKind.ADMINISTRATOR,))
    return (
        SentMessage.objects.filter(
            key__in=KINDS,
            organisation__in=own,
            person__in=people_in_care_of(person),
            queued_at__gte=(at or timezone.now()) - LISTED_FOR,
        )
        .select_related("person")
        .defer("context")
        .order_by("-queued_at", "-pk")
    )


def kind_of(message: SentMessage) -> str:
    """What the message was about, as the log says it."""
    return str(KINDS[message.key])


def way_of(message: SentMessage) -> str:
    """How it was or will be sent."""
    return str(Channel(message.channel).label)


def state_of(message: SentMessage, *, at: datetime.datetime | None = None) -> str:
    """`done` when it is sent, or told by hand, `you` when the secretariat must tell the person, `wait` until then."""
    if message.sent_at or message.told_at:
        return "done"
    is_given_up = message.queued_at < (at or timezone.now()) - TRIED_FOR
    return "you" if message.channel == PAPER or is_given_up else "wait"
