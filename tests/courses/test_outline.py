"""The outline of a course: everything in order, in the language asked for, in one query however long it is."""

from __future__ import annotations

import pytest
from django.test import override_settings
from wagtail.models import Page

from courses.models import ActivityPage, CoursePage, ModulePage
from courses.outline import Outline
from tests.making import make_activity, make_course

pytestmark = pytest.mark.django_db


def test_the_starter_course_has_its_ten_modules_and_eighty_two_activities_in_order(starter_course):
    outline = Outline.of(starter_course, "nb")
    assert [module.code for module in outline.modules] == [str(number) for number in range(10)]
    assert len(outline.activities) == 82
    assert len(outline.required_keys()) == 34
    assert [activity.code for activity in outline.modules[9].activities] == [
        *("9.r1", "9.1", "9.r2", "9.5", "9.r3", "9.2", "9.r4", "9.3", "9.r5", "9.4"),
    ]
    assert {activity.kind for activity in outline.activities} == {
        *(
            "reading",
            "reflection",
            "group_reflection",
            "practice",
            "scenario",
            "checklist",
            "pledge",
            "gathering",
        ),
    }


@pytest.mark.parametrize(
    ("language", "title", "goal"),
    [
        ("nb", "Hvorfor jeg, hvorfor nå?", "Du vet hva kurset er, og hva det ikke er."),
        ("nn", "Kvifor eg, kvifor no?", "Du veit kva kurset er, og kva det ikkje er."),
        ("en", "Why me, why now?", "You know what the course is, and what it is not."),
    ],
)
def test_titles_goals_and_pages_are_in_the_language_asked_for(starter_course, language, title, goal):
    outline = Outline.of(starter_course, language)
    activity = outline.by_code["0.1"]
    assert activity.title == title
    assert outline.modules[0].goals[0] == goal
    assert ActivityPage.objects.get(pk=activity.page_id).locale.language_code == language


def test_keys_are_the_same_whichever_language_one_reads_or_the_run_was_planned_in(starter_course):
    nynorsk = CoursePage.objects.get(slug="grunnkurs", locale__language_code="nn")
    keys = [activity.key for activity in Outline.of(starter_course, "nb").activities]
    assert [activity.key for activity in Outline.of(nynorsk, "en").activities] == keys


def test_a_page_without_a_live_translation_is_shown_in_the_language_of_the_course():
    course = make_course()
    translated = make_course("nn", like=course)
    page = ActivityPage.objects.descendant_of(translated).get(code="1.2")
    ActivityPage.objects.filter(pk=page.pk).update(live=False, title="Utkast")
    outline = Outline.of(course, "nn")
    assert outline.by_code["1.2"].title == "reflection 1.2"
    assert outline.by_code["1.2"].page_id == ActivityPage.objects.descendant_of(course).get(code="1.2").pk


def test_an_unpublished_activity_is_not_in_the_outline():
    course = make_course()
    ActivityPage.objects.descendant_of(course).filter(code="1.2").update(live=False)
    outline = Outline.of(course, "nb")
    assert "1.2" not in outline.by_code
    assert len(outline.activities) == 8


def test_numbers_and_rules_are_those_of_the_course_not_of_its_translation():
    course = make_course()
    translated = make_course("nn", like=course)
    ActivityPage.objects.descendant_of(translated).filter(code="1.2").update(required=False, code="9.9")
    activity = Outline.of(course, "nn").by_code["1.2"]
    assert activity.required is True


def test_next_before_and_what_happens_in_a_gathering(starter_course):
    outline = Outline.of(starter_course, "nb")
    assert outline.next_after("0.4").code == "1.r1"
    assert outline.before("1.r1").code == "0.4"
    assert (outline.before("0.r1"), outline.next_after("9.4")) == (None, None)
    assert [activity.code for activity in outline.in_gathering("9.5")] == ["6.3", "7.2", "8.1", "9.1"]


@override_settings(DEBUG=False)
def test_one_query_with_nine_activities_and_with_forty(django_assert_num_queries):
    course = make_course()
    with django_assert_num_queries(1):
        assert len(Outline.of(course, "nn").activities) == 9
    module = ModulePage.objects.child_of(course).get()
    for number in range(31):
        make_activity(module, "reading", code=f"2.{number}")
    with django_assert_num_queries(1):
        assert len(Outline.of(course, "nn").activities) == 40


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_around_an_activity_lies_its_module_and_what_follows_as_in_the_whole_course(starter_course, language):
    """Fails if a step, a title or the next activity differed from what the whole outline says, for any of the 82."""
    whole = Outline.of(starter_course, language)
    for step in whole.activities:
        path = ActivityPage.objects.child_of(
            ModulePage.objects.child_of(starter_course).get(code=step.module_code)
        )
        around = Outline.around(starter_course, language, path.get(code=step.code).path)
        module = next(module for module in whole.modules if module.code == step.module_code)
        assert around.modules == [module]
        assert around.by_code[step.code] == step
        following, here = whole.next_after(step.code), around.next_after(step.code)
        assert (here and here.key) == (following and following.key)


def test_what_follows_is_never_an_activity_that_is_in_no_outline(starter_course):
    """Fails if what stands in an unpublished module, or is a draft, came next."""
    last_in_first = Outline.of(starter_course, "nb").modules[1].activities[-1]
    second, third = (ModulePage.objects.child_of(starter_course).get(code=code) for code in ("2", "3"))
    drafted = ActivityPage.objects.child_of(third).order_by("path").first()
    Page.objects.filter(pk__in=[second.pk, drafted.pk]).update(live=False)
    path = ActivityPage.objects.descendant_of(starter_course).get(code=last_in_first.code).path
    following = Outline.around(starter_course, "nb", path).next_after(last_in_first.code)
    assert following.key == Outline.of(starter_course, "nb").next_after(last_in_first.code).key
    assert following.key == ActivityPage.objects.child_of(third).order_by("path")[1].translation_key


def test_around_an_activity_is_one_query(starter_course, django_assert_num_queries):
    path = ActivityPage.objects.descendant_of(starter_course).get(code="3.1").path
    with django_assert_num_queries(1):
        Outline.around(starter_course, "nn", path)
