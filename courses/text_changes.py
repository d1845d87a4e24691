"""Whether the words of an activity have changed since somebody answered it. Rules and numbers do not count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wagtail.fields import StreamField
from wagtail.models import Revision

from courses.activities.base import ActivityPage

if TYPE_CHECKING:
    from courses.progress import Status

WORDS = ("title", "body", "content_notice", "what_to_bring", "confirmation")


def text_changed(page: ActivityPage, status: Status | None) -> bool:
    """Whether what `page` says now differs from what was answered. One query, and only after a new publishing.

    What was answered in another language, or on a page nobody had edited yet, is told by the time alone.
    """
    if status is None or not status.version or page.live_revision_id in (None, status.revision_id):
        return False
    answered = Revision.objects.filter(pk=status.revision_id, object_id=str(page.pk)).first()
    if answered is None:
        return page.last_published_at is not None and page.last_published_at > status.changed_at
    now = page.serializable_data()
    return any(_plain(answered.content.get(name)) != _plain(now[name]) for name in _worded_fields(page))


def _worded_fields(page: ActivityPage) -> list[str]:
    streams = [field.name for field in page._meta.concrete_fields if isinstance(field, StreamField)]
    return [*(name for name in WORDS if hasattr(page, name)), *streams]


def _plain(value: Any) -> Any:
    """Words without the ids of blocks, which change with nothing to see."""
    if isinstance(value, str) and value.startswith("[{"):
        return _without_ids(json.loads(value))
    return value


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(part) for name, part in value.items() if name != "id"}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value
