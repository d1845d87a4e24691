"""Editing the course in the Wagtail admin: drafts may be unfinished, what is published holds together."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import ScenarioPage
from courses.owning import follow_owner
from lms.people.models import RoleKind
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_organisation, make_role

pytestmark = pytest.mark.django_db


def scenario_form(page: ScenarioPage, steps: list[tuple[str, list[tuple[str, str]], str]]) -> dict[str, str]:
    """What the editor sends: steps as (name, [(letter, leads to)], closing words)."""
    blocks = [
        (
            "step",
            {
                "name": name,
                "text": "Noe skjer.",
                "choices": {
                    "count": str(len(choices)),
                    **{
                        f"{number}": {
                            "value": {"key": key, "text": "Dette", "response": "Slik", "next": leads_to},
                            "order": str(number),
                            "deleted": "",
                            "type": "item",
                            "id": "",
                        }
                        for number, (key, leads_to) in enumerate(choices)
                    },
                },
                "ending": ending,
            },
        )
        for name, choices, ending in steps
    ]
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "content_notice": "",
            "body": rich_text(page.body),
            "start": "start",
            "steps": streamfield(blocks),
            "code": page.code,
            "minutes": "10",
            "marked_by": page.marked_by,
            "in_gathering": page.in_gathering,
            "sharing_ceiling": page.sharing_ceiling,
            "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""},
        }
    )


DEAD_END = [("start", [("a", "stuck"), ("b", "end")], ""), ("stuck", [], ""), ("end", [], "Takk.")]
WHOLE = [("start", [("a", "end")], ""), ("end", [], "Takk.")]


def a_scenario() -> ScenarioPage:
    """The scenario of a small course."""
    return ScenarioPage.objects.descendant_of(make_course()).get()


def test_a_scenario_with_a_dead_end_is_refused_at_publishing_in_a_sentence_that_names_it(client, superuser):
    page = a_scenario()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(address, {**scenario_form(page, DEAD_END), "action-publish": "1"})
    assert answer.status_code == 200
    sentence = "Steget «stuck» er en blindvei: det har verken valg eller avslutning."
    assert json.dumps(sentence)[1:-1] in unescape(answer.text)
    page.refresh_from_db()
    assert [block.value["name"] for block in page.steps] == ["start", "repair", "end"]
    assert page.latest_revision is None


def test_an_unfinished_scenario_may_be_saved_as_a_draft(client, superuser):
    page = a_scenario()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(address, scenario_form(page, DEAD_END)).status_code == 302
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert [block.value["name"] for block in draft.steps] == ["start", "stuck", "end"]
    assert [block.value["name"] for block in page.steps] == ["start", "repair", "end"]


def test_a_scenario_that_holds_together_is_published(client, superuser):
    page = a_scenario()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(address, {**scenario_form(page, WHOLE), "action-publish": "1"}).status_code == 302
    page.refresh_from_db()
    assert [block.value["name"] for block in page.steps] == ["start", "end"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "1.1", "En annen aktivitet i dette kurset har nummeret 1.1."),
        ("in_gathering", "7.7", "Kurset har ingen økt med nummeret 7.7."),
        ("in_gathering", "1.1", "Kurset har ingen økt med nummeret 1.1."),
    ],
)
def test_numbers_that_mean_nothing_are_refused_at_publishing(client, superuser, field, value, sentence):
    page = a_scenario()
    form = {**scenario_form(page, WHOLE), field: value, "action-publish": "1"}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert answer.status_code == 200
    assert sentence in answer.text


def test_an_editor_edits_the_courses_their_association_owns_and_no_others(client):
    ours, theirs = make_organisation(), make_organisation()
    editor = make_role(organisation=ours, kind=RoleKind.EDITOR).person
    own, foreign = make_course(organisation=ours), make_course(organisation=theirs)
    for course in (own, foreign):
        follow_owner(course)
    log_in_with_second_factor(client, editor)
    edit = [reverse("wagtailadmin_pages:edit", args=[course.pk]) for course in (own, foreign)]
    assert [client.get(address).status_code for address in edit] == [200, 302]
    module = foreign.get_children().get()
    assert (
        client.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), {"title": "Vårt"}).status_code
        == 302
    )
    module.refresh_from_db()
    assert module.title == "Modul (nb)"
    listed = client.get(reverse("wagtailadmin_explore", args=[foreign.get_parent().pk]), follow=True).text
    assert foreign.slug not in listed


def test_a_course_that_changes_hands_is_edited_by_its_new_owner_only(client):
    """`follow_owner`, called when a course is published; without it the former owner would keep the key."""
    former, new = make_organisation(), make_organisation()
    course = make_course(organisation=former)
    follow_owner(course)
    course.organisation = new
    follow_owner(course)
    seen = []
    for organisation in (former, new):
        editor = make_role(organisation=organisation, kind=RoleKind.EDITOR).person
        log_in_with_second_factor(client, editor)
        answer = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk]))
        seen.append(answer.status_code)
    assert seen == [302, 200]
    assert 'name="organisation"' not in answer.text
