"""A ceiling on how often one address may try something, generous enough for a whole course room behind one router.

Counts live in the cache for a fixed window. The network address is only kept as a keyed hash, and for that window; what is
left of it in the database is deleted by `run_due`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

SECONDS = {"s": 1, "m": 60, "h": 3600}
TOO_MANY_REQUESTS = 429
IN_A_TABLE = "django.core.cache.backends.db.DatabaseCache"


def limited(group: str, rate: str, *, methods: Collection[str] = ("GET", "POST")) -> Callable:
    """Decorate a view: at most `rate` (`"120/m"`: number per s, m or h) requests per address for all views of `group`.

    Over the limit the view is not called; the answer is a page that says to wait, status 429, and nothing is logged,
    because the path may hold a code. Only requests with one of `methods` count.
    """
    number, _, unit = rate.partition("/")
    ceiling, window = int(number), SECONDS[unit]

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method in methods and _count(request, group, window) > ceiling:
                return _wait(request, window)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class WrongTries:
    """A ceiling on wrong tries alone, so that it can be low without stopping a room full of people who are right.

    Counted for each person who is logged in, and for the address before that. `seconds` is the length of the window.
    """

    def __init__(self, group: str, *, most: int, seconds: int) -> None:
        self.group, self.most, self.seconds = group, most, seconds

    def are_used_up(self, request: HttpRequest) -> bool:
        """Whether whoever asks has been wrong too often to try once more."""
        return cache.get(self._key(request), 0) >= self.most

    def count(self, request: HttpRequest) -> None:
        """Note that this try was wrong."""
        _add_one(self._key(request), self.seconds)

    def _key(self, request: HttpRequest) -> str:
        who = f"person {request.user.pk}" if request.user.is_authenticated else _address(request)
        return _key(self.group, who, self.seconds)


def _count(request: HttpRequest, group: str, window: int) -> int:
    """Return how many requests this one makes in the present window."""
    return _add_one(_key(group, _address(request), window), window)


def _address(request: HttpRequest) -> str:
    return get_adapter(request).get_client_ip(request)


def _key(group: str, who: str, window: int) -> str:
    hashed = salted_hmac("rate-limit", who).hexdigest()
    return f"rate-limit:{group}:{hashed}:{int(time.time()) // window}"


def _add_one(key: str, window: int) -> int:
    """Count one more, until the window ends. `cache.incr` would keep the count for Django's own five minutes instead,
    which is too long for a minute, and lets whoever waits begin anew within an hour.
    """
    left = window - int(time.time()) % window
    if cache.add(key, 1, timeout=left):
        return 1
    counted = cache.get(key, 0) + 1
    cache.set(key, counted, timeout=left)
    return counted


def forget_counts() -> int:
    """Delete what the cache was to keep no longer: Django leaves it lying in the table until somebody asks for the same key,
    and of a count nobody does. Returns how many rows. Called by `run_due`.
    """
    kept = settings.CACHES["default"]
    if kept["BACKEND"] != IN_A_TABLE:
        return 0
    table = connection.ops.quote_name(str(kept["LOCATION"]))
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608  the name is our own
        return cursor.rowcount


def wait_a_minute(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for limits that others count (allauth's)."""
    return _wait(request, SECONDS["m"])


def _wait(request: HttpRequest, window: int) -> HttpResponse:
    return asking_to_wait(render(request, "people/too_many_tries.html"), window)


def asking_to_wait(response: HttpResponse, window: int) -> HttpResponse:
    """The same answer as one that asks to wait up to `window` seconds: status 429, and nothing logged."""
    response.status_code = TOO_MANY_REQUESTS
    response["Retry-After"] = str(window)
    response["X-Robots-Tag"] = "noindex"
    # Django logs the path of every answer from 400 upwards, unless it is told that this has been done.
    response._has_been_logged = True
    return response
