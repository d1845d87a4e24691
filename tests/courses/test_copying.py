"""A new edition of a course: all languages at once, keys of its own, and nothing of the old one touched."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from courses.copying import new_edition
from courses.errors import CourseError
from courses.kinds import ResponseState
from courses.models import ActivityPage, CoursePage, ModulePage, ReflectionResponse, Response
from courses.outline import Outline
from lms.people.models import RoleKind
from tests.making import make_activity, make_course, make_enrolment, make_organisation, make_role, make_run

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TITLES = {language: f"Nytt kurs, {language}" for language in LANGUAGES}


def in_all_languages(**fields: object) -> CoursePage:
    """A small course in bokmål, nynorsk and English."""
    course = make_course(**fields)
    for language in LANGUAGES[1:]:
        make_course(language, like=course, **fields)
    return course


def keys(course: CoursePage) -> list[tuple]:
    """Kind, number, address and key of everything in a course, from top to bottom."""
    pages = course.get_descendants(inclusive=True).order_by("path").specific()
    return [(type(page), getattr(page, "code", ""), page.translation_key) for page in pages]


def shape(course: CoursePage) -> list[tuple]:
    """What an edition keeps: kind, number, title, text and rules."""
    pages = ActivityPage.objects.descendant_of(course).order_by("path")
    return list(
        pages.values_list(
            "content_type", "code", "title", "slug", "body", "required", "minutes", "marked_by", "live"
        )
    )


def test_a_new_edition_has_every_language_and_one_new_key_for_each_activity():
    """`_give_keys`; without it each language would get keys of its own, and nobody could switch."""
    course = in_all_languages()
    made = new_edition(course=course, titles=TITLES)
    editions = [made, *made.get_translations().order_by("path")]
    assert [page.title for page in editions] == list(TITLES.values())
    assert [keys(page) for page in editions] == [keys(made)] * 3
    assert not {key for *_rest, key in keys(made)} & {key for *_rest, key in keys(course)}
    olds = [course, *course.get_translations().order_by("path")]
    assert [shape(page) for page in editions] == [shape(page) for page in olds]
    assert {page.slug for page in editions} == {made.slug}


@pytest.mark.wide
def test_the_starter_course_in_three_languages(starter_course):
    """The real one: 92 pages in each language, with documents and all that kinds keep."""
    made = new_edition(course=starter_course, titles=TITLES)
    assert made.slug == "grunnkurs-2"
    assert len(keys(made)) == len(keys(starter_course))
    assert [row[:2] for row in keys(made)] == [row[:2] for row in keys(starter_course)]
    for language in LANGUAGES:
        old, new = (
            CoursePage.objects.get(translation_key=page.translation_key, locale__language_code=language)
            for page in (starter_course, made)
        )
        assert keys(new) == keys(made)
        assert list(new.document_texts.values_list("key", "body", "lines", "labels")) == list(
            old.document_texts.values_list("key", "body", "lines", "labels")
        )
        pairs = zip(
            ActivityPage.objects.descendant_of(old).order_by("path").specific(),
            ActivityPage.objects.descendant_of(new).order_by("path").specific(),
            strict=True,
        )
        for before, after in pairs:
            streams = [
                field for field in ("prompts", "steps", "lines", "programme") if hasattr(before, field)
            ]
            assert [getattr(after, name).get_prep_value() for name in streams] == [
                getattr(before, name).get_prep_value() for name in streams
            ]
    problems = Page.find_problems()
    assert problems == ([], [], [], [], [])


def test_what_was_done_stays_with_the_old_edition():
    """A run goes on as before: same page, same key, same outline, same words."""
    course = in_all_languages()
    enrolment = make_enrolment(make_run(course))
    page = ActivityPage.objects.descendant_of(course).get(code="1.2")
    now = timezone.now()
    ReflectionResponse.objects.create(
        enrolment=enrolment,
        activity_key=page.translation_key,
        page=page,
        text="Mine ord.",
        state=ResponseState.DONE,
        started_at=now,
        changed_at=now,
    )
    before = list(Response.objects.non_polymorphic().values()), Outline.of(course, "nn")
    tree = list(course.get_descendants(inclusive=True).values())
    made = new_edition(course=course, titles=TITLES)
    assert (list(Response.objects.non_polymorphic().values()), Outline.of(course, "nn")) == before
    assert list(course.get_descendants(inclusive=True).values()) == tree
    assert ReflectionResponse.objects.get().text == "Mine ord."
    new_keys = [activity.key for activity in Outline.of(made, "nb").activities]
    assert Response.objects.filter(activity_key__in=new_keys).count() == 0


def test_a_copy_of_the_common_course_belongs_to_ones_own_association_and_no_other():
    """`follow_owner` in `_copy`; without it nobody but superusers could edit the copy."""
    course = in_all_languages()
    editor = make_role(kind=RoleKind.EDITOR)
    made = new_edition(course=course, organisation=editor.organisation, titles=TITLES, by=editor.person)
    for page in (made, *made.get_translations()):
        groups = GroupPagePermission.objects.filter(page=page).values_list("group__name", flat=True)
        assert page.organisation == editor.organisation
        assert set(groups) == {f"editor:{editor.organisation.pk}"}
        assert page.permissions_for_user(editor.person).can_publish() is True
    other = make_role(kind=RoleKind.EDITOR).person
    assert made.permissions_for_user(other).can_edit() is False


def test_the_new_course_is_a_draft_and_what_is_below_is_ready():
    course = make_course()
    hidden = ActivityPage.objects.descendant_of(course).get(code="1.1")
    hidden.unpublish()
    made = new_edition(course=course, titles=TITLES)
    assert (made.live, made.has_unpublished_changes, made.first_published_at) == (False, True, None)
    below = Page.objects.descendant_of(made).order_by("path").values_list("live", flat=True)
    assert list(below) == [True, False, *[True] * 8]
    made.save_revision().publish()
    made.refresh_from_db()
    assert made.live is True
    assert keys(made)[0][2] == made.translation_key


def test_the_same_name_twice_is_refused_so_a_double_click_makes_one():
    course = in_all_languages()
    new_edition(course=course, titles=TITLES)
    with pytest.raises(CourseError, match="Det finnes allerede et kurs som heter «Nytt kurs, nb»"):
        new_edition(course=course, titles=TITLES)
    assert CoursePage.objects.filter(title__startswith="Nytt kurs").count() == 3


def test_an_edition_of_an_edition_gets_the_next_number():
    course = make_course()
    course.slug = "kurs-2026"
    course.save()
    second = new_edition(course=course, titles={"nb": "To"})
    third = new_edition(course=second, titles={"nb": "Tre"})
    assert [page.slug for page in (second, third)] == ["kurs-2026-2", "kurs-2026-3"]


def test_pages_that_are_in_one_language_only_are_copied_too():
    course = in_all_languages()
    module = ModulePage.objects.descendant_of(course).get()
    make_activity(module, "reading", code="1.99")
    made = new_edition(course=course, titles=TITLES)
    assert [code for _kind, code, _key in keys(made)].count("1.99") == 1
    assert len(keys(made)) == len(keys(made.get_translations().first())) + 1


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.ADMINISTRATOR, RoleKind.COMMITTEE_MEMBER])
def test_only_editors_of_the_owning_association_make_editions(kind):
    """Another association's editor, its own secretariat and committee: nobody else's course is taken."""
    ours, theirs = make_organisation(), make_organisation()
    course = make_course(organisation=theirs)
    stranger = make_role(organisation=ours, kind=kind).person
    for owner in (ours, theirs, None):
        with pytest.raises(CourseError, match="Bare redaktører"):
            new_edition(course=course, organisation=owner, titles=TITLES, by=stranger)
    if kind != RoleKind.EDITOR:
        own = make_role(organisation=theirs, kind=kind).person
        with pytest.raises(CourseError, match="Bare redaktører"):
            new_edition(course=course, organisation=theirs, titles=TITLES, by=own)
    assert CoursePage.objects.filter(title="Nytt kurs, nb").count() == 0
