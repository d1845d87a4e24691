"""Form fields without Django's templates for the plain ones: letter for letter what Django writes."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer

from lms.form_rendering import FormRenderer

ATTRIBUTES = [
    {},
    {"id": "id_x", "class": "ds-input", "required": True, "disabled": False},
    {"maxlength": 320, "placeholder": '"Sitat" & <b>', "aria-describedby": "a b"},
]
WIDGETS = [
    (forms.TextInput(), ["", None, "Solveig", "<script>\"&'"]),
    (forms.EmailInput(), ["solveig@example.org"]),
    (forms.NumberInput(), [0, 12, None]),
    (forms.HiddenInput(), ["3", None]),
    (forms.PasswordInput(render_value=True), ["hemmelig"]),
    (forms.URLInput(), ["https://example.org/?a=1&b=2"]),
    (forms.TelInput(), ["+4740000001"]),
    (forms.SearchInput(), ["navn"]),
    (forms.CheckboxInput(), [True, False, None, "ja"]),
    (forms.Textarea(), ["", None, "Første linje\nandre <linje>", "\nbegynner med linjeskift"]),
    (forms.DateInput(), [datetime.date(2026, 3, 14), None]),
    (forms.Select(choices=[("a", "A"), ("b", "<B>")]), ["b"]),
    (forms.RadioSelect(choices=[("a", "A"), ("b", "B")]), ["a"]),
    (forms.ClearableFileInput(), [None]),
]


@pytest.mark.parametrize("attributes", ATTRIBUTES, ids=["none", "usual", "odd"])
@pytest.mark.parametrize(("widget", "values"), WIDGETS, ids=lambda value: type(value).__name__)
def test_a_field_is_written_as_django_writes_it(widget, values, attributes) -> None:
    """Fails if a value, an attribute or a line were lost, doubled or not escaped."""
    for value in values:
        ours, djangos = (
            widget.render("felt", value, attrs=dict(attributes), renderer=renderer)
            for renderer in (FormRenderer(), DjangoTemplates())
        )
        assert ours.strip() == djangos.strip()


def test_our_forms_use_it() -> None:
    assert type(get_default_renderer()) is FormRenderer
