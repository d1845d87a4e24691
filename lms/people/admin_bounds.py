"""The Wagtail admin, bounded by association: who may open a list, which rows are in it, and what a form may choose.

Groups open the door of the admin; which rows one meets is decided here on every request, from the roles of today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from lms.people.admin_rows import LABELS_OF_FORMS
from lms.people.admin_views import bounded
from lms.people.models import Area, Membership, Role, RoleKind, User
from lms.people.models.belonging import STAFF_ROLES

Refusals = tuple[type[Exception], ...]
#: Who opens the lists of people and runs.
SECRETARIAT = (RoleKind.ADMINISTRATOR,)


class RolePolicy(BasePermissionPolicy):
    """Who may do what with a model in the admin: those who hold one of `kinds` somewhere today, and superusers.

    Says nothing about which rows; that is the query set's business.
    """

    def __init__(
        self,
        model: type[models.Model],
        *,
        kinds: Collection[str] = STAFF_ROLES,
        actions: Collection[str] = ("add", "change", "view"),
        superuser_actions: Collection[str] = (),
    ) -> None:
        super().__init__(model)
        self.kinds, self.actions = tuple(kinds), frozenset(actions)
        self.superuser_actions = self.actions | frozenset(superuser_actions)

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether `user` may do this with some rows."""
        if not user.is_active:
            return False
        if user.is_superuser:
            return action in self.superuser_actions
        return action in self.actions and bool(kinds_held(user) & set(self.kinds))

    def users_with_any_permission(self, actions: Collection[str]) -> models.QuerySet[User]:
        """The people who may do one of these with some rows."""
        if not self.actions & set(actions):
            return User.objects.filter(is_superuser=True, is_active=True)
        holders = Role.objects.held_on().filter(kind__in=self.kinds).values("person")
        return User.objects.filter(models.Q(is_superuser=True) | models.Q(pk__in=holders), is_active=True)


def kinds_held(person: User) -> set[str]:
    """The kinds of role `person` holds anywhere today. One query for each request, since the menu asks often."""
    if not hasattr(person, "_kinds_held"):  # request.user is lazy: it passes this on to the person
        person._kinds_held = set(Role.objects.held_on().filter(person=person).values_list("kind", flat=True))
    return person._kinds_held


class BoundedForm(WagtailAdminModelForm):
    """A form whose choices hold only what the person may see, where they hold one of `kinds`."""

    kinds: Collection[str] = STAFF_ROLES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                bound_choices(field, self.for_user, self.kinds)


def bound_choices(field: forms.ModelChoiceField, person: User, kinds: Collection[str]) -> None:
    """Leaves only the rows `person` may choose, and names people by their names."""
    rows = field.queryset
    if rows.model is User:
        field.queryset = people_to_choose(person)
        field.label_from_instance = name_and_address
    elif rows.model is Area:
        field.queryset = rows.visible_to(person).worked_with_by(person, kinds)
        field.label_from_instance = lambda area: area.name
    elif hasattr(rows, "listed_for"):
        field.queryset = rows.listed_for(person)
    elif hasattr(rows, "worked_with_by"):
        field.queryset = rows.visible_to(person).worked_with_by(person, kinds)
    else:
        field.queryset = rows.none()
    if not person.is_superuser and field.label == _("Association"):
        field.required, field.empty_label = True, None


def people_to_choose(person: User) -> models.QuerySet[User]:
    """The people of one's own associations: members, and those who hold or shall hold a role; all for superusers. Not
    those who have left: they are no longer the association's to look up.
    """
    people = User.objects.filter(is_active=True).order_by("name", "pk")
    if person.is_superuser:
        return people
    own = Role.objects.held_on().filter(person=person, kind="administrator").values("organisation")
    members = Membership.objects.filter(organisation__in=own, ended_on__isnull=True)
    holders = Role.objects.filter(organisation__in=own).exclude(until__lt=timezone.localdate())
    return people.filter(
        models.Q(pk__in=members.values("person")) | models.Q(pk__in=holders.values("person"))
    )


