"""Makes a new course of one's own from files. Everything is checked before anything is written; all or nothing."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from courses.activities.base import ActivityPage
from courses.asked_courses import asked_in
from courses.copying import free_address, refuse_taken_names, refuse_unless_may_own
from courses.course_comparing import check_same_course
from courses.course_files import LANGUAGES, CourseFileError, CourseFiles
from courses.course_plan import PlannedPage, plan_course
from courses.front_pages import front_page_model
from courses.models import CoursePage
from courses.owning import follow_owner
from courses.pictures import Brought
from lms.people.models import Organisation, User

#: What a page gets from its place in the tree, not from a file.
FROM_ITS_PLACE = (
    "path",
    "depth",
    "numchild",
    "url_path",
    "content_type",
    "locale",
    "page_ptr",
    "activitypage_ptr",
    "draft_title",
    "translation_key",
)


def import_course(
    *, files: CourseFiles, organisation: Organisation | None, by: User | None = None, title: str = ""
) -> CoursePage:
    """A new course in all languages, owned by `organisation`. Returns it in the first language.

    `title` is its name in every language where it should not be the one in the files. The course page is a draft; what
    is below is ready. `by` None is the system. Help contacts and messages in the files are left alone: they are common.
    Raises CourseFileError, naming file and place, or CourseError when `by` may not or the name is taken.
    """
    refuse_unless_may_own(by=by, organisation=organisation)
    check_same_course(files)
    plans = {language: plan_course(files, language) for language in LANGUAGES}
    wanted = {name for plan in plans.values() for name in named_pictures(plan)}
    if missing := sorted(wanted - set(files.pictures)):
        raise CourseFileError(_("The zip file lacks the picture %(file)s.") % {"file": missing[0]})
    brought = Brought(organisation=organisation, by=by)
    try:
        return _made(files, plans, brought, wanted, organisation=organisation, by=by, title=title)
    except BaseException:
        brought.take_back()
        raise


@transaction.atomic
def _made(
    files: CourseFiles,
    plans: dict[str, PlannedPage],
    brought: Brought,
    wanted: set[str],
    *,
    organisation: Organisation | None,
    by: User | None,
    title: str,
) -> CoursePage:
    fronts = _front_pages()
    ids = brought.bring(files.pictures, wanted)
    keys: dict[str, UUID] = defaultdict(uuid.uuid4)
    slug = free_address(files.slug, fronts.values())
    common = {"organisation": organisation, "owner": by, "slug": slug, "live": False}
    made = []
    for language, plan in plans.items():
        name = {"title": title} if title else {}
        course = plan.model(**{**plan.fields, **common, **name})
        course.document_texts = plan.documents
        made.append((course, plan, fronts[language], language))
    for course, plan, front, language in made:
        course.locale = front.locale
        course.prerequisites = asked_in(plan, front.locale, file=f"{language}.yaml")
    refuse_taken_names((course, course.title) for course, *_rest in made)
    for course, plan, front, language in made:
        _grow(front, course, plan, Sown(keys, ids), f"{language}.yaml")
        follow_owner(course)
        log(course, "wagtail.create", user=by, content_changed=True)
    return made[0][0]


@dataclass(frozen=True)
class Sown:
    """What all languages share: the key of each page, and the pictures by the name their file has."""

    keys: dict[str, UUID]
    pictures: dict[str, int]


def named_pictures(plan: PlannedPage) -> set[str]:
    """The files of pictures that a planned course names."""
    return {
        name
        for page in plan.with_all_below()
        if (loading := _with_pictures(page)) is not None
        for name in loading.picture_names(page.fields)
    }


def _with_pictures(plan: PlannedPage) -> ModuleType | None:
    """How a kind with pictures is read from a file; None for all else."""
    if not issubclass(plan.model, ActivityPage):
        return None
    loading = import_module(f"courses.activities.{plan.model.kind}.loading")
    return loading if hasattr(loading, "place_pictures") else None


def _front_pages() -> dict[str, Page]:
    """The front page of each language, locked, so that two courses brought in at once follow one another."""
    pages = front_page_model().objects.select_for_update().select_related("locale").order_by("path")
    found = {page.locale.language_code: page for page in pages}
    if set(LANGUAGES) - set(found):
        raise CourseFileError(_("The site has no front page in every language yet. Load the starter course."))
    return {language: found[language] for language in LANGUAGES}


def _grow(front: Page, course: CoursePage, plan: PlannedPage, sown: Sown, file: str) -> None:
    """One language: the course under its front page, and everything below it, each page written once."""
    course.translation_key, course.has_unpublished_changes = sown.keys[plan.name], True
    course.draft_title = course.title
    _check(course, file, plan.name)
    front.add_child(instance=course)
    CoursePage.objects.filter(pk=course.pk).update(numchild=len(plan.children))
    _plant(course, plan.children, sown, file)
    course.refresh_from_db()


def _plant(parent: Page, plans: Iterable[PlannedPage], sown: Sown, file: str) -> None:
    now = timezone.now()
    for number, plan in enumerate(plans, 1):
        depth = parent.depth + 1
        place: dict[str, Any] = {
            "path": Page._get_path(parent.path, depth, number),
            "depth": depth,
            "numchild": len(plan.children),
            "locale_id": parent.locale_id,
            "owner_id": parent.owner_id,
            "translation_key": sown.keys[plan.name],
            "first_published_at": now,
            "last_published_at": now,
        }
        loading = _with_pictures(plan)
        fields = loading.place_pictures(plan.fields, sown.pictures) if loading else plan.fields
        page = plan.model(**fields, **place)
        page.draft_title = page.title
        _check(page, file, plan.name)
        page.save(clean=False)
        _plant(page, plan.children, sown, file)


def _check(page: Page, file: str, place: str) -> None:
    """Raises CourseFileError where a word is longer than its place, or an address no address."""
    try:
        page.clean_fields(exclude=FROM_ITS_PLACE)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        field = page._meta.get_field(name).verbose_name
        raise CourseFileError(f"{file}, {place}, {field}: {sentences[0]}") from error
