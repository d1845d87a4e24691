"""What the outline of a course is read from: the base rows of modules and activities, in one query, never any content."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Length, Substr
from wagtail.models import Page

from courses.models import CoursePage
from lms.people.prepared import Prepared

COLUMNS = (
    "pk",
    "path",
    "title",
    "translation_key",
    "content_type__model",
    "locale__language_code",
    "modulepage__code",
    "modulepage__theme",
    "modulepage__goals",
    "modulepage__introduction",
    "activitypage__code",
    "activitypage__minutes",
    "activitypage__required",
    "activitypage__marked_by",
    "activitypage__in_gathering",
    "activitypage__sharing_ceiling",
    "activitypage__may_be_skipped",
)
#: Where the first page under another can stand, and the last: an index finds a range, and knows no `startswith`.
FIRST_STEP, LAST_STEP = Page.alphabet[0] * Page.steplen, Page.alphabet[-1] * Page.steplen


class Row(NamedTuple):
    """The columns, by the names they have here. Those of a module are None for an activity, and the other way round."""

    pk: int
    path: str
    title: str
    key: UUID
    model: str
    language: str
    module_code: str | None
    theme: str | None
    goals: str | None
    introduction: str | None
    code: str | None
    minutes: int
    required: bool
    marked_by: str
    in_gathering: str
    sharing_ceiling: str
    may_be_skipped: bool


#: A page of the course with the page that shows it in the reader's language, which may be the same.
Pairs = list[tuple[Row, Row]]
Made = TypeVar("Made")


def of_course(course: CoursePage, language: str, make: Callable[[Pairs], Made]) -> Made:
    """`make` of every live module and activity of the course, paired with the page to show, in tree order. One query.

    What is made of the same rows is shared (`Prepared.made`), so nobody changes it.
    """
    where = {"first": course.path + FIRST_STEP, "last": course.path + LAST_STEP * 2}
    if _is_in(course, language):
        return _WHOLE_ALONE.made(_alone, make, **where)
    return _WHOLE.made(_paired, make, course.path, language, language=language, **where)


def around(course: CoursePage, language: str, activity_path: str, make: Callable[[Pairs], Made]) -> Made:
    """The same for one activity: its module with everything in it, and the activity that follows. One query."""
    module = activity_path[: -Page.steplen]
    where = {
        "module": module,
        "last_in_module": module + LAST_STEP,
        "activity": activity_path,
        "last_in_course": course.path + LAST_STEP * 2,
    }
    if _is_in(course, language):
        return _AROUND_ALONE.made(_alone, make, **where)
    return _AROUND.made(_paired, make, course.path, language, language=language, **where)


def path_in_course(course_path: str, code: str) -> Subquery:
    """Where the live activity with the number `code` stands, for the course whose path is the column `course_path`."""
    here = _activities().filter(in_course(course_path), activitypage__code=code)
    return Subquery(here.order_by("-path").values("path")[:1])


def in_course(course_path: str) -> Q:
    """Pages that stand in the course whose path is the column `course_path` of the outer query."""
    return Q(path__gt=OuterRef(course_path), path__lt=Concat(OuterRef(course_path), Value(LAST_STEP * 2)))


def _is_in(course: CoursePage, language: str) -> bool:
    """Whether the course itself is in that language, where its language is at hand: then no translation is looked for."""
    at_hand = CoursePage._meta.get_field("locale").is_cached(course)
    return at_hand and course.locale.language_code == language


def _alone(found: list[tuple], make: Callable[[Pairs], Made]) -> Made:
    rows = [Row._make(columns) for columns in found]
    return make(list(zip(rows, rows, strict=True)))


def _paired(found: list[tuple], make: Callable[[Pairs], Made], course_path: str, language: str) -> Made:
    rows = [Row._make(columns) for columns in found]
    shown = {row.key: row for row in rows if row.language == language}
    return make([(row, shown.get(row.key, row)) for row in rows if row.path.startswith(course_path)])


def _whole(first: str, last: str, language: str | None = None) -> QuerySet:
    """Every live module and activity in the tree, with its page in `language`, in tree order."""
    return _shown_in(language, Q(path__range=(first, last)))


def _around(
    module: str, last_in_module: str, activity: str, last_in_course: str, language: str | None = None
) -> QuerySet:
    """What lies from the module to its last place, and the first activity of the course after `activity`."""
    following = _activities().filter(path__gt=activity, path__lt=last_in_course).order_by("path")
    here = Q(path__range=(module, last_in_module))
    return _shown_in(language, here | Q(path=Subquery(following.values("path")[:1])))


def _activities() -> QuerySet:
    """Live activities in live modules: what stands in no live module is in no outline."""
    module = Page.objects.live().filter(modulepage__isnull=False, path=_path_above("path"))
    return Page.objects.live().filter(Exists(module), activitypage__isnull=False)


def _path_above(path: str) -> Substr:
    """The path of the page above the one in the outer query."""
    return Substr(OuterRef(path), 1, Length(OuterRef(path)) - Page.steplen)


def _shown_in(language: str | None, chosen: Q) -> QuerySet:
    """The chosen modules and activities, and what translates them into `language` unless they need none."""
    ours = Q(modulepage__isnull=False) | Q(activitypage__isnull=False)
    keys = Page.objects.live().filter(chosen).values("translation_key")
    wanted = chosen | Q(locale__language_code=language, translation_key__in=keys) if language else chosen
    return Page.objects.live().filter(ours, wanted).order_by("path").values_list(*COLUMNS)


_TREE = {"first": str, "last": str}
_NEAR = {"module": str, "last_in_module": str, "activity": str, "last_in_course": str}
_WHOLE, _WHOLE_ALONE = Prepared(_whole, language=str, **_TREE), Prepared(_whole, **_TREE)
_AROUND, _AROUND_ALONE = Prepared(_around, language=str, **_NEAR), Prepared(_around, **_NEAR)
