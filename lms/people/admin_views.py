"""The views of a bounded list in the admin: the list itself, looking at a row, its form and its history.

A search is sent, never asked for in an address, and changes nothing: what one looks for in these lists is somebody's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import HeaderButton

from lms.people.admin_history import note_form
from lms.people.admin_rows import as_file, in_words, label_of, sort_key_of, value_at
from lms.people.alphabet import containing
from lms.people.models import User

if TYPE_CHECKING:
    from lms.people.admin_bounds import BoundedViewSet

LONGEST_SEARCH = 80
#: What a search shows at most. Who gets more writes more of the name.
MOST_FOUND = 100


class BoundedView:
    """Every view of a bounded viewset: a row one may not see is not found, and saving goes through the viewset."""

    viewset: BoundedViewSet

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Looks the row up among those the person may see, or change, before anything else happens."""
        if "pk" in kwargs:
            changing = getattr(self, "permission_required", None) in ("change", "delete")
            viewer = cast(User, request.user)  # nobody else passes Wagtail's door
            get_object_or_404(self.viewset.rows_for(viewer, changing=changing), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial_form_instance(self) -> models.Model | None:
        """A copy begins as a new row, not as the one it was copied from."""
        row = super().get_initial_form_instance()
        if row is not None and row.pk:
            row.pk, row._state.adding = None, True
            for name in self.viewset.not_copied:
                setattr(row, name, None)
        return row

    def save_instance(self) -> models.Model:
        """Saves through the viewset, and notes who did it."""
        new = self.form.instance.pk is None
        row = self.viewset.save(self.form, by=self.request.user)
        note_form(self.form, row, new=new, by=self.request.user)
        return row

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        """A refusal of the rule stands on the form, in its own words, and nothing is changed."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except self.viewset.refusals as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_code, self.produced_error_message = (
                "validation_error",
                self.get_error_message(),
            )
            return self.form_invalid(form)

    def get_success_message(self, instance: models.Model | None = None) -> str:
        """Names are not repeated in messages."""
        return _("Saved.")

    def get_page_subtitle(self) -> str:
        """What the row is called on its own page; the model's own name for it is impersonal on purpose."""
        row = getattr(self, "object", None)
        return self.viewset.name_of(row) if row is not None and row.pk else super().get_page_subtitle()

    def get_header_title(self) -> str:
        """The title of the page, which browsers remember: the kind of row, and nobody's name."""
        if getattr(self, "object", None) is None:
            return super().get_header_title()
        return f"{self.get_page_title()}: {self.viewset.model._meta.verbose_name}"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """With the way to where the row is worked with, if that is not here."""
        row = getattr(self, "object", None)
        usual = list(super().header_buttons)
        if row is None or not row.pk:
            return usual
        return [*usual, *(HeaderButton(label, url=address) for label, address in self._ways_on(row))]

    def _ways_on(self, row: models.Model) -> list[tuple[str, str]]:
        return self.viewset.ways_on_from(row, cast(User, self.request.user))

    def get_success_buttons(self) -> list:
        """On to where the row is worked with, and back to the form for who may change what they have made."""
        onwards = [messages.button(address, label) for label, address in self._ways_on(self.object)]
        return [*onwards, *(super().get_success_buttons() if self.user_has_permission("change") else [])]


class LeadingView(BoundedView):
    """A view that leads to the form of a row."""

    def get_edit_url(self, row: models.Model | None = None) -> str | None:
        """The form of a row, for whoever may change this very row."""
        row = row or self.object
        if not self.viewset.may_change(row, self.request.user):
            return None
        return reverse(self.edit_url_name, args=(row.pk,))


class BoundedIndex(LeadingView):
    """A list of the rows the person may see.

    Without Wagtail's search, whatever a viewset declares: it puts what is looked for into the address.
    """

    is_searchable = False

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """The paths of `list_display`. The first leads to the row."""
        return [self._column(path, first=place == 0) for place, path in enumerate(self.list_display)]

    def _column(self, path: str, *, first: bool) -> BaseColumn:
        told = {
            "label": label_of(self.model, path, self.viewset.labels),
            "accessor": lambda row: in_words(value_at(row, path)),
            "sort_key": sort_key_of(self.model, path),
        }
        if first:
            kind = self._get_title_column_class(TitleColumn)
            return kind(path, get_url=lambda row: self.get_edit_url(row) or self.get_inspect_url(row), **told)
        return Column(path, **told)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Reads what is looked for from what was sent. PostgreSQL takes no NUL."""
        super().setup(request, *args, **kwargs)
        self.wanted = request.POST.get("navn", "").replace("\0", "").strip()[:LONGEST_SEARCH]

    @cached_property
    def stays_in_house(self) -> bool:
        """Whether the list is narrowed by what no file may tell. Whatever stands in the address counts, also nonsense."""
        asked = self.request.GET
        return any(value.strip() for name in self.viewset.kept_in_house for value in asked.getlist(name))

    @cached_property
    def show_export_buttons(self) -> bool:
        """No button for a file that is refused."""
        return bool(self.list_export) and not self.stays_in_house

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list, or its file. Whoever asks for a file that is refused meets the list, which says why and the way out."""
        if self.is_export and self.stays_in_house:
            return redirect(self._address_without("export"))
        return super().get(request, *args, **kwargs)

    def _address_without(self, *names: str) -> str:
        """The list with the filters it has now, but for these, and from its first page."""
        kept = self.request.GET.copy()
        for name in (*names, self.page_kwarg, "_w_filter_fragment"):
            kept.pop(name, None)
        return f"{self.index_url}?{kept.urlencode()}" if kept else self.index_url

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Looks for a name. Changes nothing."""
        return self.get(request, *args, **kwargs)

    def get_base_queryset(self) -> models.QuerySet:
        """What a list is made from."""
        return self.viewset.listed_for(self.request.user)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """The filters are made from the viewer's own rows."""
        return {**super().get_filterset_kwargs(), "queryset": self.get_base_queryset()}

    def search_queryset(self, rows: models.QuerySet) -> models.QuerySet:
        """The rows with what is looked for in them."""
        if not (self.wanted and self.viewset.looked_for_in):
            return rows
        found = models.Q()
        for field in self.viewset.looked_for_in:
            found |= containing(field, self.wanted)
        return rows.filter(found)[:MOST_FOUND]

    def get_paginate_by(self, rows: models.QuerySet) -> int | None:
        """What is found stands on one page: the way to a second one would have to carry the name."""
        return MOST_FOUND if self.wanted else super().get_paginate_by(rows)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the search, where it may be sent, whether there may be more, and the way to a list one may take out."""
        context = super().get_context_data(*args, **kwargs)
        return context | {
            "wanted": self.wanted,
            "is_searching": bool(self.wanted),
            "search_address": self._address_without("export"),
            "address_to_take_out": self._address_without("export", *self.viewset.kept_in_house),
            "may_be_more": bool(self.wanted) and context["items_count"] >= MOST_FOUND,
        }

    def as_spreadsheet(self, rows: models.QuerySet, kind: str) -> HttpResponse:
        """The rows of the list as a file, all pages of it, in our own hand: `lms.people.spreadsheets`."""
        paths, own = self.list_export, self.viewset
        return as_file(
            kind,
            name=own.name,
            heading=[label_of(self.model, path, own.labels) for path in paths],
            rows=([value_at(row, path) for path in paths] for row in rows),
        )

    def get_delete_url(self, row: models.Model) -> str | None:
        """The way to delete a row, for whoever may."""
        return super().get_delete_url(row) if self.viewset.may_change(row, self.request.user) else None

    def get_add_url(self) -> str | None:
        """The form of the admin, unless there is a better place."""
        usual = super().get_add_url()
        return usual and (self.viewset.address_of_new(self.request.user) or usual)


class BoundedInspect(LeadingView):
    """A row to look at: the fields that are named, never all there are."""

    page_title = gettext_lazy("Inspect")
    history_url_name: str | None = None

    def get_field_label(self, path: str, field: models.Field | None) -> str:
        """What the thing at `path` is called."""
        return label_of(self.model, path, self.viewset.labels)

    def get_field_display_value(self, path: str, field: models.Field | None) -> str:
        """The thing at `path` in words."""
        return in_words(value_at(self.object, path)) or "–"

    def get_object(self, queryset: models.QuerySet | None = None) -> models.Model:
        """The row as it stands in the list."""
        rows = self.viewset.listed_for(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to the history."""
        context = super().get_context_data(**kwargs)
        return context | {"history_url": reverse(self.history_url_name, args=(self.pk,))}


class BoundedHistory(LeadingView):
    """Who changed what in a row, and when: for whoever may see the row."""

    any_permission_required = ("add", "change", "delete", "view")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """To the form, where there is one."""
        address = self.get_edit_url()
        return [HeaderButton(_("Edit"), url=address, icon_name="edit")] if address else []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who did something is told only where it is the viewer's own association that does it."""
        get_object_or_404(self.viewset.history_for(cast(User, request.user)), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


def bounded(view_class: type, viewset: BoundedViewSet) -> type:
    """The view of Wagtail's with our bounds around it."""
    bounds = {IndexView: BoundedIndex, InspectView: BoundedInspect, HistoryView: BoundedHistory}
    ours = next((own for theirs, own in bounds.items() if issubclass(view_class, theirs)), BoundedView)
    return type(view_class.__name__, (ours, view_class), {"viewset": viewset})
