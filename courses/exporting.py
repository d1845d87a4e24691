"""Writes a course as the files it can be loaded from: one for each language, in a zip.

What is published goes along, in the order and with the rules of the course itself, with the pictures that may travel; a page that
has no translation yet is written in the course's own language. Phone numbers, messages and everything about people stay at home.
"""

from __future__ import annotations

import io
import zipfile
from importlib import import_module
from types import ModuleType
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.activities.base import ActivityPage
from courses.course_comparing import check_same_course
from courses.course_files import LANGUAGES, CourseFiles, Part
from courses.models import CoursePage, DocumentKey, ModulePage
from courses.pictures import file_for
from courses.plain_text import plain_text

Words = dict[str, Any]
#: Every zip of the same course is the same, byte for byte.
ALWAYS = (2020, 1, 1, 0, 0, 0)


def export_course(course: CoursePage) -> bytes:
    """A zip with `nb.yaml`, `nn.yaml` and `en.yaml`, and a note. Raises CourseError where the languages differ.

    `course` is the course in the language whose order and rules count.
    """
    pictures: dict[str, bytes] = {}
    contents = {language: course_words(course, language, pictures) for language in LANGUAGES}
    parts = {language: Part(f"{language}.yaml", "", words) for language, words in contents.items()}
    check_same_course(CourseFiles(parts, Part("", "", {})))
    files: dict[str, str | bytes] = {
        f"{language}.yaml": as_yaml(words) for language, words in contents.items()
    }
    files["README.txt"] = _note(course)
    files |= dict(sorted(pictures.items()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, ALWAYS), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def course_words(course: CoursePage, language: str, pictures: dict[str, bytes] | None = None) -> Words:
    """One language of the course, as a file holds it. A fixed number of queries for each kind of page.

    Pictures that travel are put into `pictures`, by the name they stand under in the file.
    """
    kept = {} if pictures is None else pictures
    own = [course, *course.get_descendants().live().order_by("path").specific()]
    shown = _in_language(own, language)
    modules: list[Words] = []
    for page in own[1:]:
        if isinstance(page, ModulePage):
            modules.append(_module(page, shown[page.translation_key]))
        elif modules and isinstance(page, ActivityPage):
            modules[-1]["activities"].append(_activity(page, shown[page.translation_key], kept))
    first = shown[course.translation_key]
    return {
        "course": {**_course(course, first), "language": language},
        "help": [],
        "modules": modules,
        "documents": _documents(first),
        "emails": {},
    }


def as_yaml(words: Words) -> str:
    """The file as text, longer texts as blocks that people can read and change."""
    return yaml.dump(words, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=100)


def _in_language(own: list[Page], language: str) -> dict[UUID, Page]:
    """Each page in the wanted language where it is published there, else as it is."""
    keys = [page.translation_key for page in own]
    there = Page.objects.filter(translation_key__in=keys, locale__language_code=language).specific()
    found = {page.translation_key: page for page in there if page.live or isinstance(page, CoursePage)}
    return {page.translation_key: found.get(page.translation_key, page) for page in own}


def _course(course: CoursePage, shown: CoursePage) -> Words:
    return {
        "slug": course.slug,
        "title": shown.title,
        "subtitle": shown.subtitle,
        "introduction": plain_text(shown.introduction),
        "audience": shown.audience,
        "developed_with": shown.developed_with,
        "hours_online": _number(course.hours_online),
        "hours_gatherings": _number(course.hours_gatherings),
        "completion_text": plain_text(shown.completion_text),
        **_sort(course),
    }


def _sort(course: CoursePage) -> Words:
    """What sort of course it is and what it asks for beforehand, where it is no plain basic course."""
    said: Words = {} if course.is_basic else {"kind": course.kind}
    if course.for_peer_supporters:
        said["for_peer_supporters"] = True
    asked = course.prerequisites.select_related("asked_course").order_by("sort_order", "pk")
    if after := [row.asked_course.slug for row in asked]:
        said["after"] = after
    return said


def _number(hours: Any) -> int | float:
    return int(hours) if hours == int(hours) else float(hours)


def _module(page: ModulePage, shown: ModulePage) -> Words:
    return {
        "id": page.code,
        "slug": page.slug,
        "title": shown.title,
        "theme": page.theme,
        "goals": [line.strip() for line in shown.goals.splitlines() if line.strip()],
        "introduction": plain_text(shown.introduction),
        "activities": [],
    }


def _activity(page: ActivityPage, shown: ActivityPage, pictures: dict[str, bytes]) -> Words:
    loading = import_module(f"courses.activities.{page.kind}.loading")
    own = {**loading.file_fields(shown), **_pictures(loading, page, shown, pictures)}
    return {
        "id": page.code,
        "slug": page.slug,
        "kind": page.kind,
        "title": shown.title,
        "required": page.required,
        "minutes": page.minutes,
        "in_gathering": page.in_gathering,
        "sharing": page.sharing_ceiling,
        "marked_by": page.marked_by,
        "may_be_skipped": page.may_be_skipped,
        "show_help_numbers": page.show_help_numbers,
        "content_notice": shown.content_notice,
        "text": plain_text(shown.body),
        **own,
    }


def _pictures(loading: ModuleType, page: ActivityPage, shown: ActivityPage, kept: dict[str, bytes]) -> Words:
    """The pictures of an activity whose kind has any. One that cannot be read stays at home, in every language."""
    if not hasattr(loading, "travelling"):
        return {}
    found = []
    for image, words in loading.travelling(page, shown):
        if file := file_for(image):
            name, content = file
            kept[name] = content
            found.append({"file": name, **words})
    return {"pictures": found} if found else {}


def _documents(course: CoursePage) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for text in course.document_texts.order_by("sort_order", "pk"):
        if text.key == DocumentKey.CONVERSATION_GUIDE:
            found[text.key] = {
                "introduction": text.body,
                "questions": text.lines.splitlines(),
                "outcomes": text.labels.get("outcomes", []),
                "what_is_noted": text.closing,
            }
        else:
            words = {"title": text.title, "body": text.body, "disclaimer": text.closing}
            found[text.key] = {**words, "labels": text.labels}
    return found


def _note(course: CoursePage) -> str:
    return _(
        "«%(title)s», as files from %(site)s.\n\n"
        "Bring the course into another site at «My courses» in the admin, or change the three files first. "
        "They must have the same numbers, names and order in all three languages.\n\n"
        "Of the pictures, those that may travel are here. Recordings are not, nor phone numbers, messages or anything about "
        "people.\n"
    ) % {"title": course.title, "site": settings.SITE_NAME}


class _Readable(yaml.SafeDumper):
    """Texts of several lines as blocks; the same text twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never a reference: the reader of our files refuses them."""
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _write_text)
