"""Associations, their parts, people's belonging and roles, in the Wagtail admin."""

from __future__ import annotations

from functools import partial

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.model import ModelViewSetGroup

from lms.people.admin_bounds import SECRETARIAT, BoundedForm, BoundedViewSet
from lms.people.admin_filters import (
    BoundedFilterSet,
    ChosenFilter,
    DaysFilter,
    FilledFilter,
    RowFilter,
)
from lms.people.appointing import end_role, give_role
from lms.people.errors import PeopleError
from lms.people.models import (
    Area,
    Chapter,
    Membership,
    Organisation,
    Role,
    RoleKind,
    User,
)
from lms.people.own_words_viewsets import HelpContactViewSet, MessageTemplateViewSet
from lms.people.registering import found_area, found_chapter, found_organisation, register_membership

association_filter = partial(RowFilter, label=gettext_lazy("Association"), named=("short_name",))
chapter_filter = partial(RowFilter, label=gettext_lazy("Local chapter"), named=("name",))


class OrganisationViewSet(BoundedViewSet):
    """An association's own words, contact and look. New ones are founded by superusers."""

    model = Organisation
    name = "foreninger"
    icon = "home"
    kinds = SECRETARIAT
    actions = ("change", "view")
    superuser_actions = ("add",)
    refusals = (PeopleError,)
    looked_for_in = ("name", "short_name")
    ordering = ["name", "pk"]
    list_display = ["name", "short_name", "contact_name", "contact_phone"]
    list_export = [*list_display, "contact_role", "contact_hours", "sender_name", "peer_supporter_title"]
    form_fields = [
        *("name", "short_name", "slug", "sender_name", "contact_name", "contact_role", "contact_phone"),
        *("contact_hours", "pledge_label", "approving_body", "peer_supporter_title", "registration_link"),
        *("main_colour", "logo"),
    ]
    update_fields = [name for name in form_fields if name != "slug"]
    inspect_view_fields = [name for name in form_fields if name != "logo"]

    def save(self, form: forms.ModelForm, *, by: User) -> Organisation:
        """A new one is founded; an existing one is saved as it stands in the form."""
        return form.save() if form.instance.pk else found_organisation(**form.cleaned_data)


class NamedFilters(BoundedFilterSet):
    """What an association has several of."""

    organisation = association_filter()


class ChapterViewSet(BoundedViewSet):
    """Local chapters."""

    model = Chapter
    name = "lokallag"
    icon = "site"
    kinds = SECRETARIAT
    select_related = ("organisation",)
    looked_for_in = ("name",)
    ordering = ["organisation__name", "name", "pk"]
    filterset_class = NamedFilters
    list_display = ["name", "organisation.short_name", "members"]
    list_export = inspect_view_fields = list_display
    labels = {"members": gettext_lazy("Members")}
    form_fields = ["organisation", "name"]
    update_fields = ["name"]

    def listed_for(self, person: User) -> models.QuerySet:
        """With how many belong there now."""
        here = models.Q(membership__ended_on=None)
        return super().listed_for(person).annotate(members=models.Count("membership", filter=here))

    def save(self, form: forms.ModelForm, *, by: User) -> Chapter:
        """The same name twice is one chapter."""
        return form.save() if form.instance.pk else found_chapter(**form.cleaned_data)


class AreaViewSet(BoundedViewSet):
    """Categories of peer supporters (R13)."""

    model = Area
    name = "omrader"
    icon = "tag"
    kinds = SECRETARIAT
    select_related = ("organisation",)
    looked_for_in = ("name",)
    ordering = ["organisation__name", "name", "pk"]
    filterset_class = NamedFilters
    list_display = ["name", "organisation.short_name"]
    list_export = inspect_view_fields = list_display
    form_fields = ["organisation", "name"]
    update_fields = ["name"]

    def save(self, form: forms.ModelForm, *, by: User) -> Area:
        """The same name twice is one area."""
        return form.save() if form.instance.pk else found_area(**form.cleaned_data)

    def name_of(self, row: Area) -> str:
        """Its name."""
        return row.name


class MembershipForm(BoundedForm):
    """Whose membership it is, and where, does not change once it is registered."""

    class Meta(BoundedForm.Meta):
        fields = ["person", "organisation", "chapter", "experience", "areas", "confirmed_on", "ended_on"]


