"""Form fields without the four templates that Django takes for each of the plain ones.

The markup is Django's own, letter for letter (tested against it); every other widget goes the usual way.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = "django/forms/widgets"
PLAIN_INPUTS = {
    f"{FOLDER}/{name}.html"
    for name in ("text", "email", "hidden", "number", "password", "url", "tel", "search", "checkbox")
}
TEXTAREA = f"{FOLDER}/textarea.html"


class FormRenderer(DjangoTemplates):
    """What `FORM_RENDERER` names."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """One widget as markup."""
        if template_name in PLAIN_INPUTS:
            return _input(context["widget"])
        if template_name == TEXTAREA:
            return _textarea(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    shown = "" if value is None else format_html(' value="{}"', str(value))
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        shown,
        attributes_markup(widget["attrs"]),
    )


def _textarea(widget: dict[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        attributes_markup(widget["attrs"]),
        widget["value"] or "",
    )


def attributes_markup(attributes: dict[str, Any]) -> SafeString:
    """` name="value"` for each, the name alone where the value is True, nothing where it is False. The names are ours."""
    return mark_safe(  # noqa: S308  every value is escaped here
        "".join(
            [
                f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
                for name, value in attributes.items()
                if value is not False
            ]
        )
    )
