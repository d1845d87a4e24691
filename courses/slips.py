"""The slip that a page gives its box: whose place it is and which activity, as it stood on the screen, signed.

With it a text is saved without looking up course and page again, and the row says which revision was on the screen.
Whoever has no slip, or an old one, is looked up (`courses.access.page_to_write_on`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.signing import BadSignature, Signer

from courses.activities.base import ActivityPage
from courses.activities.kinds import KINDS
from courses.models import Enrolment
from lms.people.models import User

if TYPE_CHECKING:
    from courses.workplace import Workplace

SALT = "the page a text is written on"


def slip_for(work: Workplace) -> str:
    """The slip for the box on this screen; empty where the page has none. Runs no query."""
    if not work.kind.box(work.page):
        return ""
    page = work.page
    parts = (page.kind, page.pk, page.translation_key.hex, page.live_revision_id or "")
    return Signer(salt=SALT).sign_object(
        [work.enrolment.person_id, work.enrolment.pk, work.step.code, *parts]
    )


def place_on(slip: str, person: User, enrolment_id: int, code: str) -> tuple[Enrolment, ActivityPage] | None:
    """The place and the page of a slip that was given to this person for this address; None for anything else.

    Whether the place is still open is looked at when the text is kept. Runs no query.
    """
    try:
        owner, place, number, kind, page_id, key, revision = Signer(salt=SALT).unsign_object(slip)
    except (BadSignature, ValueError):
        return None
    if (owner, place, number) != (person.pk, enrolment_id, code) or kind not in KINDS:
        return None
    page = KINDS[kind].page_on_slip(pk=page_id, translation_key=UUID(key), live_revision_id=revision or None)
    return Enrolment(pk=place), page
