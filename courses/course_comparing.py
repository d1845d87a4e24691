"""Whether the three languages of a course are one and the same course. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from courses.course_files import CourseFileError, CourseFiles, Part

#: Words under these keys tie things together and are the same in every language; all other words are translated.
TYING_KEYS = {
    "activity",
    "checklist_style",
    "form",
    "id",
    "in_gathering",
    "key",
    "kind",
    "marked_by",
    "next",
    "purpose",
    "sharing",
    "slug",
    "start",
    "theme",
}
TRANSLATED = "words"


def check_same_course(files: CourseFiles) -> None:
    """Raises CourseFileError, naming file and place, where a language differs in anything but its words."""
    for language, part in files.by_language.items():
        written = part.part("course").word("language")
        if written != language:
            raise part.part("course").refuse(
                _("«language» is «%(written)s», but the file is for %(language)s.")
                % {"written": written, "language": language}
            )
    first, *others = files.by_language.values()
    for other in others:
        _check_same_shape(first, other)


def _check_same_shape(first: Part, other: Part) -> None:
    pairs = zip_longest(_shape(first.content), _shape(other.content), fillvalue=None)
    for expected, found in pairs:
        if expected != found:
            place = (found or expected or ("", ""))[0]
            raise CourseFileError(
                _("%(file)s, %(place)s: differs from %(first)s. Numbers, names and order must be the same.")
                % {"file": other.file, "place": place, "first": first.file}
            )


def _shape(value: Any, place: str = "", key: str = "") -> Iterator[tuple[str, Any]]:
    """The course without its words: each place with what ties it to the rest."""
    if isinstance(value, dict):
        for name in sorted(value):
            if name != "language":
                yield from _shape(value[name], f"{place}, {name}".removeprefix(", "), name)
    elif isinstance(value, list):
        yield place, len(value)
        for number, item in enumerate(value, 1):
            called = (item.get("id") or item.get("key") or number) if isinstance(item, dict) else number
            yield from _shape(item, f"{place} {called}", "")
    elif isinstance(value, str) and key not in TYING_KEYS:
        yield place, TRANSLATED
    else:
        yield place, value
