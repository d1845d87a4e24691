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
    return not_told(messages_in_care_of(person, at=moment), at=moment)


def not_told(
    messages: models.QuerySet[SentMessage, SentMessage], *, at: datetime.datetime
) -> models.QuerySet[SentMessage, SentMessage]:
    """Of these, those on paper or given up at `at`, of which nobody has been told, the oldest first."""
    left = Q(channel=PAPER) | Q(queued_at__lt=at - TRIED_FOR)
    return messages.filter(left, sent_at=None, told_at=None).order_by("queued_at", "pk")


@transaction.atomic
def say_told(*, message_id: int, by: User, at: datetime.datetime | None = None) -> SentMessage:
    """Note that the person has been told by letter or phone. Twice changes nothing: the first who said so stands.

    What the message was to be filled in with is wiped, as when it is sent. Raises PeopleError for anybody but the
    secretariat whose message it is, and for one that goes by itself.
    """
    moment = at or timezone.now()
    return note_told(among=messages_in_care_of(by, at=moment), message_id=message_id, by=by, at=moment)


@transaction.atomic
def note_told(
    *,
    among: models.QuerySet[SentMessage, SentMessage],
    message_id: int,
    by: User,
    at: datetime.datetime,
) -> SentMessage:
    """The same for a message that is among those `by` may tell people of. Raises PeopleError for any other."""
    mine = among.values("pk")
    message = SentMessage.objects.select_for_update(of=("self",)).filter(pk=message_id, pk__in=mine).first()
    if message is None:
        raise PeopleError(_("This is not on your list any more. Nothing is noted."))
    if message.told_at is not None:
        return message
    if not not_told(among, at=at).filter(pk=message_id).exists():
        raise PeopleError(_("This message is sent by itself. Nobody has to write or call."))
    message.told_at, message.told_by, message.context = at, by, {}
    message.save(update_fields=["told_at", "told_by", "context"])
    return message
