"""The trainee's screens as a whole: whose they are, in which language, what they cost, and where one goes next."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags
from wagtail.models import Page

from courses import responding
from courses.kinds import EnrolmentState, ResponseState
from courses.models import ModulePage, Response
from courses.outline import Outline
from tests.courses.working import SECRET, a_place, address, base_row, leader_of, logged_in, page, save
from tests.making import make_activity, make_course, make_enrolment, make_run

pytestmark = pytest.mark.django_db


def test_a_guest_is_asked_to_log_in_and_comes_back():
    place = a_place()
    answer = Client().get(address(place, "1.2"))
    assert answer.url == f"/logg-inn/?next={address(place, '1.2')}"


@pytest.mark.parametrize("where", ["", "1.2/", "1.2/utskrift/", "1.2/slett/", "9.9/", "../../kurs/999/"])
def test_a_place_that_is_not_ones_own_and_a_number_that_is_not_there_are_not_found(where):
    place, other = a_place(), a_place()
    save(place, "1.2", text=SECRET)
    assert logged_in(other.person).get(f"/kurs/{place.pk}/{where}").status_code == 404
    assert logged_in(place.person).get(f"/kurs/{place.pk}/9.9/").status_code == 404


def test_the_run_is_in_the_address_and_never_guessed():
    first = a_place()
    second = make_enrolment(make_run(first.course_run.course), person=first.person)
    save(first, "1.2", text=SECRET)
    client = logged_in(first.person)
    assert [SECRET in client.get(address(place, "1.2")).content.decode() for place in (first, second)] == [
        True,
        False,
    ]


def test_done_leads_to_what_follows_and_the_last_to_the_course():
    place = a_place()
    client = logged_in(place.person)
    assert client.post(address(place, "1.1"), {"version": 0, "do": "finish"}).url == address(place, "1.2")
    last = make_activity(ModulePage.objects.child_of(place.course_run.course).get(), "reading", code="1.10")
    assert client.post(address(place, last.code), {"do": "finish"}).url == f"/kurs/{place.pk}/"


def test_reading_and_printing_change_nothing_and_other_methods_are_refused():
    place = a_place()
    client = logged_in(place.person)
    for where in (
        address(place, "1.1"),
        address(place, "1.2"),
        f"/kurs/{place.pk}/",
        address(place, "1.7", "utskrift/"),
    ):
        assert client.get(where).status_code == 200
    for method in (client.put, client.patch, client.delete):
        assert method(address(place, "1.1")).status_code == 405
    assert Response.objects.count() == 0


def test_what_others_mark_says_that_one_need_do_nothing_and_refuses_a_post():
    place = a_place()
    client = logged_in(place.person)
    for code in ("1.3", "1.4", "1.8"):
        shown = client.get(address(place, code)).content.decode()
        assert "Du trenger ikke gjøre noe nå." in shown
        answer = client.post(address(place, code), {"do": "finish"})
        assert answer.context["form"].non_field_errors() == [
            "Dette fører de som leder kurset. Du trenger ikke gjøre noe nå."
        ]
    assert Response.objects.count() == 0


def test_what_a_leader_has_marked_is_shown_as_done():
    place = a_place()
    responding.mark_done(enrolment=place, activity=page(place, "1.3"), by=leader_of(place.course_run))
    shown = logged_in(place.person).get(address(place, "1.3")).content.decode()
    assert ("Dette er gjort." in shown, "Du trenger ikke gjøre noe nå." in shown) == (True, False)


def test_hard_material_has_a_notice_first_and_can_wait():
    place = a_place()
    activity = page(place, "1.2")
    activity.content_notice = "Her kan du komme nær noe som er vondt."
    activity.save()
    client = logged_in(place.person)
    before = client.get(address(place, "1.2")).content.decode()
    assert ("komme nær noe" in before, "<textarea" in before, "Ikke i dag" in before) == (True, False, True)
    assert "<textarea" in client.get(address(place, "1.2") + "?open").content.decode()
    save(place, "1.2", text="Ja")
    assert "<textarea" in client.get(address(place, "1.2")).content.decode()


@pytest.mark.req(78)
@pytest.mark.parametrize("code", ["6.r2", "6.2", "6.r3"])
def test_the_help_numbers_stand_where_somebody_may_need_them(starter_course, code):
    """R78: «Ask for follow-up after a talk you need to talk about» – help is always in sight.

    Fails without `numbers.html` on pages with `show_help_numbers`.
    """
    place = a_place(course=starter_course)
    shown = logged_in(place.person).get(address(place, code)).content.decode()
    assert [f'href="tel:{number}"' in shown for number in ("113", "116117", "116123")] == [True, True, True]


@pytest.mark.req(40)
def test_more_is_done_than_read_and_nothing_is_an_exam(starter_course):
    """R40: «Process-oriented: much own activity, little lecture.»

    Fails if the course file turned its exercises into texts, or a screen began to count points.
    """
    place = a_place(course=starter_course)
    outline = Outline.of(starter_course, "nb")
    minutes = {True: 0, False: 0}
    for one in outline.activities:
        minutes[one.kind == "reading"] += one.minutes
    assert minutes[True] * 5 < minutes[False]
    client = logged_in(place.person)
    for one in outline.activities:
        text = strip_tags(client.get(address(place, one.code) + "?open").content.decode()).lower()
        assert not re.search(r"\b(poeng|prosent|riktig svar|feil svar|bestått)\b", text), one.code


def test_who_has_no_place_any_more_may_read_and_is_told_that_nothing_is_kept():
    place = make_enrolment(state=EnrolmentState.NOT_COMPLETED)
    shown = logged_in(place.person).get(address(place, "1.2")).content.decode()
    assert ("ingenting blir lagret" in shown, "disabled" in shown) == (True, True)


def test_bad_input_never_breaks_a_screen():
    place = a_place()
    client = logged_in(place.person)
    for code in ("1.1", "1.2", "1.5", "1.6", "1.7"):
        answer = client.post(
            address(place, code), {"version": "abc", "text": "x\x00y", "choice": ["a", "b"], "do": "all"}
        )
        assert answer.status_code == 200
    assert Response.objects.count() == 0


# --- languages


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_activity_stands_in_the_persons_language(starter_course, language):
    place = a_place(course=starter_course)
    place.person.language = language
    place.person.save()
    client = logged_in(place.person)
    for one in Outline.of(starter_course, language).activities:
        answer = client.get(address(place, one.code) + "?open")
        assert (answer.status_code, answer["Content-Language"]) == (200, language)
        shown = answer.context["work"].page
        assert (shown.locale.language_code, shown.title) == (language, one.title)


ENGLISH = re.compile(
    r"\b(the|your|you|with|and|what|this|when|nobody|course|leader|minutes|write|read|done)\b", re.IGNORECASE
)


@pytest.mark.wide
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_english_is_left_on_the_norwegian_screens(starter_course, language):
    place = a_place(course=starter_course)
    place.person.language = language
    place.person.save()
    client = logged_in(place.person)
    addresses = [address(place, one.code) for one in Outline.of(starter_course, language).activities]
    addresses += [f"{one}?open" for one in addresses] + [
        f"/kurs/{place.pk}/",
        address(place, "8.2", "utskrift/"),
    ]
    for where in addresses:
        text = strip_tags(client.get(where).content.decode().partition("</head>")[2])
        assert ENGLISH.findall(text) == [], where


def test_the_same_work_counts_in_each_language():
    course = make_course()
    make_course("nn", like=course)
    place = a_place(course=course)
    save(place, "1.2", text=SECRET, finish=True)
    place.person.language = "nn"
    place.person.save()
    shown = logged_in(place.person).get(address(place, "1.2"))
    assert (shown.context["work"].page.locale.language_code, SECRET in shown.content.decode()) == ("nn", True)


# --- what it costs


# The programme of a gathering (1.8) leads to activities anywhere in the course, so it asks for all of it.
QUERIES = {"1.1": 8, "1.2": 9, "1.3": 8, "1.4": 9, "1.5": 9, "1.6": 9, "1.7": 9, "1.8": 10, "1.9": 9}


@pytest.mark.parametrize("code", QUERIES)
def test_a_screen_costs_the_same_with_thirty_people_and_thirty_more_activities(
    code, django_assert_num_queries
):
    place = a_place()
    work = {"1.2": {"text": "Ja"}, "1.5": {"move": "choose", "choice": "a"}, "1.6": {"ticked": ["one"]}}
    save(place, code, **work.get(code, {}))
    client = logged_in(place.person)
    client.get(address(place, code))
    with django_assert_num_queries(QUERIES[code]):
        client.get(address(place, code))
    module = ModulePage.objects.child_of(place.course_run.course).get()
    for number in range(30):
        save(make_enrolment(place.course_run), code, **work.get(code, {}))
        make_activity(module, "reading", code=f"2.{number}")
    assert Page.objects.descendant_of(module).count() == 39
    with django_assert_num_queries(QUERIES[code]):
        client.get(address(place, code))


def test_the_outline_costs_the_same_too(django_assert_num_queries):
    place = a_place()
    client = logged_in(place.person)
    client.get(f"/kurs/{place.pk}/")
    with django_assert_num_queries(8):
        client.get(f"/kurs/{place.pk}/")
    module = ModulePage.objects.child_of(place.course_run.course).get()
    for number in range(30):
        make_enrolment(place.course_run)
        make_activity(module, "reading", code=f"2.{number}")
    with django_assert_num_queries(8):
        client.get(f"/kurs/{place.pk}/")


def test_a_double_click_on_done_leaves_one_row():
    place = a_place()
    client = logged_in(place.person)
    for _time in range(2):
        assert client.post(address(place, "1.1"), {"version": 0, "do": "finish"}).status_code == 302
    assert (Response.objects.count(), base_row(place, "1.1").state) == (1, ResponseState.DONE)
