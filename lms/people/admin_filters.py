"""Filters over the admin's lists. What can be chosen is only what stands in rows one sees anyway."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class RowFilter(django_filters.ChoiceFilter):
    """One of the rows another row points at: its association, its course. Never a person: that would be an address with
    somebody in it.

    `named` are the fields that say what a choice is called.
    """

    def __init__(self, *args: Any, named: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, choices=(), empty_label=_("All"), **kwargs)
        self.named = named

    def paths(self) -> list[str]:
        """What a choice is called by, seen from the row."""
        return [f"{self.field_name}__{name}" for name in self.named]

    def offer(self, rows: models.QuerySet) -> int:
        """Offers what stands in `rows`. One query. Returns how many there are to choose from."""
        some = rows.order_by().exclude(**{self.field_name: None})
        found = some.values_list(self.field_name, *self.paths())
        choices = {pk: ", ".join(_said(part) for part in parts if part) for pk, *parts in found.distinct()}
        self.extra["choices"] = sorted(choices.items(), key=lambda choice: choice[1])
        return len(choices)


class FilledFilter(django_filters.ChoiceFilter):
    """Whether a day or a person stands there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, choices=YES_OR_NO, empty_label=_("All"), widget=forms.RadioSelect, **kwargs)

    def filter(self, rows: models.QuerySet, value: str) -> models.QuerySet:
        """Those with, or those without."""
        return rows.filter(**{f"{self.field_name}__isnull": value == "no"}) if value else rows


class ChosenFilter(django_filters.ChoiceFilter):
    """One of the fixed choices of a field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_label=_("All"), widget=forms.RadioSelect, **kwargs)


class DaysFilter(django_filters.DateFromToRangeFilter):
    """From one day to another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=DateRangePickerWidget, **kwargs)


class BoundedFilterSet(WagtailFilterSet):
    """The filters of one list, made from the rows the viewer may see. A choice of one thing is no choice and is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in list(self.filters.items()):
            if isinstance(one, RowFilter) and one.offer(self.queryset) < 2:
                del self.filters[name]


def _said(part: Any) -> str:
    return f"{part:%d.%m.%Y}" if hasattr(part, "strftime") else str(part)
