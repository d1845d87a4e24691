"""The author's desk: which courses somebody may work with in the admin, and for whom they may make new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from courses.models import CoursePage, CourseRun
from lms.people.access import organisations_where
from lms.people.models import Organisation, RoleKind, User


@dataclass
class DeskCourse:
    """One course in all its languages, as the desk lists it."""

    first: CoursePage
    pages: list[CoursePage]
    runs: int
    is_own: bool

    @property
    def is_live(self) -> bool:
        """Whether it is published in every language it has."""
        return all(page.live for page in self.pages)


def owners_for(person: User) -> list[Organisation]:
    """The associations `person` edits courses for today; all for superusers."""
    if person.is_authenticated and person.is_superuser:
        return list(Organisation.objects.order_by("name"))
    return organisations_where(person, (RoleKind.EDITOR,))


def is_author(person: User) -> bool:
    """Whether `person` has a desk at all."""
    return bool(person.is_authenticated and (person.is_superuser or owners_for(person)))


def courses_at(person: User) -> QuerySet[CoursePage]:
    """Every language of the courses `person` may take as a starting point: one's own, and those that belong to all."""
    if not is_author(person):
        return CoursePage.objects.none()
    if person.is_superuser:
        return CoursePage.objects.all()
    return CoursePage.objects.filter(Q(organisation__in=owners_for(person)) | Q(organisation=None, live=True))


def course_for_author(person: User, page_id: int) -> CoursePage:
    """The course, for its authors and for those who may copy it; 404 otherwise."""
    course = courses_at(person).select_related("locale", "organisation").filter(pk=page_id).first()
    if course is None:
        raise Http404
    return course


def desk_of(person: User) -> list[DeskCourse]:
    """The courses, one line each, one's own first. A fixed number of queries."""
    own = {organisation.pk for organisation in owners_for(person)}
    runs = (
        CourseRun.objects.filter(course__translation_key=OuterRef("translation_key"))
        .order_by()
        .values("course__translation_key")
        .annotate(number=Count("pk"))
        .values("number")
    )
    pages = courses_at(person).select_related("locale", "organisation").order_by("path")
    by_key: dict[Any, list[CoursePage]] = {}
    for page in pages.annotate(runs_held=Coalesce(Subquery(runs), 0)):
        by_key.setdefault(page.translation_key, []).append(page)
    found = []
    for group in by_key.values():
        first = min(group, key=_language_order)
        is_own = person.is_superuser or first.organisation_id in own
        found.append(DeskCourse(first, sorted(group, key=_language_order), first.runs_held, is_own))
    return sorted(found, key=lambda course: not course.is_own)


def suggested_titles(course: CoursePage, owner: Organisation | None) -> dict[str, str]:
    """A name for the new edition in each language: with the association's name, or with the year for one's own."""
    mark = timezone.localdate().year if owner is None or owner == course.organisation else owner.short_name
    pages = course.get_translations(inclusive=True).select_related("locale")
    found = {page.locale.language_code: f"{page.title}, {mark}" for page in pages}
    return {language: found[language] for language, _name in settings.LANGUAGES if language in found}


def _language_order(page: CoursePage) -> int:
    return [code for code, _name in settings.LANGUAGES].index(page.locale.language_code)
