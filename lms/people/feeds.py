"""The secret address of one's own calendar: made, made anew and turned off by oneself. Only a hash of it is kept."""

from __future__ import annotations

import datetime
import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from lms.people.models import CalendarFeed, User

TOKEN_BYTES = 32


@transaction.atomic
def make_feed(*, person: User, at: datetime.datetime | None = None) -> tuple[CalendarFeed, str]:
    """Give the person a feed and return it with its secret, which is kept nowhere: this is the one moment to show it.

    An older address of the person stops working at once.
    """
    User.objects.select_for_update().get(pk=person.pk)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed, _is_new = CalendarFeed.objects.update_or_create(
        person=person, defaults={"token_hash": hash_of(token), "made_at": at or timezone.now()}
    )
    return feed, token


def end_feed(*, person: User) -> bool:
    """Turn the feed off: the address stops working at once. Returns whether there was one."""
    return bool(CalendarFeed.objects.filter(person=person).delete()[0])


def owner_of(token: str) -> User | None:
    """Whose feed this secret opens, or None: never made, made anew, turned off, or a closed account. One query."""
    feeds = CalendarFeed.objects.select_related("person").filter(person__is_active=True)
    feed = feeds.filter(token_hash=hash_of(token)).first()
    return feed.person if feed else None


def hash_of(token: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash is enough."""
    return sha256(token.encode()).hexdigest()
