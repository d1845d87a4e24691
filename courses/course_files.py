"""Reads a course from its three files and refuses, in one plain sentence, what is not right.

Every refusal names the file and the place in it. Nothing here touches the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from yaml.composer import Composer

from courses.errors import CourseError

OWN_FILES = Path(__file__).parent / "content"
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
TYPE_NAMES = {
    str: gettext_lazy("words"),
    int: gettext_lazy("a whole number"),
    bool: gettext_lazy("true or false"),
    list: gettext_lazy("a list"),
    dict: gettext_lazy("a group of lines"),
}


class CourseFileError(CourseError):
    """A course file is not right. The sentence names file and place; nothing was changed."""


class PlainLoader(Composer, yaml.CSafeLoader):
    """Reads words, numbers, lists and groups, and nothing else. A reference could make a small file endless.

    libyaml cuts the file in pieces, which is most of the work and ten times as quick. Putting them together stays in
    Python, where groups within groups without end are an error and not the end of the process.
    """

    def __init__(self, stream: str) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuses references before they are followed."""
        if self.check_event(yaml.AliasEvent):
            here: Any = self.peek_event()
            raise yaml.MarkedYAMLError(problem="reference", problem_mark=here.start_mark)
        return super().compose_node(parent, index)


@dataclass(frozen=True)
class Part:
    """A piece of a course file that knows where it stands, and says so when something is missing."""

    file: str
    place: str
    content: dict[str, Any]

    def refuse(self, sentence: str) -> CourseFileError:
        """The refusal to raise: file, place and what is wrong."""
        return CourseFileError(f"{self.file}, {self.place}: {sentence}")

    def has(self, key: str) -> bool:
        """Whether there is something under this key."""
        return self.content.get(key) not in (None, "", [], {})

    def get(self, key: str, kind: type | tuple[type, ...]) -> Any:
        """What stands under `key`. Raises CourseFileError when it is missing or of another type than `kind`."""
        if key not in self.content:
            raise self.refuse(_("«%(key)s» is missing.") % {"key": key})
        value = self.content[key]
        wanted = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            words = TYPE_NAMES[wanted[0]]
            raise self.refuse(_("«%(key)s» should be %(type)s.") % {"key": key, "type": words})
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Words. With a default, the key may be missing."""
        if default is not None and self.content.get(key) is None:
            return default
        return str(self.get(key, str)).strip()

    def word(self, key: str) -> str:
        """Words that may not be empty."""
        text = self.text(key)
        if not text:
            raise self.refuse(_("«%(key)s» is empty.") % {"key": key})
        return text

    def hours(self, key: str) -> float:
        """Hours, perhaps with halves, not below 0."""
        value: float = self.get(key, (int, float))
        if value < 0:
            raise self.refuse(_("«%(key)s» cannot be below 0.") % {"key": key})
        return value

    def number(self, key: str) -> int:
        """A whole number, not below 0."""
        value: int = self.get(key, int)
        if value < 0:
            raise self.refuse(_("«%(key)s» cannot be below 0.") % {"key": key})
        return value

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """One of the allowed words."""
        value = self.word(key)
        if value not in allowed:
            words = {"key": key, "value": value, "allowed": ", ".join(str(word) for word in allowed)}
            raise self.refuse(_("«%(key)s» is «%(value)s», but should be one of: %(allowed)s.") % words)
        return value

    def lines(self, key: str) -> list[str]:
        """A list of words; a missing one is empty."""
        found = [] if self.content.get(key) is None else self.get(key, list)
        if not all(isinstance(line, str) for line in found):
            raise self.refuse(_("«%(key)s» should be a list of words.") % {"key": key})
        return [line.strip() for line in found]

    def part(self, key: str) -> Part:
        """The group of lines under `key`."""
        return Part(self.file, f"{self.place}, {key}" if self.place else key, self.get(key, dict))

    def parts(self, key: str, name: str = "id") -> Iterator[Part]:
        """The groups in the list under `key`, each called by its `name` where it has one."""
        for number, content in enumerate(self.get(key, list), 1):
            if not isinstance(content, dict):
                raise self.refuse(_("«%(key)s» should be a list of groups of lines.") % {"key": key})
            called = content.get(name) or number
            yield Part(self.file, f"{self.place}, {key} {called}".removeprefix(", "), content)


@dataclass(frozen=True)
class CourseFiles:
    """The same course in each language, and the words of the front pages it hangs under."""

    by_language: dict[str, Part]
    front: Part
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The short address of the course, the same in all languages."""
        return self.by_language[LANGUAGES[0]].part("course").word("slug")


def read_course(folder: Path) -> CourseFiles:
    """Reads `nb.yaml`, `nn.yaml` and `en.yaml` in `folder`, and `front.yaml` if it is there. Raises CourseFileError."""
    files = {language: _read(folder / f"{language}.yaml") for language in LANGUAGES}
    return CourseFiles(files, read_front(folder))


def read_front(folder: Path = OWN_FILES) -> Part:
    """The words of the front pages: those in `folder`, or our own where it has none. Raises CourseFileError."""
    path = folder / "front.yaml"
    return _read(path if path.exists() else OWN_FILES / "front.yaml")


def read_text(name: str, text: str) -> Part:
    """A course file from its words. Raises CourseFileError."""
    try:
        content = yaml.load(text, Loader=PlainLoader)  # noqa: S506 – a SafeLoader that also refuses references
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        words = {"file": name, "line": mark.line + 1 if mark else 1}
        raise CourseFileError(
            _("%(file)s cannot be read: look for a mistake in the layout near line %(line)s.") % words
        ) from error
    if not isinstance(content, dict):
        raise CourseFileError(_("%(file)s holds no course.") % {"file": name})
    return Part(name, "", content)


def _read(path: Path) -> Part:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseFileError(
            _("%(file)s is missing in %(folder)s.") % {"file": path.name, "folder": path.parent}
        ) from None
    except UnicodeDecodeError as error:
        words = {"file": path.name, "line": 1}
        raise CourseFileError(
            _("%(file)s cannot be read: look for a mistake in the layout near line %(line)s.") % words
        ) from error
    return read_text(path.name, text)
