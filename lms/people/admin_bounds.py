"""The Wagtail admin, bounded by association: who may open a list, which rows are in it, and what a form may choose.

Groups open the door of the admin; which rows one meets is decided here on every request, from the roles of today.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.people.models import Area, Membership, Role, User
from lms.people.models.belonging import STAFF_ROLES

Refusals = tuple[type[Exception], ...]


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
    """A form whose choices hold only what the person may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                bound_choices(field, self.for_user)


def bound_choices(field: forms.ModelChoiceField, person: User) -> None:
    """Leaves only the rows `person` may choose, and names people by their names."""
    rows = field.queryset
    if rows.model is User:
        field.queryset = people_to_choose(person)
        field.label_from_instance = name_and_address
    elif rows.model is Area:
        field.queryset = rows.visible_to(person)
        field.label_from_instance = lambda area: area.name
    elif hasattr(rows, "listed_for"):
        field.queryset = rows.listed_for(person)
    elif hasattr(rows, "visible_to"):
        field.queryset = rows.visible_to(person)
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


class BoundedView:
    """Every view of a bounded viewset: a row one may not see is not found, and saving goes through the viewset."""

    viewset: BoundedViewSet

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Looks the row up among those the person may see, or change, before anything else happens."""
        if "pk" in kwargs:
            changing = getattr(self, "permission_required", None) in ("change", "delete")
            get_object_or_404(self.viewset.rows_for(request.user, changing=changing), pk=kwargs["pk"])
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
        log(row, "wagtail.create" if new else "wagtail.edit", user=self.request.user, content_changed=True)
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


class BoundedIndex(BoundedView):
    """A list of the rows the person may see.

    Without a search, whatever a viewset declares: Wagtail's puts what is looked for into the address, and in these lists
    that is somebody's name. `/sekretariat/personer/` sends it.
    """

    is_searchable = False

    def get_base_queryset(self) -> models.QuerySet:
        """What a list is made from."""
        return self.viewset.rows_for(self.request.user).select_related(*self.viewset.select_related)


class BoundedViewSet(ModelViewSet):
    """A list with forms, of rows that belong to an association."""

    kinds: Collection[str] = STAFF_ROLES
    actions: Collection[str] = ("add", "change", "view")
    superuser_actions: Collection[str] = ()
    select_related: tuple[str, ...] = ()
    refusals: Refusals = ()
    copy_view_enabled = False
    not_copied: tuple[str, ...] = ("organisation",)
    add_to_reference_index = False
    form_class: type[forms.ModelForm] = BoundedForm

    def rows_for(self, person: User, *, changing: bool = False) -> models.QuerySet:
        """The rows `person` may see, or change."""
        rows = self.model._default_manager.all()
        return rows.changeable_by(person) if changing else rows.visible_to(person)

    def save(self, form: forms.ModelForm, *, by: User) -> models.Model:
        """Saves a valid form. A model with rules hands over to its verb instead."""
        return form.save()

    def name_of(self, row: models.Model) -> str:
        """What a row is called on its own page."""
        return str(row)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The form, bounded."""
        fields = self.update_fields if for_update and hasattr(self, "update_fields") else self.form_fields
        return forms.modelform_factory(self.model, form=self.form_class, fields=fields)

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        """Each view with the bounds around it."""
        bounds = BoundedIndex if issubclass(view_class, IndexView) else BoundedView
        bounded = type(view_class.__name__, (bounds, view_class), {"viewset": self})
        return super().construct_view(bounded, **kwargs)

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
