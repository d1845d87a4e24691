"""Makes a new edition of a course: the whole course once more, in every language, with keys of its own.

What people did stays with the edition they did it in. Numbers («6.2») are kept, so that a later run can tell what was
done before.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import OneToOneField
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from courses.errors import CourseError
from courses.models import CoursePage
from courses.owning import follow_owner
from lms.people.access import holds
from lms.people.models import Organisation, RoleKind, User

#: What is a page's own and no other's: its revisions, its locks, its dates, and whose alias it is.
HISTORY = {
    "live_revision",
    "latest_revision_created_at",
    "alias_of",
    "locked",
    "locked_at",
    "locked_by",
    "go_live_at",
    "expire_at",
    "expired",
}
#: «-2» at the end of an address; a year is part of the name.
EDITION_NUMBER = re.compile(r"-\d{1,3}$")


@transaction.atomic
def new_edition(
    *,
    course: CoursePage,
    organisation: Organisation | None = None,
    titles: Mapping[str, str] | None = None,
    by: User | None = None,
) -> CoursePage:
    """The whole course once more, owned by `organisation`, in every language it has. Returns it in `course`'s language.

    `titles` gives names by language; a language without one keeps its name. `by` None is the system. What was published
    is published below the new course page; the course page itself is a draft, so that nobody meets it before its
    editor is ready. Raises CourseError when `by` may not, or when the name is taken (so a double click makes one).
    """
    sources = list(course.get_translations(inclusive=True).order_by("path").select_for_update())
    refuse_unless_may_own(by=by, course=course, organisation=organisation)
    named = {source: (titles or {}).get(source.locale.language_code, source.title) for source in sources}
    refuse_taken_names(named.items())
    slug = free_address(course.slug, [source.get_parent() for source in sources])
    keys: dict[UUID, UUID] = defaultdict(uuid.uuid4)
    owner_id = organisation.pk if organisation else None
    copies = {}
    for source, title in named.items():
        words = {
            "title": title,
            "draft_title": title,
            "slug": slug,
            "organisation_id": owner_id,
        }
        copies[source.pk] = _copy(source, words, keys, by)
    return copies[course.pk]


@transaction.atomic
def as_drafts(copy: Page) -> None:
    """Takes a fresh copy and all below it off the screens. A course would otherwise have two activities of one number."""
    Page.objects.filter(path__startswith=copy.path, live=True).update(
        live=False, has_unpublished_changes=True, live_revision=None
    )


def refuse_unless_may_own(
    *, by: User | None, organisation: Organisation | None, course: CoursePage | None = None
) -> None:
    """Raises CourseError unless `by` edits for the association that will own a new course, and may see its source."""
    if by is None or by.is_superuser:
        return
    owners = [owner for owner in (organisation, course and course.organisation) if owner]
    if organisation is None or not all(holds(by, owner, (RoleKind.EDITOR,)) for owner in owners):
        raise CourseError(_("Only editors of the association that will own the course can do this."))


def refuse_taken_names(named: Iterable[tuple[CoursePage, str]]) -> None:
    """Raises CourseError when another course in the same language is called the same."""
    for source, title in named:
        if CoursePage.objects.filter(locale=source.locale, title=title).exists():
            raise CourseError(
                _("There is already a course called «%(title)s». Give the new one another name.")
                % {"title": title}
            )


def free_address(wanted: str, parents: Iterable[Page]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3` …: the first address that is free under all of `parents`."""
    stem = EDITION_NUMBER.sub("", wanted)
    paths = [parent.path for parent in parents]
    below = [Page.objects.filter(path__startswith=path, slug__startswith=stem) for path in paths]
    taken = {slug for pages in below for slug in pages.values_list("slug", flat=True)}
    tried, count = wanted, 1
    while tried in taken:
        count += 1
        tried = f"{stem}-{count}"
    return tried


def _copy(
    source: CoursePage, words: dict[str, object], keys: dict[UUID, UUID], by: User | None
) -> CoursePage:
    """One language. `keys` holds the new key of each old one, and is shared by all languages."""
    fresh = {
        "live": False,
        "has_unpublished_changes": True,
        "first_published_at": None,
        "owner_id": by and by.pk,
    }
    course: CoursePage = source.get_parent().add_child(instance=twin(source, keys, **words, **fresh))
    below = source.get_descendants().order_by("path").specific()
    for page in below:
        # The places in the tree are already known, so each page is written once, where it belongs.
        place = {
            "path": course.path + page.path[len(source.path) :],
            "depth": page.depth,
            "owner_id": by and by.pk,
        }
        twin(page, keys, **place, numchild=page.numchild).save(clean=False)
    CoursePage.objects.filter(pk=course.pk).update(numchild=source.numchild)
    course.refresh_from_db()
    follow_owner(course)
    log(course, "wagtail.create", user=by, content_changed=True)
    return course


def twin(page: Page, keys: dict[UUID, UUID], **changes: object) -> Page:
    """A page with the same published words and rules, not saved yet. What belongs to its history is left behind."""
    left_out = {*page.default_exclude_fields_in_copy, *page.exclude_fields_in_copy, *HISTORY}
    fields = {
        field.attname: getattr(page, field.attname)
        for field in page._meta.concrete_fields
        if field.name not in left_out and not isinstance(field, OneToOneField)
    }
    now = timezone.now() if page.live else None
    dates = {"first_published_at": now, "last_published_at": now}
    tied = {"translation_key": keys[page.translation_key], "has_unpublished_changes": not page.live}
    made = type(page)(**{**fields, **dates, **tied, **changes})
    page.copy_all_child_relations(made, exclude=list(left_out))
    return made