class MembershipFilters(BoundedFilterSet):
    """Where somebody belongs, and whether that was checked."""

    organisation = association_filter()
    chapter = chapter_filter()
    areas = RowFilter(label=gettext_lazy("Area"), named=("name",))
    confirmed = FilledFilter(field_name="confirmed_on", label=gettext_lazy("Membership confirmed"))
    ended = FilledFilter(field_name="ended_on", label=gettext_lazy("Ended"))
    confirmed_on = DaysFilter(label=gettext_lazy("Confirmed between"))


class MembershipViewSet(BoundedViewSet):
    """Who belongs where, and that it was checked (R7)."""

    model = Membership
    name = "medlemskap"
    icon = "group"
    kinds = SECRETARIAT
    select_related = ("person", "organisation", "chapter")
    refusals = (PeopleError,)
    form_class = MembershipForm
    looked_for_in = ("person__name",)
    ordering = ["person__name", "pk"]
    filterset_class = MembershipFilters
    list_display = ["person.name", "organisation.short_name", "chapter.name", "confirmed_on", "ended_on"]
    labels = {"chapter.name": gettext_lazy("Local chapter")}
    #: Neither areas nor whose experience it is: what says something of somebody's health does not leave the house, nor
    #: does a list of those of one area.
    list_export = list_display
    kept_in_house = ("areas",)
    inspect_view_fields = [*list_display, "areas", "experience"]
    form_fields = MembershipForm.Meta.fields
    update_fields = ["chapter", "experience", "areas", "confirmed_on", "ended_on"]

    def save(self, form: forms.ModelForm, *, by: User) -> Membership:
        """Through the verb, which checks that chapter and areas are the association's own."""
        row, given = form.instance, form.cleaned_data
        saved = register_membership(
            person=given.get("person", None) or row.person,
            organisation=given.get("organisation", None) or row.organisation,
            **{name: given[name] for name in self.update_fields},
            by=by,
        )
        emptied = [name for name in ("chapter", "experience", "confirmed_on", "ended_on") if not given[name]]
        for name in emptied:
            setattr(saved, name, given[name])
        saved.save(update_fields=emptied)
        saved.areas.set(given["areas"])
        return saved

    def name_of(self, row: Membership) -> str:
        """The person's name."""
        return row.person.name


class RoleFilters(BoundedFilterSet):
    """Which role, where, and whether it has a last day."""

    organisation = association_filter()
    chapter = chapter_filter()
    kind = ChosenFilter(label=gettext_lazy("Role"), choices=RoleKind.choices)
    ended = FilledFilter(field_name="until", label=gettext_lazy("Has a last day"))
    since = DaysFilter(label=gettext_lazy("Began between"))


class RoleViewSet(BoundedViewSet):
    """Who does what, from a day and perhaps until one. A role is ended, never changed or removed."""

    model = Role
    name = "roller"
    icon = "user"
    kinds = SECRETARIAT
    select_related = ("person", "organisation", "chapter")
    refusals = (PeopleError,)
    ordering = ["-since", "pk"]
    looked_for_in = ("person__name",)
    filterset_class = RoleFilters
    list_display = ["person.name", "kind", "organisation.short_name", "chapter.name", "since", "until"]
    labels = {"chapter.name": gettext_lazy("Local chapter")}
    list_export = inspect_view_fields = list_display
    form_fields = ["person", "organisation", "kind", "chapter", "since", "until"]
    update_fields = ["until"]

    def save(self, form: forms.ModelForm, *, by: User) -> Role:
        """Through the verbs, which also renew what the person may do in the admin."""
        if form.instance.pk:
            return end_role(role=form.instance, until=form.cleaned_data["until"], by=by)
        return give_role(**form.cleaned_data, by=by)

    def name_of(self, row: Role) -> str:
        """The person's name and the role."""
        return f"{row.person.name}, {row.get_kind_display()}"


class AssociationGroup(ModelViewSetGroup):
    """Everything about the association itself."""

    menu_label = gettext_lazy("Association")
    menu_icon = "home"
    menu_order = 250
    items = (OrganisationViewSet, ChapterViewSet, AreaViewSet, HelpContactViewSet, MessageTemplateViewSet)


class PeopleGroup(ModelViewSetGroup):
    """Who belongs, and who does what."""

    menu_label = gettext_lazy("People")
    menu_icon = "group"
    menu_order = 260
    items = (MembershipViewSet, RoleViewSet)
