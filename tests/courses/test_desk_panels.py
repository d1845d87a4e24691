"""What stands beside the form: advice, the picture, where it is used; and what is refused when publishing."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.activities.contents import stream
from courses.kinds import RunState
from courses.models import ActivityPage, ChecklistPage, CoursePage
from courses.owning import follow_owner
from lms.people.models import Organisation, RoleKind
from tests.courses.working import SECRET, save
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_enrolment, make_organisation, make_role, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(client: Client) -> Organisation:
    """An association whose editor is logged in."""
    role = make_role(kind=RoleKind.EDITOR)
    log_in_with_second_factor(client, role.person)
    return role.organisation


def own_course(ours: Organisation) -> CoursePage:
    """A small course the editor may change."""
    course = make_course(organisation=ours)
    follow_owner(course)
    return course


def activity(course: CoursePage, code: str) -> ActivityPage:
    """The activity with this number."""
    return ActivityPage.objects.descendant_of(course).get(code=code).specific


def form_of(client: Client, page: ActivityPage) -> str:
    """The edit form as text."""
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    return unescape(answer.text)


def test_the_form_of_every_kind_opens_with_its_advice(client, ours):
    """Every kind has the panels of the base; a kind that forgets them would leave its author alone."""
    for page in ActivityPage.objects.descendant_of(own_course(ours)).specific():
        text = form_of(client, page)
        assert "Råd om teksten" in text
        assert "Ingen gjennomføring som er i gang, bruker den." in text


def test_the_scenario_is_drawn_beside_its_form_with_a_table(client, ours):
    text = form_of(client, activity(own_course(ours), "1.5"))
    assert text.count('<svg class="lm-graph"') == 1
    assert "a → repair, b → end" in text
    assert "her begynner det" in text


def test_a_draft_that_cannot_be_walked_says_so_before_anybody_tries_to_publish(client, ours):
    page = activity(own_course(ours), "1.5")
    page.steps = stream("step", [{"name": "start", "text": "Hei.", "choices": [], "ending": ""}], place="1.5")
    page.save_revision()
    text = form_of(client, page)
    assert "Den kan ikke publiseres før dette er rettet:" in text
    assert "Steget «start» er en blindvei" in text


def test_runs_are_named_to_their_own_and_only_counted_for_others(client, ours):
    """`known_to`; another association's run is nobody else's business, and nobody's words are."""
    course = own_course(ours)
    page = activity(course, "1.2")
    own = make_run(course, organiser=ours, title="Kurs i Bodø")
    make_run(course, title="Kurs på Lillehammer")
    make_run(course, organiser=ours, title="Kurs i fjor", state=RunState.CLOSED)
    for _number in range(2):
        save(make_enrolment(own), "1.2", text=SECRET)
    text = form_of(client, page)
    assert [name in text for name in ("Kurs i Bodø", "Kurs på Lillehammer", "Kurs i fjor", SECRET)] == [
        True,
        False,
        False,
        False,
    ]
    assert "<td>2</td>" in text
    assert "1 gjennomføring i andre foreninger bruker den også." in text


def test_the_form_costs_the_same_with_one_run_and_with_thirty(client, ours, django_assert_max_num_queries):
    course = own_course(ours)
    page = activity(course, "1.2")
    make_run(course, organiser=ours)
    form_of(client, page)
    with django_assert_max_num_queries(200) as first:
        form_of(client, page)
    for _number in range(30):
        make_enrolment(make_run(course, organiser=ours, leaders=0))
    with django_assert_max_num_queries(len(first)):
        form_of(client, page)


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.ADMINISTRATOR])
def test_nobody_else_opens_the_form(client, kind):
    page = activity(own_course(make_organisation()), "1.2")
    log_in_with_second_factor(client, make_role(kind=kind).person)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 302


def checklist_form(page: ChecklistPage, purpose: str, lines: list[tuple[str, str]]) -> dict[str, str]:
    """What the editor sends: lines as (short name, words)."""
    blocks = [
        ("line", {"key": key, "text": text, "answer_label": "", "explanation": ""}) for key, text in lines
    ]
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "content_notice": "",
            "body": rich_text(page.body),
            "style": "tick",
            "purpose": purpose,
            "lines": streamfield(blocks),
            "code": page.code,
            "minutes": "10",
            "marked_by": page.marked_by,
            "in_gathering": page.in_gathering,
            "sharing_ceiling": page.sharing_ceiling,
            "comments": {
                "TOTAL_FORMS": "0",
                "INITIAL_FORMS": "0",
                "MIN_NUM_FORMS": "0",
                "MAX_NUM_FORMS": "",
            },
            "action-publish": "1",
        }
    )


@pytest.mark.parametrize(
    ("purpose", "lines", "published"),
    [
        ("needs", [("a", "Diagnosen min")], False),
        ("questions", [("a", "Hvilken diagnose har du?")], False),
        ("own", [("a", "Diagnosen min")], True),
        ("needs", [("a", "En plass nær døra")], True),
        ("own", [("a", "Én"), ("a", "To")], False),
    ],
)
def test_a_list_that_others_see_never_asks_for_a_diagnosis(client, ours, purpose, lines, published):
    """ChecklistPageForm; the promise is «you are never asked for a diagnosis»."""
    page = activity(own_course(ours), "1.6")
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), checklist_form(page, purpose, lines)
    )
    assert answer.status_code == (302 if published else 200)
    page.refresh_from_db()
    assert ([block.value["text"] for block in page.lines] == [text for _key, text in lines]) is published


def test_after_publishing_the_author_is_told_how_much_advice_there_is(client, ours):
    page = activity(own_course(ours), "1.6")
    form = checklist_form(page, "own", [("a", "Diagnosen min")])
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)
    assert "Det er 1 råd om teksten." in answer.text


def test_the_preview_begins_at_the_width_of_a_phone(client, ours):
    page = activity(own_course(ours), "1.2")
    assert page.default_preview_size == "mobile"
    assert [size["device_width"] for size in page.preview_sizes] == [390, 768, 1280]
    assert 'data-device-width="390"' in form_of(client, page)
