"""Rules for our own templates: nothing inline, short, and each page has a title of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms

from courses.message_filter import CourseChoiceForm
from courses.progress_page import FilterForm, Wanted

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# The documents carry their own style sheet into the PDF, and e-mail programs know no style sheets beside the text.
STANDING_ALONE = ("certificates/pdf/", "email/")
LONGEST = 60
# Forms sent by GET, so that what was chosen can be gone back to and bookmarked: lists of our own choices, never a text.
CHOSEN_ONLY = {
    "courses/leader/progress_filter.html": lambda: FilterForm(Wanted(), []),
    "courses/secretariat/message_filter.html": lambda: CourseChoiceForm(runs=[]),
}


def name_of(template: Path) -> str:
    return str(template.relative_to(ROOT / "templates"))


PAGES = [template for template in TEMPLATES if not name_of(template).startswith(STANDING_ALONE)]


@pytest.mark.parametrize("template", PAGES, ids=name_of)
def test_nothing_is_inline(template: Path) -> None:
    text = template.read_text()
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"javascript:", text) == []
    assert [script for script in re.findall(r"<script\b[^>]*>", text) if "src=" not in script] == []


@pytest.mark.parametrize("template", PAGES, ids=name_of)
def test_templates_are_short(template: Path) -> None:
    assert len(template.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize(
    "template", [page for page in PAGES if '{% extends "base.html" %}' in page.read_text()], ids=name_of
)
def test_every_page_has_a_title_of_its_own(template: Path) -> None:
    assert template.read_text().count("{% block title %}") == 1


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere() -> None:
    files = [*(ROOT / "lms/static/css").glob("*.css"), *(ROOT / "lms/static/js").glob("*.js")]
    found = [
        (file.name, address)
        for file in files
        for address in re.findall(r"https?://[^\s\"')]+", file.read_text())
        if "www.w3.org" not in address and file.name != "designsystemet.css"
    ]
    assert found == []
    assert (
        re.findall(r"@import|url\([\"']?https?:", (ROOT / "lms/static/css/designsystemet.css").read_text())
        == []
    )


SHUT_IN = re.compile(r'{% include "([^"]+)"[^%]* only %}')
WITHIN = re.compile(r'{% include "([^"]+)"')


def with_a_token(name: str) -> bool:
    """Whether the template, or one that it includes, has a form that sends the token of the session."""
    text = (ROOT / "templates" / name).read_text()
    return "{% csrf_token %}" in text or any(with_a_token(inner) for inner in WITHIN.findall(text))


@pytest.mark.parametrize("template", PAGES, ids=name_of)
def test_nothing_that_is_typed_goes_into_an_address(template: Path) -> None:
    """Addresses stand in histories and logs. A form without a method would be sent by GET.

    The one that may be sent so is a filter in which nothing can be typed: see the next test.
    """
    found = re.findall(r"<form\b[^>]*>", template.read_text())
    allowed = 'method="get"' if name_of(template) in CHOSEN_ONLY else 'method="post"'
    assert [form for form in found if allowed not in form] == []


@pytest.mark.parametrize("name", CHOSEN_ONLY)
def test_a_form_in_an_address_has_only_lists_to_choose_from(name: str) -> None:
    """Fails as soon as the form gets a field one types in, or the template one of its own."""
    form = CHOSEN_ONLY[name]()
    text = (ROOT / "templates" / name).read_text()
    assert {type(field) for field in form.fields.values()} == {forms.ChoiceField}
    assert {type(field.widget) for field in form.fields.values()} == {forms.Select}
    assert re.findall(r"<(?:input|textarea|select)\b|{% include", text) == []


@pytest.mark.parametrize("template", PAGES, ids=name_of)
def test_no_form_is_shut_off_from_its_token(template: Path) -> None:
    """A template included with `only` knows no token, so a form in it is sent without and refused."""
    assert [name for name in SHUT_IN.findall(template.read_text()) if with_a_token(name)] == []
