"""A new activity begins with what its kind usually has, in the language of its course."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from courses.activities.defaults import defaults_for
from courses.activities.kinds import KINDS
from courses.activities.scenario.graph import problems_of, steps_in
from courses.kinds import MarkedBy
from courses.models import ModulePage, PracticePage, ReflectionPage, ScenarioPage
from courses.owning import follow_owner
from lms.people.models import RoleKind
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_role

pytestmark = pytest.mark.django_db


def test_every_kind_says_what_it_begins_with():
    """Fails for a new kind that says nothing of its own."""
    assert [kind.name for kind in KINDS.values() if "begins_with" not in vars(kind.page_model)] == []


def test_the_number_is_the_first_free_one_and_the_words_are_the_courses_own():
    course = make_course("nn")
    found = defaults_for(PracticePage, ModulePage.objects.descendant_of(course).get())
    assert (found["code"], found["marked_by"], found["minutes"]) == ("1.10", MarkedBy.LEADER, 30)
    assert "Fortel om noko lite" in unescape(found["roles"].encode().decode("unicode_escape"))


def test_a_parent_that_is_no_module_gives_no_number():
    """Wagtail asks for a preview below any page; without this the form would fall over."""
    assert defaults_for(ReflectionPage, make_course())["code"] == ""


def test_a_new_scenario_can_be_published_as_it_begins():
    module = ModulePage.objects.descendant_of(make_course()).get()
    page = ScenarioPage(steps=defaults_for(ScenarioPage, module)["steps"])
    assert problems_of("start", steps_in(page.steps)) == []
    assert [step.name for step in steps_in(page.steps)] == ["start", "slutt"]


def test_the_form_of_every_kind_opens_filled_in_and_explains_itself(client):
    role = make_role(kind=RoleKind.EDITOR)
    course = make_course(organisation=role.organisation)
    follow_owner(course)
    log_in_with_second_factor(client, role.person)
    module = ModulePage.objects.descendant_of(course).get()
    for kind in KINDS.values():
        address = reverse(
            "wagtailadmin_pages:add", args=["courses", kind.page_model._meta.model_name, module.pk]
        )
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'value="1.10"' in answer.text
        assert f'value="{kind.page_model.begins_with["minutes"]}"' in answer.text
        assert "Omtrent hvor lang tid det tar, med tid til å tenke." in answer.text
