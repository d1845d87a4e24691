"""Loads a course from its files: three linked trees of pages, the help contacts and the messages.

The only way in for the starter course. A second run changes nothing that is as the file says, and never what an editor
has changed, unless told to overwrite. Everything happens in one transaction: a broken file changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as Folder
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.asked_courses import asked_in
from courses.course_comparing import check_same_course
from courses.course_files import LANGUAGES, OWN_FILES, CourseFileError, CourseFiles, Part, read_course
from courses.course_plan import PlannedPage, plan_course
from courses.front_pages import front_page_fields, front_page_model, point_site_at, remove_welcome_page
from courses.loaded_parts import LoadedParts, Next
from courses.models import CoursePage, LoadedPart
from courses.owning import follow_owner
from lms.people.models import HelpContact, MessageTemplate, Organisation

STARTER_FILES = OWN_FILES


@dataclass(frozen=True)
class LoadResult:
    """The course in the first language, and the names of what was made, changed, and kept for an editor's sake."""

    course: CoursePage
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def load_course(
    source: Folder = STARTER_FILES, *, organisation: Organisation | None = None, overwrite: bool = False
) -> CoursePage:
    """Loads the course in the folder `source` and returns its page in bokmål. Raises CourseFileError."""
    return load(source, organisation=organisation, overwrite=overwrite).course


def load(
    source: Folder = STARTER_FILES, *, organisation: Organisation | None = None, overwrite: bool = False
) -> LoadResult:
    """As `load_course`, and tells what was done. `organisation` becomes the owner of a course that is new."""
    files = read_course(source)
    check_same_course(files)
    plans = {language: plan_course(files, language) for language in LANGUAGES}
    with transaction.atomic(), disable_reference_index_auto_update():
        Page.objects.select_for_update().get(pk=Page.get_first_root_node().pk)
        forget_removed_course(files.slug)
        parts = LoadedParts.read(overwrite=overwrite)
        course = Trees(parts, files, organisation).load(plans)
        for language in LANGUAGES:
            load_help_contacts(parts, files.by_language[language], language)
            load_messages(parts, files.by_language[language], language)
    return LoadResult(course, parts.made, parts.changed, parts.kept)


def forget_removed_course(slug: str) -> None:
    """Where the whole course was deleted, loading begins afresh instead of keeping it deleted page by page."""
    marks = LoadedPart.objects.filter(name__startswith=f"{slug} ")
    roots = marks.filter(name__endswith=" course").values("row")
    if not CoursePage.objects.filter(pk__in=roots).exists():
        marks.delete()


