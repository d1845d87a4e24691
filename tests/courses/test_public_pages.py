"""The course as guests meet it, where the addresses of its pages lead, and the preview for editors."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from courses.activities.base import Response
from courses.kinds import EnrolmentState
from courses.models import ActivityPage, CoursePage, ModulePage
from courses.outline import Outline
from courses.preview import PreviewPlace
from tests.making import make_course, make_enrolment, make_person, make_run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "/grunnkurs/",
            ["Grunnkurs for likepersoner", "Likepersonsrollen", "Omtrent 9 timer", "Når kurset er fullført"],
        ),
        ("/nn/grunnkurs/", ["Grunnkurs for likepersonar", "Likepersonsrolla", "Omtrent 9 timar"]),
        (
            "/en/grunnkurs/",
            ["Basic course for peer supporters", "The role of the peer supporter", "About 9 hours"],
        ),
    ],
)
def test_a_guest_reads_what_the_course_is_in_every_language(client: Client, address, words):
    page = client.get(address)
    assert page.status_code == 200
    assert [word for word in words if word not in page.text] == []


def test_the_course_page_costs_the_same_for_one_module_and_for_ten(client, django_assert_num_queries):
    small = make_course()
    client.get(small.url)
    for address in (small.url, "/grunnkurs/"):
        with django_assert_num_queries(10):
            assert client.get(address).status_code == 200


def test_a_guest_on_a_page_below_the_course_is_led_to_the_course(client):
    course = make_course()
    activity = ActivityPage.objects.descendant_of(course).get(code="1.2")
    assert client.get(activity.url).headers["Location"] == course.url
    module = ModulePage.objects.child_of(course).get()
    assert client.get(module.url).headers["Location"] == f"{course.url}#module-1"


def test_a_person_with_a_place_is_led_to_their_own_work_whichever_language_they_found_the_page_in(client):
    course = make_course()
    translated = make_course("nn", like=course)
    place = make_enrolment(make_run(course))
    client.force_login(place.person)
    for tree in (course, translated):
        activity = ActivityPage.objects.descendant_of(tree).get(code="1.2")
        assert client.get(activity.url).headers["Location"] == f"/kurs/{place.pk}/1.2/"
        module = ModulePage.objects.child_of(tree).get()
        assert client.get(module.url).headers["Location"] == f"/kurs/{place.pk}/#module-1"
        assert f'href="/kurs/{place.pk}/"' in client.get(tree.url).text


def test_a_place_one_has_left_or_another_persons_leads_nowhere(client):
    course = make_course()
    run = make_run(course)
    make_enrolment(run)
    left = make_enrolment(run, state=EnrolmentState.WITHDRAWN).person
    activity = ActivityPage.objects.descendant_of(course).get(code="1.2")
    for person in (left, make_person()):
        client.force_login(person)
        assert client.get(activity.url).headers["Location"] == course.url


@pytest.mark.wide
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_activity_of_the_starter_course_can_be_previewed_with_closed_forms_and_nothing_written(
    language,
):
    course = CoursePage.objects.get(slug="grunnkurs", locale__language_code=language)
    for activity in Outline.of(course, language).activities:
        page = ActivityPage.objects.get(pk=activity.page_id).specific
        answer = page.make_preview_request(preview_mode=page.default_preview_mode)
        assert answer.status_code == 200, activity.code
        assert page.title in unescape(answer.text), activity.code
    assert Response.objects.count() == 0


def test_a_draft_that_is_not_published_is_previewed_in_its_module():
    course = make_course()
    module = ModulePage.objects.child_of(course).get()
    published = ActivityPage.objects.descendant_of(course).get(code="1.2").specific
    draft = type(published)(
        title="Kladd", slug="kladd", code="1.99", body="<p>Ny tekst</p>", locale=published.locale, live=False
    )
    module.add_child(instance=draft)
    work = PreviewPlace.around(draft)
    assert (work.step.code, work.module.activities[-1].title) == ("1.99", "Kladd")


def test_previewing_shows_the_unsaved_words_and_has_no_button_that_works():
    course = make_course()
    page = ActivityPage.objects.descendant_of(course).get(code="1.2").specific
    page.body = "<p>Helt nye ord</p>"
    answer = page.make_preview_request()
    assert "Helt nye ord" in answer.text
    buttons = [part.partition(">")[0] for part in answer.text.split('<button class="ds-button"')[1:]]
    assert [button for button in buttons if 'name="do"' in button and "disabled" not in button] == []
    assert answer.text.partition("<textarea")[2].partition(">")[0].count("disabled") == 1


def test_the_notice_can_be_previewed_too(starter_course):
    page = ActivityPage.objects.descendant_of(starter_course).get(code="6.2").specific
    assert [mode for mode, _label in page.preview_modes] == ["", "notice"]
    assert page.content_notice[:40] in page.make_preview_request(preview_mode="notice").text
