"""Keeping what is being written: while one types, when two windows disagree, and when one chooses between them.

A draft goes through the one writer (`responding.save_work`), and marks nothing as done. What meets a newer text is kept
beside it as an OtherVersion, in the database, so that a crash on either side loses neither.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.base import ActivityPage, Response
from courses.activities.kinds import KINDS
from courses.errors import CourseError, OlderVersion
from courses.models import Enrolment, OtherVersion
from courses.responding import save_work
from courses.strokes import LONGEST_NAME, NO_WINDOW, Stroke


class Keep(models.TextChoices):
    """What becomes of two texts."""

    STORED = "stored", gettext_lazy("Keep the saved text")
    OTHER = "other", gettext_lazy("Keep the other text")
    BOTH = "both", gettext_lazy("Keep both, one after the other")


@dataclass(frozen=True)
class Kept:
    """Where a text went: into the work itself, or beside it because the work had changed elsewhere."""

    version: int
    at: datetime.datetime
    is_beside: bool


def keep_typed(
    *,
    enrolment: Enrolment,
    activity_page: ActivityPage,
    text: str,
    expected_version: int,
    stroke: Stroke,
    at: datetime.datetime | None = None,
) -> Kept:
    """Keeps what stands in the box. Nothing becomes done by it, and nobody else reads more than before.

    A newer text from elsewhere is not written over: then this one is kept beside it. Raises CourseError.
    """
    try:
        response = save_work(
            enrolment=enrolment,
            activity_page=activity_page,
            content={"typed": text},
            finish=False,
            expected_version=expected_version,
            stroke=stroke,
            at=at,
        )
    except OlderVersion:
        other = keep_beside(enrolment=enrolment, activity_page=activity_page, text=text, stroke=stroke, at=at)
        return Kept(expected_version, other.written_at, is_beside=True)
    return Kept(response.version, response.changed_at, is_beside=False)


@transaction.atomic
def keep_beside(
    *,
    enrolment: Enrolment,
    activity_page: ActivityPage,
    text: str,
    stroke: Stroke = NO_WINDOW,
    at: datetime.datetime | None = None,
) -> OtherVersion:
    """Keeps a text beside the one that is stored. One window has one such text: the last it sent."""
    Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)
    response = Response.objects.non_polymorphic().get(
        enrolment=enrolment, activity_key=activity_page.translation_key
    )
    window = stroke.window or secrets.token_hex(LONGEST_NAME // 2)
    other = OtherVersion.objects.filter(response=response, window=window).first()
    if other is not None and stroke.came_too_late(other):
        return other
    other = other or OtherVersion(response=response, window=window)
    other.text = text.replace("\r\n", "\n")
    other.stroke = stroke.number
    other.written_at = at or timezone.now()
    other.save()
    return other


@transaction.atomic
def keep_chosen(
    *,
    other: OtherVersion,
    activity_page: ActivityPage,
    keep: str,
    seen: tuple[int, int],
    at: datetime.datetime | None = None,
) -> Response:
    """Ends two texts in one, as the author chose. `seen` is the version and the stroke that were on the screen.

    What others read is not changed by this: where the work is shared, the chosen text is a draft until it is saved with
    the button. Raises CourseError when either text has changed since, or is gone; then both stand as they were.
    """
    response = Response.objects.non_polymorphic().get(pk=other.response_id)
    enrolment = Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=response.enrolment_id)
    response.refresh_from_db()
    other = OtherVersion.objects.filter(pk=other.pk).first()
    if other is None or keep not in Keep.values or seen != (response.version, other.stroke):
        raise CourseError(
            _("One of the texts has changed since this page was opened. Look at them once more.")
        )
    kind = KINDS[activity_page.kind]
    if keep != Keep.STORED:
        stored = kind.text_in_box(kind.response_model.objects.filter(pk=response.pk).first())
        text = other.text if keep == Keep.OTHER else "\n\n".join(filter(None, [stored, other.text]))
        save_work(
            enrolment=enrolment, activity_page=activity_page, content={"typed": text}, finish=False, at=at
        )
    other.delete()
    return Response.objects.non_polymorphic().get(pk=response.pk)