def name_and_address(person: User) -> str:
    """A person in a list of choices, told apart from another of the same name."""
    address = person.email or person.phone or person.contact_address
    return f"{person.name} ({address})" if address else person.name


def whose_right(person: User) -> User | None:
    """Whose right a verb should ask about. A superuser acts as the system."""
    return None if person.is_superuser else person


class BoundedViewSet(ModelViewSet):
    """A list with forms, of rows that belong to an association.

    `looked_for_in` are the fields a search looks in; `list_export` and `inspect_view_fields` are paths
    (`lms.people.admin_rows`), and `labels` what they are called where the field's own name does not say it. A list that is
    narrowed by a filter of `kept_in_house` does not leave as a file (docs/decisions/0043).
    """

    kinds: Collection[str] = STAFF_ROLES
    actions: Collection[str] = ("add", "change", "view")
    superuser_actions: Collection[str] = ()
    select_related: tuple[str, ...] = ()
    refusals: Refusals = ()
    looked_for_in: tuple[str, ...] = ()
    kept_in_house: tuple[str, ...] = ()
    labels: Mapping[str, Any] = {}
    list_per_page = 50
    index_results_template_name = "people/admin/list_results.html"
    inspect_template_name = "people/admin/inspect.html"
    inspect_view_enabled = True
    copy_view_enabled = False
    not_copied: tuple[str, ...] = ("organisation",)
    add_to_reference_index = False
    form_class: type[forms.ModelForm] = BoundedForm

    def rows_for(self, person: User, *, changing: bool = False) -> models.QuerySet:
        """The rows `person` may see, or change."""
        rows = self.model._default_manager.all()
        seen = rows.changeable_by(person) if changing else rows.visible_to(person)
        return seen.worked_with_by(person, self.kinds)

    def history_for(self, person: User) -> models.QuerySet:
        """The rows whose history `person` may read."""
        return self.rows_for(person)

    def may_change(self, row: models.Model, person: User) -> bool:
        """Whether the list leads `person` to the form of this row."""
        return policy_registry.get_by_type(self.model).user_has_permission(person, "change")

    def listed_for(self, person: User) -> models.QuerySet:
        """The rows of the list and of the file, with what stands beside them."""
        return self.rows_for(person).select_related(*self.select_related)

    def save(self, form: forms.ModelForm, *, by: User) -> models.Model:
        """Saves a valid form. A model with rules hands over to its verb instead."""
        return form.save()

    def name_of(self, row: models.Model) -> str:
        """What a row is called on its own page."""
        return str(row)

    def address_of_new(self, person: User) -> str | None:
        """Where `person` makes a new row, when it is not the form of the admin."""
        return None

    def ways_on_from(self, row: models.Model, person: User) -> list[tuple[str, str]]:
        """Where `person` works with the row outside the admin: what a button says, and the address."""
        return []

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The form, bounded."""
        fields = self.update_fields if for_update and hasattr(self, "update_fields") else self.form_fields
        named = {name: LABELS_OF_FORMS[name] for name in fields if name in LABELS_OF_FORMS}
        form = forms.modelform_factory(self.model, form=self.form_class, fields=fields, labels=named)
        form.kinds = self.kinds
        return form

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        """Each view with the bounds around it."""
        return super().construct_view(bounded(view_class, self), **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the page that lists where a row is used: nothing here is put into content."""
        return {**super().get_common_view_kwargs(**kwargs), "usage_url_name": None}

    def get_urlpatterns(self) -> list:
        """The addresses, without the same."""
        return [address for address in super().get_urlpatterns() if address.name != "usage"]

    def on_register(self) -> None:
        """Registers the policy before Wagtail makes one of its own."""
        policy = RolePolicy(
            self.model, kinds=self.kinds, actions=self.actions, superuser_actions=self.superuser_actions
        )
        register_permission_policy(self.model, policy, exact_class=True)
        super().on_register()

    def get_permissions_to_register(self) -> models.QuerySet:
        """None to tick: rights follow from roles."""
        return super().get_permissions_to_register().none()
