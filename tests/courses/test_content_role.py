"""What the seed documents say about the role stands in the course, on the page trainees read, in three languages.

The words are editable content, never code: where a test fails after an edit, the edit took a requirement out.
"""

from __future__ import annotations

import pytest
from django.test import Client

from courses.models import CoursePage
from tests.courses.reading_pages import Reader, think_through

pytestmark = pytest.mark.django_db


@pytest.fixture
def reads(client: Client, starter_course: CoursePage) -> Reader:
    """A trainee on the starter course."""
    return Reader(client, starter_course)


@pytest.mark.req(10)
def test_r10_the_work_is_voluntary_and_unpaid(reads):
    """R10 «Works voluntarily and unpaid». Fails without the introduction of module 2 on the outline, or the first
    line of 2.1."""
    reads(
        "outline",
        "Å være likeperson er frivillig og ulønnet.",
        "Å vere likeperson er frivillig og ulønt.",
        "Being a peer supporter is voluntary and unpaid.",
    )
    reads(
        "2.1",
        "oppgaven er frivillig og ulønnet",
        "oppgåva er frivillig og ulønt",
        "the task is voluntary and unpaid",
    )


@pytest.mark.req(16)
def test_r16_a_fellow_human_who_listens_supports_and_shows_the_way(reads):
    """R16 «Fellow human who listens, supports, shows the way, helps find ways of coping». Fails without the
    introduction of module 1 on the outline, without line s10 of 1.2, or without the second paragraph of 1.r2."""
    reads(
        "outline",
        "En likeperson er et medmenneske med egen erfaring.",
        "Ein likeperson er eit medmenneske med eiga erfaring.",
        "A peer supporter is a fellow human being with experience of their own.",
    )
    reads(
        "1.2",
        "Medmenneske eller fagperson?",
        "Medmenneske eller fagperson?",
        "Fellow human being or professional?",
    )
    think_through(reads, "1.2")
    reads(
        "1.2",
        "vise vei er en del av rollen",
        "vise veg er ein del av rolla",
        "pointing the way is part of the role",
    )
    reads(
        "1.r2",
        "Den andre ser at det går an å leve videre",
        "Den andre ser at det går an å leve vidare",
        "The other person sees that life can go on",
    )


@pytest.mark.req(17)
def test_r17_the_competence_is_that_of_everyday_life(reads):
    """R17 «Competence is that of everyday life, not a profession». Fails without reading 1.r2, or 0.r1's last
    paragraph."""
    reads("1.r2", "Hverdagens kunnskap", "Kunnskapen frå kvardagen", "Knowledge from everyday life")
    reads(
        "0.r1",
        "Kurset gjør deg ikke til fagperson",
        "Kurset gjer deg ikkje til fagperson",
        "The course does not turn you into a professional",
    )


@pytest.mark.req(18)
def test_r18_the_core_is_the_talk_about_feelings(reads):
    """R18 «Core of the work is the talk about the emotional sides». Fails without the last paragraph of 1.r2."""
    reads(
        "1.r2",
        "Samtalen handler mest om det som kjennes",
        "Samtalen handlar mest om det som kjennest",
        "The conversation is mostly about feelings",
    )


@pytest.mark.req(19)
def test_r19_the_typical_topics_are_named(reads):
    """R19 «Typical topics: illness, insecurity and fear, grief and frustration, hope, sources of knowledge, mental
    processing». Fails without the last paragraph of 1.r2, or 1.r1 on what has been worked through."""
    reads(
        "1.r2",
        "uro, sorg, sinne, håp og små gleder",
        "uro, sorg, sinne, håp og små gleder",
        "worry, grief, anger, hope",
    )
    reads(
        "1.r2",
        "hvor det går an å lete etter hjelp",
        "kvar det går an å leite etter hjelp",
        "where to look for help",
    )
    reads(
        "1.r2",
        "Fagfolk kan mye om sykdom",
        "Fagfolk kan mykje om sjukdom",
        "Professionals know a great deal about illness",
    )
    reads(
        "1.r1",
        "deler som har fått ligge en stund",
        "delar som har fått liggje ei stund",
        "parts that have had time to rest",
    )


@pytest.mark.req(20)
def test_r20_nobody_decides_for_the_other(reads):
    """R20 «No authority to make decisions for the person». Fails without the line «decide» of 2.1."""
    reads(
        "2.1",
        "Jeg bestemmer ikke for den andre",
        "Eg bestemmer ikkje for den andre",
        "I do not decide for the other person",
    )


@pytest.mark.req(21)
def test_r21_no_medical_advice(reads):
    """R21 «No medical advice». Fails without the line «advice» of 2.1, or the scenario 1.4 where Rolf asks for it."""
    reads(
        "2.1", "Jeg gir ikke medisinske råd.", "Eg gir ikkje medisinske råd.", "I do not give medical advice."
    )
    reads("1.4", "Hva ville du tatt, du?", "Kva ville du ha teke, du?", "What would you have taken?")


