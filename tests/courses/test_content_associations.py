"""What the seed documents say about the associations, and where to turn, stands in the course, on the page trainees read,
in three languages.

The words are editable content, never code: where a test fails after an edit, the edit took a requirement out.
"""

from __future__ import annotations

import pytest
from django.test import Client

from courses.models import ActivityPage, CoursePage
from tests.courses.reading_pages import LANGUAGES, Reader, think_through

pytestmark = pytest.mark.django_db


@pytest.fixture
def reads(client: Client, starter_course: CoursePage) -> Reader:
    """A trainee on the starter course."""
    return Reader(client, starter_course)


@pytest.mark.req(30)
def test_r30_the_grant_regulation_is_linked(reads):
    """R30 «The grant regulation FOR-2019-08-21-1141 is linked». Fails without the link in the last paragraph of
    8.r4."""
    for language in LANGUAGES:
        assert 'href="https://lovdata.no/dokument/LTI/forskrift/2019-08-21-1141"' in reads.html(
            "8.r4", language
        )


@pytest.mark.req(31)
def test_r31_both_members_and_others_may_call(reads):
    """R31 «Peers serve members *and others* who contact the association». Fails without the second paragraph of
    3.r1."""
    reads(
        "3.r1",
        "Både medlemmer og andre kan ta kontakt.",
        "Både medlemmer og andre kan ta kontakt.",
        "Both members and others can get in touch.",
    )


@pytest.mark.req(32)
def test_r32_associations_differ_and_the_words_of_the_role_can_be_adapted(reads, starter_course):
    """R32 «In some associations peers inform about rights, lawyers, treatment types and services». Fails without the
    last paragraph of 1.2 or the explanation of line s7, or if an edited text did not reach the page."""
    reads(
        "1.2",
        "Noen foreninger har egne rammer. Da er det de som gjelder hos dere.",
        "Nokre foreiningar har eigne rammer. Då er det dei som gjeld hos dykk.",
        "Some associations have their own guidelines. If yours does, those are what apply to you.",
    )
    think_through(reads, "1.2")
    reads(
        "1.2",
        "som veileder om rettigheter",
        "som rettleier om rettar",
        "who give guidance on rights",
    )
    page = ActivityPage.objects.descendant_of(starter_course).get(code="1.r4").specific
    page.body = "<p>Hos oss kan du fortelle om rettigheter og ulike slags behandling.</p>"
    page.save_revision().publish()
    assert "Hos oss kan du fortelle om rettigheter" in reads.page("1.r4", "nb")


@pytest.mark.req(33)
def test_r33_set_phone_hours_are_one_way_of_doing_it(reads):
    """R33 «Phone service with fixed hours and call forwarding to a peer». Fails without the third paragraph of 2.r3."""
    reads("2.r3", "Noen har egne telefontider", "Nokre har eigne telefontider", "Some have set phone hours")


@pytest.mark.req(34)
def test_r34_where_to_turn_outside_hours_stands_beside_the_text_and_under_help(reads, client):
    """R34 «Where to turn outside hours: office hours; Mental Helse 116 123 day and night». Fails without
    `show_help_numbers` on 6.r2, without the help contact «crisis_line», or without the help page."""
    reads("6.r2", "116 123", "116 123", "116 123")
    reads("6.r2", "Mental Helses hjelpetelefon", "Hjelpetelefonen til Mental Helse", "Mental Helse")
    reads(
        "6.r2",
        "Krisetelefonen er åpen hele døgnet",
        "Krisetelefonen er open heile døgnet",
        "The crisis helpline is open day and night",
    )
    assert "116 123" in client.get("/hjelp/").text.replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.mark.req(35)
def test_r35_podcast_and_films_are_linked(reads):
    """R35 «External media (podcast, films by FFO/ADHD Norge/Dysleksi Norge) are linked as learning material». Fails
    without the two links in 7.r3."""
    for language in LANGUAGES:
        page = reads.html("7.r3", language)
        assert 'href="https://www.ffo.no/aktuelt2/2021/podcast-om-likepersonsarbeid/"' in page
        assert 'href="https://www.youtube.com/playlist?list=' in page


@pytest.mark.req(36)
def test_r36_whether_ones_name_is_published_is_something_to_ask_about(reads):
    """R36 «Contact details of peers may be published (overview, per local chapter)», which needs consent. Fails
    without the question in the second paragraph of 2.r3."""
    reads(
        "2.r3",
        "Står navnet mitt på nettsidene?",
        "Står namnet mitt på nettsidene?",
        "Is my name on the website?",
    )
