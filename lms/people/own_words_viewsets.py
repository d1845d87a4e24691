"""What is common to all until an association has its own: whom to call, and the words of messages. In the Wagtail admin."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.admin_bounds import BoundedForm, BoundedViewSet
from lms.people.admin_filters import BoundedFilterSet, ChosenFilter, RowFilter
from lms.people.models import HelpContact, MessageTemplate, User

OWN_FIRST = F("organisation__name").asc(nulls_last=True)


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


class CommonOrOwnedFilters(BoundedFilterSet):
    """Whose, and in which language."""

    organisation = RowFilter(label=gettext_lazy("Association"), named=("short_name",))
    language = ChosenFilter(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class CommonOrOwnedViewSet(BoundedViewSet):
    """What is common to all can be looked at and copied; what is the association's own can be changed."""

    actions = ("add", "change", "view", "delete")
    superuser_actions = ("delete",)
    select_related = ("organisation",)
    copy_view_enabled = True
    filterset_class = CommonOrOwnedFilters

    def may_change(self, row: models.Model, person: User) -> bool:
        """The association's own rows; all for superusers."""
        return super().may_change(row, person) and (person.is_superuser or row.organisation_id is not None)


class HelpContactViewSet(CommonOrOwnedViewSet):
    """Who to call (R34). Copy a common entry to make the association's own; the own one is shown instead."""

    model = HelpContact
    name = "hjelp"
    icon = "help"
    form_class = CommonOrOwnedForm
    looked_for_in = ("label", "text", "phone")
    ordering = [OWN_FIRST, "position", "language", "pk"]
    list_display = ["label", "phone", "language", "organisation.short_name"]
    list_export = [*list_display, "key", "text"]
    form_fields = ["organisation", "key", "language", "label", "text", "phone", "position"]
    inspect_view_fields = form_fields

    def name_of(self, row: HelpContact) -> str:
        """What it is called on the page."""
        return row.label


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


class MessageTemplateViewSet(CommonOrOwnedViewSet):
    """The words of e-mails and text messages. Copy a common one to make the association's own."""

    model = MessageTemplate
    name = "meldinger"
    icon = "mail"
    form_class = MessageForm
    looked_for_in = ("subject", "body", "key")
    ordering = [OWN_FIRST, "key", "language", "pk"]
    list_display = ["subject", "key", "language", "organisation.short_name"]
    form_fields = ["organisation", "key", "language", "subject", "body"]
    list_export = [*list_display, "body"]
    inspect_view_fields = form_fields