class Trees:
    """The pages of one course in all languages, tied together by their translation keys."""

    def __init__(self, parts: LoadedParts, files: CourseFiles, organisation: Organisation | None) -> None:
        self.parts, self.files, self.organisation = parts, files, organisation
        self.existing = self._existing_pages()
        self.keys: dict[str, Any] = {
            tie_of(name): self.existing[mark.row].translation_key
            for name, mark in parts.marks.items()
            if mark.row in self.existing
        }

    def load(self, plans: dict[str, PlannedPage]) -> CoursePage:
        """Front pages and courses of all languages. Returns the course in the first language."""
        root = Page.get_first_root_node()
        courses = {}
        for language, plan in plans.items():
            locale, _made = Locale.objects.get_or_create(language_code=language)
            front = self._front_page(root, language, locale)
            courses[language] = self._branch(front, plan, language, locale)
        return courses[LANGUAGES[0]]

    def _existing_pages(self) -> dict[int, Page]:
        names = (f"{self.files.slug} ", "front ")
        rows = [mark.row for name, mark in self.parts.marks.items() if name.startswith(names)]
        return {page.pk: page for page in Page.objects.filter(pk__in=rows).specific()}

    def _front_page(self, root: Page, language: str, locale: Locale) -> Page:
        model = front_page_model()
        fields = front_page_fields(self.files.front, language)
        found = model.objects.filter(locale=locale).first()
        if found:
            self.existing[found.pk] = found
        page = self._put(root, PlannedPage("", model, fields), f"front {language}", locale, existing=found)
        if language == LANGUAGES[0]:
            point_site_at(page)
            remove_welcome_page()
        root.refresh_from_db()
        return page

    def _branch(self, parent: Page, plan: PlannedPage, language: str, locale: Locale) -> Page:
        name = f"{self.files.slug} {language} {plan.name}"
        existing = self.existing.get(self.parts.row_of(name) or 0)
        page = self._put(parent, plan, name, locale, existing=existing)
        if page is not None:
            for child in plan.children:
                self._branch(page, child, language, locale)
        return page

    def _put(
        self, parent: Page, plan: PlannedPage, name: str, locale: Locale, *, existing: Page | None
    ) -> Page:
        wanted = plan.model(**plan.fields)
        if isinstance(wanted, CoursePage):
            wanted.document_texts = plan.documents
            wanted.prerequisites = plan.prerequisites = asked_in(
                plan, locale, file=f"{locale.language_code}.yaml"
            )
        fields = list(plan.fields)
        next_step = self.parts.decide(name, existing, wanted, fields)
        tie = tie_of(name)
        if next_step is Next.MAKE:
            existing = self._make(parent, wanted, locale, self.keys.get(tie))
        elif next_step is Next.CHANGE and existing is not None:
            change_page(existing, plan)
        if existing is not None:
            self.keys.setdefault(tie, existing.translation_key)
        if next_step in (Next.MAKE, Next.CHANGE) and existing is not None:
            self.parts.remember(name, existing, fields, next_step)
        return existing

    def _make(self, parent: Page, page: Page, locale: Locale, key: Any) -> Page:
        if parent.get_children().filter(slug=page.slug).exists():
            words = {"slug": page.slug, "parent": parent.title}
            raise CourseFileError(_("There is already another page «%(slug)s» under «%(parent)s».") % words)
        page.locale = locale
        page.first_published_at = page.last_published_at = timezone.now()
        if key is not None:
            page.translation_key = key
        if isinstance(page, CoursePage):
            page.organisation = self.organisation
        parent.add_child(instance=page)
        if isinstance(page, CoursePage):
            follow_owner(page)
        return page


def tie_of(name: str) -> str:
    """What a part is called in every language: its name without the language, which is the second word."""
    first, _language, *rest = name.split(" ")
    return " ".join([first, *rest])


def change_page(page: Page, plan: PlannedPage) -> None:
    """Writes the file's words over the page and publishes them, so that the history shows what was replaced."""
    for name, value in plan.fields.items():
        setattr(page, name, value)
    if isinstance(page, CoursePage):
        page.document_texts = plan.documents
        page.prerequisites = plan.prerequisites
    page.save_revision(log_action=True).publish()
    page.refresh_from_db()


def load_help_contacts(parts: LoadedParts, whole: Part, language: str) -> None:
    """The common help list in one language (R34)."""
    for position, entry in enumerate(whole.parts("help", name="key")):
        contact = HelpContact(
            key=entry.word("key"),
            language=language,
            label=entry.word("label"),
            text=entry.text("text"),
            phone=entry.text("phone"),
            position=position,
        )
        _put_row(parts, contact, f"help {language} {contact.key}", ["label", "text", "phone", "position"])


def load_messages(parts: LoadedParts, whole: Part, language: str) -> None:
    """The common messages in one language."""
    messages = whole.part("emails")
    for key in messages.content:
        entry = messages.part(key)
        message = MessageTemplate(
            key=key, language=language, subject=entry.word("subject"), body=entry.word("body")
        )
        _put_row(parts, message, f"message {language} {key}", ["subject", "body"])


def _put_row(parts: LoadedParts, wanted: models.Model, name: str, fields: list[str]) -> None:
    """One common row, found by its key and language."""
    model = type(wanted)
    existing = model._default_manager.filter(
        organisation=None, key=wanted.key, language=wanted.language
    ).first()
    next_step = parts.decide(name, existing, wanted, fields)
    if next_step in (Next.MAKE, Next.CHANGE):
        wanted.pk = existing.pk if existing else None
        wanted.save()
        parts.remember(name, wanted, fields, next_step)
