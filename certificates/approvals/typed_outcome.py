"""What a member has typed about an outcome, on its way from the case to the page where it is read through.

It waits in the member's own session, encrypted, so that the browser's Back and Reload find ordinary pages, and no
address carries a word of it. It is forgotten when it is decided.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.fernet import InvalidToken
from django.http import HttpRequest

from certificates.approvals.models import Case
from lms.people.encryption import box

FIELDS = ("outcome", "agreement", "postponed_to", "board_decision_on")
# Longer than any of the fields takes, so that what is too long is told beside its field, and no longer.
LONGEST_KEPT = 2000


def keep(request: HttpRequest, case: Case, typed: Mapping[str, object]) -> None:
    """Keep what was typed for this case in place of what was typed before. Writes to the session."""
    words = {name: _plain(typed.get(name))[:LONGEST_KEPT] for name in FIELDS}
    request.session[_name(case)] = box().encrypt(json.dumps(words).encode()).decode("ascii")


def typed_before(request: HttpRequest, case: Case) -> dict[str, str]:
    """Return what was typed, or nothing when there is none (or the keys were changed meanwhile)."""
    try:
        return json.loads(box().decrypt(request.session.get(_name(case), "")))
    except InvalidToken:
        return {}


def forget(request: HttpRequest, case: Case) -> None:
    """Let it go."""
    request.session.pop(_name(case), None)


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


def _name(case: Case) -> str:
    return f"outcome:{case.pk}"
