"""Messages to those who want paper, or whom no message reached: somebody writes or calls, and says that it is done."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.errors import PeopleError
from lms.people.message_log import messages_in_care_of
from lms.people.messaging import PAPER, TRIED_FOR
from lms.people.models import SentMessage, User


def to_be_told(
    person: User, *, at: datetime.datetime | None = None
) -> models.QuerySet[SentMessage, SentMessage]:
    """Of the messages in somebody's care, those that nobody has been told of yet, the oldest first. One query."""
    moment = at or timezone.now()
    left = Q(channel=PAPER) | Q(queued_at__lt=moment - TRIED_FOR)
    return (
        messages_in_care_of(person, at=moment)
        .filter(left, sent_at=None, told_at=None)
        .order_by("queued_at", "pk")
    )


@transaction.atomic
def say_told(*, message_id: int, by: User, at: datetime.datetime | None = None) -> SentMessage:
    """Note that the person has been told by letter or phone. Twice changes nothing: the first who said so stands.

    What the message was to be filled in with is wiped, as when it is sent. Raises PeopleError for anybody but the
    secretariat whose message it is, and for one that goes by itself.
    """
    moment = at or timezone.now()
    mine = messages_in_care_of(by, at=moment).values("pk")
    message = SentMessage.objects.select_for_update(of=("self",)).filter(pk=message_id, pk__in=mine).first()
    if message is None:
        raise PeopleError(_("Only the secretariat that sent the message can note this."))
    if message.told_at is not None:
        return message
    if not to_be_told(by, at=moment).filter(pk=message_id).exists():
        raise PeopleError(_("This message is sent by itself. Nobody has to write or call."))
    message.told_at, message.told_by, message.context = moment, by, {}
    message.save(update_fields=["told_at", "told_by", "context"])
    return message
