"""Advice while writing: what a tired reader stumbles over, and questions nobody should be asked."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from courses.activities.contents import items, stream
from courses.advice import advice_on, asking_for_illness, asks_for_diagnosis, sentences_in
from courses.models import ActivityPage, ModulePage
from tests.making import make_activity, make_course

LONG = " ".join(["ord"] * 26)


@pytest.fixture
def module(db) -> ModulePage:
    """A module to put activities in."""
    return ModulePage.objects.descendant_of(make_course()).get()


def test_sentences_end_at_stops_and_lines():
    assert sentences_in("Én. To? Tre!\n- fire\n- fem") == ["Én.", "To?", "Tre!", "fire", "fem"]


@pytest.mark.parametrize(
    ("sentence", "asked", "found"),
    [
        ("Hvilken diagnose har du?", True, True),
        ("Hvilken diagnose har du?", False, True),
        ("Diagnosen min er", True, True),
        ("Hva feiler det deg?", True, True),
        ("Kva feilar det deg?", True, True),
        ("Skriv litt om sykdommen din.", False, True),
        ("Fortel om sjukdomen din.", False, True),
        ("What is your diagnosis?", True, True),
        ("Describe your illness.", False, True),
        ("Du skal ikke oppgi diagnose.", False, False),
        ("Ikkje skriv diagnosar.", True, False),
        ("Tell your story without naming an illness.", True, False),
        ("Mange lever lenge med en sykdom.", False, False),
        ("Hva gjør deg glad?", True, False),
    ],
)
def test_a_question_about_illness_is_found_and_a_promise_not_to_ask_is_not(sentence, asked, found):
    assert asking_for_illness(sentence, asked=asked) == ([sentence] if found else [])


def test_the_first_line_that_asks_for_a_diagnosis():
    assert asks_for_diagnosis(["God plass", "Diagnosen min"]) == "Diagnosen min"
    assert asks_for_diagnosis(["Du skal ikke oppgi diagnose", "Sykdom"]) == ""


def test_long_sentences_are_counted_in_every_field(module):
    page = make_activity(
        module, "reflection", code="7", body=f"<p>{LONG}.</p>", prompts=stream("prompt", [LONG], place="7")
    )
    assert (
        advice_on(page)
        == [
            "En setning har 26 ord: «ord ord ord ord ord ord ord …». Kortere setninger er lettere på en sliten dag."
        ]
        * 2
    )


def test_words_deep_in_a_scenario_are_read_too(module):
    choices = items([{"key": "a", "text": "Gå", "response": f"{LONG}.", "next": "end"}], place="7")
    steps = [
        {"name": "start", "text": "Hvilken diagnose har du?", "choices": choices, "ending": ""},
        {"name": "end", "text": "Slutt.", "choices": [], "ending": "Takk."},
    ]
    page = make_activity(module, "scenario", code="7", steps=stream("step", steps, place="7"))
    found = advice_on(ActivityPage.objects.get(pk=page.pk).specific)
    assert [sentence[:16] for sentence in found] == ["En setning har 2", "«Hvilken diagnos"]


def test_a_recording_without_text_version_is_named(module):
    document = get_document_model().objects.create(title="Prat", file=ContentFile(b"x", name="prat.mp3"))
    sound = {"title": "Prat", "medium": "sound", "minutes": 3, "file": document.pk, "captions": None}
    link = {"title": "Film", "medium": "film", "minutes": 3, "address": "https://a.example/"}
    raw = [
        {"type": "recording", "value": {**sound, "transcript": ""}},
        {"type": "outside", "value": {**link, "transcript": "Alt som blir sagt."}},
    ]
    page = make_activity(module, "reading", code="7", media=json.dumps(raw))
    assert advice_on(ActivityPage.objects.get(pk=page.pk).specific) == [
        "«Prat» mangler en tekstversjon. De som ikke kan høre, får ingenting."
    ]


def test_the_starter_course_asks_nobody_about_illness(starter_course):
    """All three languages; a few long sentences are quotations and stay."""
    courses = [starter_course, *starter_course.get_translations()]
    pages = [page for course in courses for page in ActivityPage.objects.descendant_of(course).specific()]
    found = [sentence for page in pages for sentence in advice_on(page)]
    assert [sentence for sentence in found if not sentence.startswith("En setning har")] == []
    assert len(found) < 25
