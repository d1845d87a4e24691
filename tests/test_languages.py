"""Every word on screen has its bokmål and its nynorsk, and the nynorsk is nynorsk."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
import wagtail.admin
from django.test import RequestFactory
from django.utils import translation
from django.views.i18n import JavaScriptCatalog

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("nb", "nn")
SOURCES = ("lms", "courses", "certificates", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")
LONGER = 25
MOST_ALIKE = 1 / 3


def catalogue(language: str) -> polib.POFile:
    """The committed translations."""
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.fixture(scope="module")
def words_in_the_code(tmp_path_factory: pytest.TempPathFactory) -> list[polib.POEntry]:
    """Every string marked for translation, gathered by makemessages in a copy of the tree."""
    copy = tmp_path_factory.mktemp("tree")
    for name in SOURCES:
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "static", "fonts")
        )
    shutil.copy(ROOT / "manage.py", copy)
    (copy / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale=xx", "--keep-pot", "--verbosity=0"]
    done = subprocess.run(
        command, cwd=copy, capture_output=True, text=True, env=environment(copy), check=False
    )
    assert done.returncode == 0, done.stderr
    return list(polib.pofile(str(copy / "locale" / "django.pot")))


def environment(folder: Path) -> dict[str, str]:
    """Just enough for makemessages, with the copy as the project."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(folder),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "LIKEVEL_VAR": str(folder / "var"),
    }


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str, words_in_the_code: list[polib.POEntry]) -> None:
    """A missing or fuzzy string is a sentence in English in front of somebody who did not ask for it."""
    translated = {key(entry) for entry in catalogue(language) if entry.translated() and not entry.obsolete}
    missing = sorted(entry.msgid for entry in words_in_the_code if key(entry) not in translated)
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_place_in_the_code(language: str, words_in_the_code: list[polib.POEntry]) -> None:
    """makemessages drops what it does not find; what others say stands in `lms/words_of_others.py` for that reason."""
    found = {key(entry) for entry in words_in_the_code}
    homeless = sorted(entry.msgid for entry in catalogue(language) if key(entry) not in found)
    assert homeless == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_fuzzy(language: str) -> None:
    assert [entry.msgid for entry in catalogue(language) if entry.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    """Every translation fills in the same words as its message id; a plural may leave the number out of «one»."""
    wrong = []
    for entry in catalogue(language):
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        forms = [entry.msgstr] if not entry.msgid_plural else [entry.msgstr_plural[1]]
        wrong += [entry.msgid for form in forms if set(PLACEHOLDER.findall(form)) != wanted]
    assert wrong == []


def test_nynorsk_is_not_bokmaal_again() -> None:
    """At most a third of the longer strings may be the same in both."""
    bokmaal = {key(entry): entry.msgstr for entry in catalogue("nb") if len(entry.msgstr) >= LONGER}
    nynorsk = {key(entry): entry.msgstr for entry in catalogue("nn")}
    alike = [msgid for (context, msgid), words in bokmaal.items() if nynorsk.get((context, msgid)) == words]
    assert len(alike) <= MOST_ALIKE * len(bokmaal), alike


NO_WORDS = {"%(time_zone_option)s: %(localized_time_zone_label)s"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_wagtails_own_scripts_speak_norwegian_too(language: str, rf: RequestFactory) -> None:
    """Its catalogue in bokmål has holes, and there is none in nynorsk; `djangojs.po` fills them."""
    with translation.override(language):
        served = JavaScriptCatalog.as_view(packages=["wagtail.admin"])(rf.get("/admin/jsi18n/"))
    said = json.loads(re.search(r"newcatalog = ({.*?});\n", served.content.decode(), re.S)[1])
    folder = Path(wagtail.admin.__file__).parent / "locale/en/LC_MESSAGES"
    wanted = [entry.msgid for entry in polib.pofile(str(folder / "djangojs.po"))]
    assert [word for word in wanted if said.get(word, word) == word and word not in NO_WORDS] == []
