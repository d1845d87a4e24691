"""All that a person has written, for the person alone: by course and module, with who reads each text now.

The newest course stands first. A fixed number of queries, however much it is. What was chosen or ticked is named and not
shown: it stands on its own page, and goes with the rest when everything is deleted.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage, Response
from courses.activities.contract import Kind
from courses.activities.sharing import Reach, reach_of
from courses.erasing import kept_rows, kinds_with_words, words_of
from courses.kinds import Sharing
from courses.models import BroughtText, Enrolment, ModulePage, OtherVersion, RunLeader
from courses.retention import deletion_date
from lms.people.dates import list_words
from lms.people.models import User

STEP = ActivityPage.steplen


@dataclass(frozen=True)
class OwnText:
    """One text and who reads it. After the first of `texts` come what is being written and other versions of it."""

    response_id: int
    code: str
    title: str
    texts: tuple[str, ...]
    changed_at: datetime.datetime
    who_reads: str
    is_private: bool


@dataclass(frozen=True)
class BroughtCopy:
    """A copy for the approval conversation, and whether somebody has the case in which it can be read."""

    title: str
    text: str
    in_case: bool


@dataclass
class OwnModule:
    """The texts of one module, in the order of the course."""

    title: str
    texts: list[OwnText] = field(default_factory=list)


@dataclass
class OwnCourse:
    """What is kept of one place in a course. `others` are the titles of what was chosen or ticked, `brought` the copies
    for the approval conversation."""

    place: Enrolment
    deleted_on: datetime.date | None
    modules: list[OwnModule] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    brought: list[BroughtCopy] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the course is called where it is held."""
        return self.place.course_run.title


def own_courses(person: User, language: str) -> list[OwnCourse]:
    """Every course in which something of the person's own is kept, titles in `language` where the course has it."""
    return _OwnWords(person, language).courses()


class _OwnWords:
    """What is asked for once and put together."""

    def __init__(self, person: User, language: str) -> None:
        self.language = language
        found = Enrolment.objects.of(person).select_related("course_run__course", "organisation")
        self.places = {place.pk: place for place in found.order_by("-course_run__starts_on", "-pk")}
        self.words = [
            (kind, row)
            for kind in kinds_with_words()
            for row in words_of(kind).filter(enrolment__in=self.places).order_by("pk")
        ]
        self.others = list(kept_rows(enrolments=self.places, without=[row.pk for _kind, row in self.words]))
        brought = BroughtText.objects.filter(enrolment__in=self.places)
        self.copies = list(brought.select_related("enrolment__case_notice"))

    def courses(self) -> list[OwnCourse]:
        """In the order of the places, without those in which nothing is kept."""
        found = {pk: OwnCourse(place, _coming_day(place)) for pk, place in self.places.items()}
        modules: dict[tuple[int, str], OwnModule] = {}
        for kind, row in sorted(self.words, key=lambda pair: self.pages[pair[1].activity_key].path):
            path = self.pages[row.activity_key].path[:-STEP]
            if (row.enrolment_id, path) not in modules:
                module = modules[row.enrolment_id, path] = OwnModule(self.module_titles[path])
                found[row.enrolment_id].modules.append(module)
            modules[row.enrolment_id, path].texts.append(self._text(kind, row))
        for row in sorted(self.others, key=lambda row: self.pages[row.activity_key].path):
            found[row.enrolment_id].others.append(self.pages[row.activity_key].title)
        for copy in self.copies:
            title = self.pages[copy.activity_key].title
            found[copy.enrolment_id].brought.append(BroughtCopy(title, copy.text, copy.is_in_case))
        return [course for course in found.values() if course.modules or course.others or course.brought]

    def _text(self, kind: Kind, row: Response) -> OwnText:
        page, place = self.pages[row.activity_key], self.places[row.enrolment_id]
        written = (*(getattr(row, name) for name in kind.own_words), *self.versions[row.pk])
        allowed = (*kind.sharing_choices(page), *((Sharing.GROUP,) if kind.reaches_group(page) else ()))
        hidden = row.hidden_at is not None
        reach = reach_of(chosen=row.sharing, allowed=allowed, place=place, is_hidden=hidden)
        in_case = (place.pk, row.activity_key) in self.in_case
        return OwnText(
            response_id=row.pk,
            code=page.code,
            title=page.title,
            texts=tuple(dict.fromkeys(text for text in written if text.strip())),
            changed_at=row.changed_at,
            who_reads=who_reads(reach, self.leaders[place.course_run_id], in_case=in_case),
            is_private=reach.nobody_else and not in_case,
        )

    @cached_property
    def pages(self) -> dict[UUID, ActivityPage]:
        """By key, the page in the reader's language, else in any. Where people write, the whole page: it says how far
        a text may be shared."""
        rows = [*(row for _kind, row in self.words), *self.others, *self.copies]
        keys = {row.activity_key for row in rows}
        models = [ActivityPage, *(kind.page_model for kind in kinds_with_words())]
        every = [
            page
            for model in models
            for page in model.objects.filter(translation_key__in=keys)
            .select_related("locale")
            .order_by("path")
        ]
        in_order = sorted(every, key=lambda page: page.locale.language_code == self.language)
        return {page.translation_key: page for page in in_order}

    @cached_property
    def module_titles(self) -> dict[str, str]:
        """By path."""
        paths = {page.path[:-STEP] for page in self.pages.values()}
        return dict(ModulePage.objects.filter(path__in=paths).values_list("path", "title"))

    @cached_property
    def versions(self) -> dict[int, list[str]]:
        """Other versions of a text that the person has not chosen between yet."""
        found: dict[int, list[str]] = defaultdict(list)
        for version in OtherVersion.objects.filter(response__in=[row.pk for _kind, row in self.words]):
            found[version.response_id].append(version.text)
        return found

    @cached_property
    def in_case(self) -> set[tuple[int, UUID]]:
        """What those who have the person's case can read a copy of now."""
        return {(copy.enrolment_id, copy.activity_key) for copy in self.copies if copy.is_in_case}

    @cached_property
    def leaders(self) -> dict[int, list[str]]:
        """First names of those who lead today, by run."""
        found: dict[int, list[str]] = defaultdict(list)
        runs = {place.course_run_id for place in self.places.values()}
        held = RunLeader.objects.held_on().filter(course_run__in=runs).select_related("person").order_by("pk")
        for leader in held:
            found[leader.course_run_id].append(leader.person.first_name)
        return found


def _coming_day(place: Enrolment) -> datetime.date | None:
    """The day of deletion when it is still to come. One that has passed waits for its notice, and moves with it."""
    day = deletion_date(place)
    return day if day and day > timezone.localdate() else None


def who_reads(reach: Reach, leaders: Iterable[str], *, in_case: bool = False) -> str:
    """One or two sentences: who else can read a text now, by name where it is known."""
    names = list_words(list(leaders)) or _("those who lead the course")
    if reach.hidden:
        sentence = _("Hidden from the group. You and %(names)s can read it.") % {"names": names}
    elif reach.group:
        sentence = _("You, %(names)s and the group can read it while the course lasts.") % {"names": names}
    elif reach.leaders:
        sentence = _("You and %(names)s can read it.") % {"names": names}
    else:
        sentence = _("Only you can read it.")
    if in_case:
        copy = _("Those who have your case can read the copy you brought to the conversation.")
        return copy if reach.nobody_else else f"{sentence} {copy}"
    return sentence
