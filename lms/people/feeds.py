"""The secret address of one's own calendar: made, made anew and turned off by oneself. Only a hash of it is kept.

The secret is made from the site's key, the person and the moment, so that whoever pressed twice is shown the one that works.
"""

from __future__ import annotations

import base64
import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.people.models import CalendarFeed, User

#: So long after an address was made, a press on the page from before it shows the same one again.
SAME_PRESS = datetime.timedelta(minutes=1)


@transaction.atomic
def make_feed(
    *, person: User, instead_of: str | None = None, at: datetime.datetime | None = None
) -> tuple[CalendarFeed, str]:
    """Give the person a feed and return it with its secret, which is kept nowhere: this is the one moment to show it.

    An older address of the person stops working at once. `instead_of` is the `version_of` the feed when the page with the
    button was shown: pressed twice there, or by three at once, one address is made, and each is given that one.
    """
    moment = at or timezone.now()
    User.objects.select_for_update().get(pk=person.pk)
    feed = CalendarFeed.objects.filter(person=person).first()
    if feed and instead_of not in (None, version_of(feed)) and moment - feed.made_at < SAME_PRESS:
        return feed, _secret(feed)
    if feed is None:
        feed = CalendarFeed(person=person)
    feed.made_at = moment
    token = _secret(feed)
    feed.token_hash = hash_of(token)
    feed.save()
    return feed, token


def version_of(feed: CalendarFeed | None) -> str:
    """What tells this address from an older or a newer one. Nothing secret; empty when there is none."""
    return feed.made_at.astimezone(datetime.UTC).isoformat() if feed else ""


def _secret(feed: CalendarFeed) -> str:
    """43 letters that nobody makes without the site's key."""
    seed = f"{feed.person_id}:{version_of(feed)}"
    digest = salted_hmac("likevel.calendar-feed", seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


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
