"""Messages to people: queued once per occasion, sent by a background task, in the person's own language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from lms.people.access import organisation_of
from lms.people.models import Organisation, SentMessage, User
from lms.people.models.messages import SentMessageQuerySet
from lms.people.posting import email_for
from lms.people.sms import send_text_message
from lms.people.tasks import send_message
from lms.people.wording import usual_facts, words_for

# What a message may be told besides the usual. Nothing here can hold what somebody wrote or what was decided.
NEUTRAL = frozenset({"link", "date", "time", "place", "delete_date", "contact_name", "contact_phone"})
EMAIL, SMS, PAPER = "email", "sms", "paper"
TAKEN_FOR = datetime.timedelta(minutes=10)
TRIED_FOR = datetime.timedelta(days=3)


class MessageNotSent(Exception):
    """Sending failed. Says which message and what kind of failure, never to whom."""


def send(
    person: User,
    key: str,
    *,
    once: str,
    context: dict[str, str],
    organisation: Organisation | None = None,
    useful_until: datetime.datetime | None = None,
) -> SentMessage | None:
    """Queue message `key` to `person`, once for the occasion `once`. Returns None when it was queued before.

    `context` may only hold NEUTRAL fill-ins; anything else raises ValueError (privacy rule C.4.6). Goes as the
    person chose, else by e-mail, else by text message; where nothing is left the row is marked as paper, for the
    secretariat to see to. The task is enqueued after commit and is told the row's id only. From `useful_until` on no worker
    sends it.
    """
    if unknown := context.keys() - NEUTRAL:
        raise ValueError(f"A message may not be told {', '.join(sorted(unknown))}.")
    try:
        with transaction.atomic():
            message = SentMessage.objects.create(
                person=person,
                key=key,
                once_key=once,
                context=dict(context),
                organisation=organisation,
                channel=channel_for(person),
                useful_until=useful_until,
            )
    except IntegrityError:
        return None
    if message.channel != PAPER:
        transaction.on_commit(lambda: send_message.enqueue(message.pk))
    return message


def channel_for(person: User) -> str:
    """How `person` is reached: as they chose where that is possible, else e-mail, text message, or on paper."""
    if person.told_by == PAPER or (person.told_by == SMS and person.phone):
        return person.told_by
    if person.email:
        return EMAIL
    return SMS if person.phone else PAPER


def not_begun(*, at: datetime.datetime) -> SentMessageQuerySet:
    """What waits at `at` for a worker, and no worker sends just then. No query yet."""
    return SentMessage.objects.unsent().not_taken_since(at - TAKEN_FOR)


def deliver(*, message_id: int) -> bool:
    """Send one queued message now. Returns False when it was sent before, is of no use any more, or another worker has it.

    The row is taken in a short transaction and marked after sending, so that no network is used inside one. A crash
    in between means the message may be sent twice, ten minutes apart; it is never lost. The fill-ins are wiped when
    it is sent, because a link may be a key to a door. Raises MessageNotSent.
    """
    message = _take(message_id)
    if message is None:
        return False
    try:
        _send_by_channel(message)
    except Exception as error:  # noqa: BLE001  any failure is told without its text, which may hold an address
        raise MessageNotSent(f"Message {message_id} was not sent: {type(error).__name__}") from None
    SentMessage.objects.filter(pk=message_id).update(sent_at=timezone.now(), taken_at=None, context={})
    return True


def _take(message_id: int) -> SentMessage | None:
    now = timezone.now()
    free = not_begun(at=now).filter(Q(useful_until=None) | Q(useful_until__gt=now), pk=message_id)
    if not free.update(taken_at=now):
        return None
    return SentMessage.objects.select_related("person", "organisation").get(pk=message_id)


def _send_by_channel(message: SentMessage) -> None:
    person = message.person
    facts = usual_facts(person, message.organisation) | message.context
    organisation = message.organisation or organisation_of(person)
    template = words_for(message.key, language=person.language, organisation=organisation)
    if template is None:
        raise LookupError(f"No words for «{message.key}»")
    words = template.filled(facts)
    if message.channel == EMAIL:
        email_for(person.email, words, sender=facts["sender"], language=person.language).send()
    else:
        send_text_message(person.phone, str(words.body))


def forget_occasions(occasions: Iterable[str]) -> int:
    """Delete that messages were queued and sent, for what is itself deleted: their keys tell how it went.

    An occasion is the whole name given as `once`, or its beginning up to a colon. Returns how many messages.
    """
    about = Q(pk__in=[])
    for name in occasions:
        about |= Q(once_key=name) | Q(once_key__startswith=f"{name}:")
    return SentMessage.objects.filter(about).delete()[0]


def find_what_a_crash_left(*, now: datetime.datetime | None = None) -> int:
    """Enqueue again what was queued and never sent, for three days. Returns how many. Called by `run_due`."""
    now = now or timezone.now()
    left = not_begun(at=now).filter(queued_at__range=(now - TRIED_FOR, now - TAKEN_FOR))
    identifiers = list(left.values_list("pk", flat=True))
    for identifier in identifiers:
        send_message.enqueue(identifier)
    return len(identifiers)
