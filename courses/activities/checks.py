"""A kind of activity is whole, or Django does not start: page, work, line in KINDS, screen and names fit together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from courses.activities.base import ActivityPage, Response
from courses.activities.contract import ActivityForm, Kind
from courses.activities.kinds import KINDS


@register()
def every_kind_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One sentence for each thing that does not fit."""
    return [Error(sentence, id="courses.E001") for sentence in (*_not_in_the_list(KINDS), *_not_whole(KINDS))]


def _not_in_the_list(kinds: dict[str, Kind]) -> Iterable[str]:
    known = {kind.page_model for kind in kinds.values()}
    for model in ActivityPage.__subclasses__():
        if model not in known:
            yield f"{model.__name__} has no line in courses/activities/kinds.py."


def _not_whole(kinds: dict[str, Kind]) -> Iterable[str]:
    for name, kind in kinds.items():
        if not (kind.name == name == kind.page_model.kind):
            yield f"The kind {name!r} is called {kind.name!r}, and its page {kind.page_model.kind!r}."
        if type(kind).__module__ != f"courses.activities.{name}.kind":
            yield f"The kind {name!r} does not stand in courses/activities/{name}/kind.py."
        if not issubclass(kind.response_model, Response) or not issubclass(kind.form_class, ActivityForm):
            yield f"The kind {name!r} needs a Response of its own and an ActivityForm."
        yield from (
            f"The kind {name!r} keeps {field!r}, which its work has no column for." for field in _lost(kind)
        )
        if not _exists(kind.template):
            yield f"The kind {name!r} has no screen: {kind.template}."


def _lost(kind: Kind) -> list[str]:
    """Names among the content fields that are no columns of the kind's own table."""
    lost = []
    for name in kind.content_fields:
        try:
            own = kind.response_model._meta.get_field(name).model is kind.response_model
        except FieldDoesNotExist:
            own = False
        if not own:
            lost.append(name)
    return lost


def _exists(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True
