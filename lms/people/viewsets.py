"""Associations, their parts, people's belonging, help contacts and messages, in the Wagtail admin."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from lms.people.admin_bounds import BoundedForm, BoundedViewSet
from lms.people.appointing import end_role, give_role
from lms.people.errors import PeopleError
from lms.people.models import (
    Area,
    Chapter,
    HelpContact,
    Membership,
    MessageTemplate,
    Organisation,
    Role,
    RoleKind,
    User,
)
from lms.people.registering import found_area, found_chapter, found_organisation, register_membership

SECRETARIAT = (RoleKind.ADMINISTRATOR,)
OWN_FIRST = F("organisation__name").asc(nulls_last=True)


class OrganisationViewSet(BoundedViewSet):
    """An association's own words, contact and look. New ones are founded by superusers."""

    model = Organisation
    name = "foreninger"
    icon = "home"
    kinds = SECRETARIAT
    actions = ("change", "view")
    superuser_actions = ("add",)
    refusals = (PeopleError,)
    list_display = ["name", "short_name", "contact_name", "contact_phone"]
    form_fields = [
        *("name", "short_name", "slug", "sender_name", "contact_name", "contact_role", "contact_phone"),
        *("contact_hours", "pledge_label", "approving_body", "peer_supporter_title", "registration_link"),
        *("main_colour", "logo"),
    ]
    update_fields = [name for name in form_fields if name != "slug"]

    def save(self, form: forms.ModelForm, *, by: User) -> Organisation:
        """A new one is founded; an existing one is saved as it stands in the form."""
        return form.save() if form.instance.pk else found_organisation(**form.cleaned_data)


class ChapterViewSet(BoundedViewSet):
    """Local chapters."""

    model = Chapter
    name = "lokallag"
    icon = "site"
    kinds = SECRETARIAT
    select_related = ("organisation",)
    list_display = ["name", "organisation"]
    form_fields = ["organisation", "name"]
    update_fields = ["name"]

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
    list_display = ["name", "organisation"]
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


class MembershipViewSet(BoundedViewSet):
    """Who belongs where, and that it was checked (R7)."""

    model = Membership
    name = "medlemskap"
    icon = "group"
    kinds = SECRETARIAT
    select_related = ("person", "organisation", "chapter")
    refusals = (PeopleError,)
    form_class = MembershipForm
    list_display = [
        Column("person.name", label=gettext_lazy("Name")),
        "organisation",
        "chapter",
        "confirmed_on",
        "ended_on",
    ]
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


class RoleViewSet(BoundedViewSet):
    """Who does what, from a day and perhaps until one. A role is ended, never changed or removed."""

    model = Role
    name = "roller"
    icon = "user"
    kinds = SECRETARIAT
    select_related = ("person", "organisation", "chapter")
    refusals = (PeopleError,)
    ordering = ["-since", "pk"]
    list_display = [
        Column("person.name", label=gettext_lazy("Name")),
        "kind",
        "organisation",
        "since",
        "until",
    ]
    list_filter = ["kind"]
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


class CommonOrOwnedForm(BoundedForm):
    """An association's own version of something common. Two in the same language would contradict each other."""

    def clean(self) -> dict[str, Any]:
        """Refuses a second one with the same key and language."""
        cleaned = super().clean()
        row = {name: cleaned.get(name) for name in ("organisation", "key", "language")}
        others = self._meta.model.objects.exclude(pk=self.instance.pk)
        if others.filter(**row).exists():
            self.add_error(
                "key", _("There is already one with this key in this language. Change that one instead.")
            )
        return cleaned


class HelpContactViewSet(BoundedViewSet):
    """Who to call (R34). Copy a common entry to make the association's own; the own one is shown instead."""

    model = HelpContact
    name = "hjelp"
    icon = "help"
    actions = ("add", "change", "view", "delete")
    superuser_actions = ("delete",)
    select_related = ("organisation",)
    copy_view_enabled = True
    form_class = CommonOrOwnedForm
    ordering = [OWN_FIRST, "position", "language", "pk"]
    list_display = ["label", "phone", "language", "organisation"]
    list_filter = ["language"]
    form_fields = ["organisation", "key", "language", "label", "text", "phone", "position"]


class MessageForm(CommonOrOwnedForm):
    """A message whose words in braces can all be filled in."""

    def clean(self) -> dict[str, Any]:
        """Refuses a word in braces that the common message of the same key does not have."""
        cleaned = super().clean()
        known = self._words_of_the_common_message(cleaned)
        unknown = sorted(in_braces(f"{cleaned.get('subject', '')} {cleaned.get('body', '')}") - known)
        if known and unknown:
            words = {"words": ", ".join(unknown), "known": ", ".join(sorted(known))}
            self.add_error("body", _("%(words)s cannot be filled in here. These can: %(known)s.") % words)
        return cleaned

    def _words_of_the_common_message(self, cleaned: dict[str, Any]) -> set[str]:
        common = MessageTemplate.objects.filter(organisation=None, key=cleaned.get("key"))
        always = {"{first_name}", "{sender}", "{contact_name}", "{contact_phone}"} if common else set()
        return always | in_braces(" ".join(f"{row.subject} {row.body}" for row in common))


def in_braces(text: str) -> set[str]:
    """The words in {braces}, braces and all."""
    return set(re.findall(r"\{\w+\}", text))


class MessageTemplateViewSet(BoundedViewSet):
    """The words of e-mails and text messages. Copy a common one to make the association's own."""

    model = MessageTemplate
    name = "meldinger"
    icon = "mail"
    actions = ("add", "change", "view", "delete")
    superuser_actions = ("delete",)
    select_related = ("organisation",)
    copy_view_enabled = True
    form_class = MessageForm
    ordering = [OWN_FIRST, "key", "language", "pk"]
    list_display = ["subject", "key", "language", "organisation"]
    list_filter = ["language"]
    form_fields = ["organisation", "key", "language", "subject", "body"]


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
