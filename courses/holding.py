"""A text sent when the way was closed for a moment: logged out in mid-sentence, or on the way to another language.

It lies encrypted in the cache for two hours. The browser gets a random, signed name for it in a cookie, nothing else;
neither the address nor the session holds a word. It is shown to nobody but the owner of the place it was written for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from courses.activities.kinds import KINDS
from lms.people.encryption import box

COOKIE = "held_text"
PATH = "/kurs/"
HELD_FOR = timedelta(hours=2)
LONGEST = 60_000
BOXES = tuple(kind.box_name for kind in KINDS.values() if kind.box_name)


@dataclass(frozen=True)
class Held:
    """What was in the box, for which activity, on top of which version, and from which window."""

    enrolment_id: int
    code: str
    text: str
    version: str = ""

    @classmethod
    def sent_with(cls, enrolment_id: int, code: str, fields: Mapping[str, str]) -> Held:
        """The text of a posted form: the first of the boxes that any kind has."""
        text = next((fields[name] for name in BOXES if fields.get(name)), "")
        return cls(enrolment_id, code, text.replace("\r\n", "\n"), fields.get("version", "")[:9])


def hold(response: HttpResponse, held: Held) -> None:
    """Keeps the text and lets `response` tell the browser its name. A text longer than any box takes is not kept."""
    if not held.text or len(held.text) > LONGEST:
        return
    name = secrets.token_urlsafe(24)
    cache.set(_key(name), box().encrypt(json.dumps(asdict(held)).encode()).decode(), HELD_FOR.total_seconds())
    response.set_cookie(
        COOKIE,
        _signer().sign(name),
        max_age=HELD_FOR,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def held_for(request: HttpRequest, enrolment_id: int, code: str) -> Held | None:
    """What this browser sent for this activity. The caller has made sure that the place is the person's own."""
    name = _name_in(request)
    stored = cache.get(_key(name)) if name else None
    if not stored:
        return None
    held = Held(**json.loads(box().decrypt(stored.encode())))
    return held if (held.enrolment_id, held.code) == (enrolment_id, code) else None


def let_go(request: HttpRequest, response: HttpResponse, enrolment_id: int, code: str) -> HttpResponse:
    """Forgets what was held for this activity, when it has been saved."""
    if held_for(request, enrolment_id, code):
        cache.delete(_key(_name_in(request)))
        response.delete_cookie(COOKIE, path=PATH)
    return response


def _name_in(request: HttpRequest) -> str:
    try:
        return _signer().unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(salt=COOKIE)


def _key(name: str) -> str:
    return f"held-text:{name}"
