"""Reports in the admin: tables of numbers and of what waits, for the secretariat, bounded to its own association.

What a report can be narrowed to is what stands in its own rows, so that no choice names what a row does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from lms.people.admin_bounds import kinds_held
from lms.people.admin_filters import ChosenFilter
from lms.people.admin_rows import as_file, in_words, value_at
from lms.people.models import Organisation, RoleKind, User


def may_read_reports(person: User | AnonymousUser) -> bool:
    """Whether `person` works in a secretariat today. No query after the first of a request."""
    if not isinstance(person, User):
        return False
    return person.is_superuser or RoleKind.ADMINISTRATOR in kinds_held(person)


class RowsPaginator(WagtailPaginator):
    """Pages of rows that are no model's."""

    verbose_name = gettext_lazy("row")
    verbose_name_plural = gettext_lazy("rows")


class Report(ReportView):
    """A table made anew each time. `rows_for` makes all of it for this viewer, in a fixed number of queries.

    `shown` are the attributes of a row, with what they are called; `narrowed_by` those one can choose among. Where rows
    have an `address`, the first column leads there.
    """

    shown: ClassVar[Mapping[str, Any]] = {}
    narrowed_by: ClassVar[tuple[str, ...]] = ()
    results_template_name = "people/admin/report_results.html"
    explanation: Any = ""
    paginator_class = RowsPaginator
    no_results_message = gettext_lazy("Nothing here now.")
    paginate_by = 100

    def rows_for(self, viewer: User) -> Sequence[Any]:
        """Everything `viewer` may see."""
        raise TypeError(f"{type(self).__name__} does not say what its rows are.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For the secretariat of today."""
        if not may_read_reports(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def all_rows(self) -> list[Any]:
        """Everything this viewer may see."""
        return list(self.rows_for(self.request.user))

    @cached_property
    def filterset_class(self) -> type[WagtailFilterSet]:
        """A choice for each of `narrowed_by` of which the rows have several."""
        choices = {name: self._standing_in_rows(name) for name in self.narrowed_by}
        made = {
            name: ChosenFilter(label=self.shown[name], choices=[(word, word) for word in words])
            for name, words in choices.items()
            if len(words) > 1
        }
        return type("ReportFilters", (WagtailFilterSet,), made)

    def _standing_in_rows(self, name: str) -> list[str]:
        return sorted({str(value_at(row, name)) for row in self.all_rows} - {""})

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """The rows are no query; a filter set asks for one."""
        return {**super().get_filterset_kwargs(), "queryset": Organisation.objects.none()}

    def get_filtered_queryset(self) -> list[Any]:
        """The rows that are chosen."""
        given = self.filters.form.cleaned_data if self.filters and self.filters.is_valid() else {}
        wanted = {name: word for name, word in given.items() if word}
        return [
            row
            for row in self.all_rows
            if all(str(value_at(row, name)) == word for name, word in wanted.items())
        ]

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """What is shown, the first as a link where there is somewhere to go."""
        return [self._column(name, first=place == 0) for place, name in enumerate(self.shown)]

    def _column(self, name: str, *, first: bool) -> BaseColumn:
        told = {"label": self.shown[name], "accessor": lambda row: in_words(value_at(row, name))}
        if first:
            return TitleColumn(name, get_url=lambda row: getattr(row, "address", None), **told)
        return Column(name, **told)

    @property
    def list_export(self) -> list[str]:
        """The same in a file."""
        return list(self.shown)

    def as_spreadsheet(self, rows: Sequence[Any], kind: str) -> HttpResponse:
        """The rows as a file in our own hand."""
        table = ([value_at(row, name) for name in self.shown] for row in rows)
        return as_file(kind, name=self.file_name, heading=map(str, self.shown.values()), rows=table)

    file_name = "rapport"


class ReportMenuItem(MenuItem):
    """Shown to the secretariat."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the report would open for this person."""
        return may_read_reports(request.user)


def addresses_of(report: type[Report], name: str) -> list[URLPattern]:
    """The page of a report, and the part of it that is fetched anew when one narrows it down."""
    ways = {"index_url_name": name, "index_results_url_name": f"{name}_results"}
    return [
        path(f"rapporter/{report.file_name}/", report.as_view(**ways), name=name),
        path(
            f"rapporter/{report.file_name}/results/",
            report.as_view(**ways, results_only=True),
            name=f"{name}_results",
        ),
    ]


def menu_item_of(report: type[Report], name: str, *, order: int) -> ReportMenuItem:
    """The report in the menu of reports."""
    return ReportMenuItem(
        report.page_title, reverse_lazy(name), name=name, icon_name=report.header_icon, order=order
    )
