"""How a form field, and the list of what must be put right, become markup."""

from __future__ import annotations

from collections.abc import Iterable

from django.forms import BoundField, CheckboxInput, Form
from django.forms.widgets import ChoiceWidget, Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import ngettext

from lms.form_rendering import attributes_markup
from lms.people.dates import number_words
from lms.templatetags.pieces import fill, given


def field_markup(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    explained: dict | None = None,
    plain: bool = False,
    hint_after: bool = False,
    row: bool = False,
) -> SafeString:
    """components/field.html for one field. A form field may carry its own `explained` lines as `choice_hints`."""
    anchor, kind = _anchor(bound), _kind(bound)
    hint = hint or bound.help_text
    described = " ".join(
        name for name, there in ((f"{anchor}-hint", hint), (f"{anchor}-error", bound.errors)) if there
    )
    if kind == "choices":
        explained = explained or getattr(bound.field, "choice_hints", None) or {}
        control = _choices(bound, explained, plain)
    else:
        control = _control(bound, described)
    shape = given(
        kind=kind,
        anchor=anchor,
        described=described,
        has_hint=bool(hint),
        plain=plain,
        hint_after=hint_after,
        row=row,
    )
    words = {"label": label or bound.label, "hint": hint, "control": control}
    return fill("components/field.html", shape, {**words, "errors": _errors(bound, anchor)})


def summary_context(forms: Iterable[Form]) -> dict:
    """What components/error_summary.html needs: the heading and, for each wrong field, a line and its anchor."""
    problems = [
        {"anchor": _first_control(bound), "text": _problem(str(bound.label), bound.errors[0])}
        for form in forms
        for bound in form
        if bound.errors
    ]
    general = [message for form in forms for message in form.non_field_errors()]
    count = len(problems) + len(general)
    heading = ngettext(
        "%(count)s thing must be put right before you can go on",
        "%(count)s things must be put right before you can go on",
        count,
    ) % {"count": number_words(count)}
    return {"heading": capfirst(heading), "problems": problems, "general": general, "count": count}


def _problem(label: str, message: str) -> str:
    return f"{label} {message}" if label.endswith(("?", ".", ":")) else f"{label}: {message}"


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "tick"
    if isinstance(widget, ChoiceWidget) and not isinstance(widget, Select):
        return "choices"
    return "group" if widget.use_fieldset else "text"


def _anchor(bound: BoundField) -> str:
    return bound.auto_id or bound.html_name


def _first_control(bound: BoundField) -> str:
    return f"{_anchor(bound)}_0" if _kind(bound) in ("choices", "group") else _anchor(bound)


def _control(bound: BoundField, described: str):
    classes = f"{bound.field.widget.attrs.get('class', '')} ds-input".strip()
    attributes = {"class": classes, "id": _anchor(bound)}
    if described:
        attributes["aria-describedby"] = described
    return bound.as_widget(attrs=attributes)


def _choices(bound: BoundField, explained: dict, plain: bool) -> SafeString:
    """Each choice with its small line, if it has one. What is chosen is filled in and never kept."""
    attributes = bound.build_widget_attrs({"id": _anchor(bound), "class": "ds-input"})
    if bound.errors:
        attributes["aria-invalid"] = "true"
    options = bound.field.widget.subwidgets(bound.html_name, bound.value(), attrs=attributes)
    return format_html_join("\n", "{}", ((_choice(option, explained, plain),) for option in options))


def _choice(option: dict, explained: dict, plain: bool) -> SafeString:
    hint = explained.get(str(option["value"]), "")
    filled = {name: option[name] for name in ("name", "value", "label")}
    return fill(
        "components/choice.html",
        given(type=option["type"], plain=plain, has_hint=bool(hint)),
        {**filled, "hint": hint, "attributes": attributes_markup(option["attrs"])},
    )


def _errors(bound: BoundField, anchor: str) -> SafeString:
    """What is wrong, the first with the name that the field points to."""
    names = (format_html(' id="{}-error"', anchor), *[""] * len(bound.errors))
    return format_html_join(
        "\n",
        '<p class="ds-validation-message"{}>{}</p>',
        zip(names, bound.errors, strict=False),
    )
