"""Whether the three languages of a course are one and the same course. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.course_files import CourseFileError, CourseFiles, Part

#: Words under these keys tie things together and are the same in every language; all other words are translated.
TYING_KEYS = {
    "activity",
    "after",
    "checklist_style",
    "file",
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
    place = _difference(first.content, other.content)
    if place is not None:
        raise CourseFileError(
            _("%(file)s, %(place)s: differs from %(first)s. Numbers, names and order must be the same.")
            % {"file": other.file, "place": place, "first": first.file}
        )


def _difference(first: Any, other: Any, place: str = "", key: str = "") -> str | None:
    """The place of the first difference in anything but translated words. None where there is none."""
    if isinstance(first, dict) and isinstance(other, dict):
        return _in_groups(first, other, place)
    if isinstance(first, list) and isinstance(other, list):
        return _in_lists(first, other, place, key)
    if isinstance(first, str) and isinstance(other, str) and key not in TYING_KEYS:
        return None
    return None if first == other else place


def _in_groups(first: dict[str, Any], other: dict[str, Any], place: str) -> str | None:
    for name in [*first, *other]:
        here = f"{place}, {name}".removeprefix(", ")
        if name not in first or name not in other:
            return here
        found = None if name == "language" else _difference(first[name], other[name], here, name)
        if found is not None:
            return found
    return None


def _in_lists(first: list[Any], other: list[Any], place: str, key: str) -> str | None:
    for number, pair in enumerate(zip(first, other, strict=False), 1):
        called = number
        if isinstance(pair[0], dict):
            called = pair[0].get("id") or pair[0].get("key") or number
        found = _difference(*pair, f"{place} {called}", key)
        if found is not None:
            return found
    return place if len(first) != len(other) else None