@pytest.mark.req(22)
def test_r22_medical_questions_go_to_health_personnel(reads):
    """R22 «Refer medical questions to health personnel». Fails without the line «advice» of 2.1."""
    reads(
        "2.1",
        "viser jeg vei til helsepersonell",
        "viser eg veg til helsepersonell",
        "I point the way to health professionals",
    )


@pytest.mark.req(23)
def test_r23_ones_own_illness_is_not_in_focus(reads):
    """R23 «Not focus on own illness». Fails without the second paragraph of 4.r2, or 4.r5 on sharing a little."""
    reads(
        "4.r2",
        "Ingen råd, ingen egne historier.",
        "Ingen råd, ingen eigne historier.",
        "No advice, no stories of your own.",
    )
    reads("4.r5", "Hvem er dette til hjelp for?", "Kven er dette til hjelp for?", "Who is this a help to?")


@pytest.mark.req(24)
def test_r24_no_faith_world_view_or_politics(reads):
    """R24 «Not promote a faith, world view or politics». Fails without the line «decide» of 2.1."""
    reads(
        "2.1",
        "jeg bruker ikke samtalen til å fremme tro, livssyn eller politikk",
        "eg brukar ikkje samtalen til å fremje tru, livssyn eller politikk",
        "I do not use the conversation to promote a faith, a world view or politics",
    )


@pytest.mark.req(25)
def test_r25_peer_supporters_support_each_other(reads):
    """R25 «Exchange experience with and support other likepersoner». Fails without 7.r1 on another peer supporter to
    talk with, or 7.r3 on the coffee with one."""
    reads(
        "7.r1",
        "Du kan også snakke med en annen likeperson du er trygg på.",
        "Du kan også snakke med ein annan likeperson du er trygg på.",
        "You can also talk with another peer supporter you feel safe with.",
    )
    reads(
        "7.r3",
        "En kaffe med en annen likeperson",
        "Ein kaffi med ein annan likeperson",
        "A coffee with another peer supporter",
    )


@pytest.mark.req(26)
def test_r26_everyone_is_welcome_and_wishes_are_made_clear(reads):
    """R26 «Work actively so members feel welcome, included, cared for; offer a talk, clarify wishes and needs, arrange
    meetings, home visits, gatherings». Fails without the first two paragraphs of 3.r1."""
    reads(
        "3.r1",
        "Alle skal kjenne seg velkomne, inkludert og ivaretatt.",
        "Alle skal kjenne seg velkomne, inkluderte og tekne vare på.",
        "Everyone should feel welcome, included and cared for.",
    )
    reads(
        "3.r1",
        "hjelpe den andre å finne ut hva som ville vært godt nå",
        "hjelpe den andre å finne ut kva som ville ha vore godt no",
        "help the other person find out what would be good right now",
    )
    reads("3.r1", "på en kafé eller hjemme", "på ein kafé eller heime", "in a café or at home")


@pytest.mark.req(27)
def test_r27_the_forms_of_work_are_described(reads):
    """R27 «Forms of work: groups, phone, visits, one-to-one; information room, hospital ward, cancer coordinator,
    Vardesenter, theme cafés». Fails without the introduction of module 3 on the outline, or 3.r3 about being a guest."""
    reads(
        "outline",
        "en telefon, et besøk, en gruppe, en tur, et informasjonsrom, en temakveld",
        "ein telefon, eit besøk, ei gruppe, ein tur, eit informasjonsrom, ein temakveld",
        "a phone call, a visit, a group, a walk, an information room, a themed evening",
    )
    reads(
        "3.r3",
        "På et sykehus eller et senter er du gjest.",
        "På eit sjukehus eller eit senter er du gjest.",
        "At a hospital or a centre you are a guest.",
    )


@pytest.mark.req(28)
def test_r28_it_is_planned_and_the_association_has_approved_the_person(reads):
    """R28 «It is a planned activity between a person *approved by the organisation* and one who wants a talk». Fails
    without the third paragraph of 3.r1."""
    reads("3.r1", "Møtet er avtalt.", "Møtet er avtalt.", "The meeting is agreed.")
    reads(
        "3.r1",
        "du er der fordi foreningen har godkjent deg",
        "du er der fordi foreininga har godkjent deg",
        "you are there because the association has approved you",
    )


@pytest.mark.req(29)
def test_r29_the_official_definitions_are_shown_as_definitions(reads):
    """R29 «Official definitions (2001 and 2018) are shown as definitions». Fails without the last three paragraphs of
    3.r1, which quote them with source and year."""
    reads(
        "3.r1",
        "Slik har staten definert likepersonsarbeid",
        "Slik har staten definert likepersonsarbeid",
        "how the state has defined peer support",
    )
    quotes = {
        2001: ("«En organisert samhandling mellom personer", "“An organised interaction between people"),
        2018: (
            "«En organisert overføring av personlige erfaringer",
            "“An organised transfer of personal experience",
        ),
    }
    for year, (norwegian, english) in quotes.items():
        reads("3.r1", norwegian, norwegian, english)
        reads("3.r1", f"{year})", f"{year})", f"{year})")
