"""What is told about a row in the admin: in a list, when one looks at it, and in a table that leaves the house.

A path is a field or a property, with dots for what is reached through another row: `person.name`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people import spreadsheets
from lms.people.dates import clock_words, date_words
from lms.people.models import User

#: What the usual paths through another row are called.
LABELS: Mapping[str, Any] = {
    "person.name": gettext_lazy("Name"),
    "organisation.short_name": gettext_lazy("Association"),
    "organiser.short_name": gettext_lazy("Organiser"),
    "course_run.title": gettext_lazy("Course"),
    "course.title": gettext_lazy("Course"),
    "representative.name": gettext_lazy("Committee representative"),
}
#: Fields whose models give them no name of their own, in forms.
LABELS_OF_FORMS: Mapping[str, Any] = {
    "course_run": gettext_lazy("Course"),
    "organisation": gettext_lazy("Association"),
}


def label_of(model: type[models.Model], path: str, labels: Mapping[str, Any]) -> str:
    """What the thing at `path` is called."""
    known = labels.get(path) or LABELS.get(path)
    if known is not None:
        return str(known)
    return capfirst(name_of_field(model, path))


def name_of_field(model: type[models.Model], name: str) -> str:
    """What a field is called on the screen; its own name where it has none, or is no field."""
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name


def sort_key_of(model: type[models.Model], path: str) -> str | None:
    """What a list is put in order by when one presses the heading; None where the thing is no field."""
    place = model
    for step in path.split("."):
        try:
            field = place._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        place = field.related_model
    return path.replace(".", "__")


def value_at(row: Any, path: str) -> Any:
    """The thing at `path`: choices and yes or no in words, people and associations by name; empty where nothing is."""
    *way, last = path.split(".")
    for step in way:
        row = getattr(row, step, None)
        if row is None:
            return ""
    in_words = getattr(row, f"get_{last}_display", None)
    value = in_words() if in_words else getattr(row, last)
    return _named(value() if callable(value) and not isinstance(value, models.Manager) else value)


def _named(value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, models.Manager):
        return ", ".join(str(_named(row)) for row in value.all())
    if isinstance(value, User) or hasattr(value, "name"):
        return value.name
    if isinstance(value, models.Model):
        return str(value)
    return "" if value is None else value


def in_words(value: Any) -> str:
    """The same for a screen, with days as one says them."""
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return f"{date_words(local.date(), year=True)} {clock_words(local)}"
    if isinstance(value, datetime.date):
        return date_words(value, year=True)
    return number_format(value) if isinstance(value, Decimal) else str(value)


def as_file(kind: str, *, name: str, heading: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A table as a file, `csv` or `xlsx`. Nothing in it is run, and its name says nothing of anybody."""
    table = [list(heading), *(list(row) for row in rows)]
    if kind == "xlsx":
        answer = HttpResponse(spreadsheets.as_xlsx({name: table}), content_type=spreadsheets.XLSX)
    else:
        answer = HttpResponse(spreadsheets.as_csv(table), content_type=spreadsheets.CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
