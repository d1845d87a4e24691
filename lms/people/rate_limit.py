"""A ceiling on how often one address may try something, generous enough for a whole course room behind one router.

Counts live in the cache for a fixed window. The network address is only kept as a keyed hash, and for that window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from functools import wraps

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

SECONDS = {"s": 1, "m": 60, "h": 3600}
TOO_MANY_REQUESTS = 429


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


def _count(request: HttpRequest, group: str, window: int) -> int:
    """Return how many requests this one makes in the present window."""
    address = salted_hmac("rate-limit", get_adapter(request).get_client_ip(request)).hexdigest()
    key = f"rate-limit:{group}:{address}:{int(time.time()) // window}"
    if cache.add(key, 1, timeout=window):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return 1


def wait_a_minute(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for limits that others count (allauth's)."""
    return _wait(request, SECONDS["m"])


def _wait(request: HttpRequest, window: int) -> HttpResponse:
    response = render(request, "people/too_many_tries.html", status=TOO_MANY_REQUESTS)
    response["Retry-After"] = str(window)
    response["X-Robots-Tag"] = "noindex"
    # Django logs the path of every answer from 400 upwards, unless it is told that this has been done.
    response._has_been_logged = True
    return response
