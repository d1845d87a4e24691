"""From a course's wording to the sentences on the paper, in three languages."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from certificates.composing import CourseTaken, Issue, approval_facts, completion_facts, reissued
from certificates.documents import ApprovalFacts, CompletionFacts, Logo, from_json
from certificates.standard_wording import approval_wording, completion_wording
from certificates.wording import Wording, fill, hours, period
from tests.certificates.making import OSLO, make_approval_facts, make_completion_facts

MARCH = (datetime.date(2026, 3, 14), datetime.date(2026, 3, 28))


def issue(**fields) -> Issue:
    values = {
        "name": "Biret Ánne",
        "organisation": "Nordlys",
        "language": "nb",
        "number": "KB-2026-0001",
        "code": "7K4MQ2XV9RTP",
        "issued_at": datetime.datetime(2026, 3, 28, 23, 30, tzinfo=OSLO),
    }
    return Issue(**(values | fields))


def taken(**fields) -> CourseTaken:
    values = {
        "title": "Grunnkurs for likepersoner",
        "partners": "Nyrenett",
        "dates": MARCH,
        "place": "Trondheim",
        "minutes": 840,
        "leaders": ("Liv", "Odd"),
    }
    return CourseTaken(**(values | fields))


def test_the_standard_wording_becomes_the_lines_of_the_paper() -> None:
    facts = completion_facts(issue(), completion_wording("nb"), taken())
    assert (facts.title, facts.name, facts.partners_line) == (
        "Kursbevis",
        "Biret Ánne",
        "i samarbeid med Nyrenett",
    )
    assert facts.statement == (
        "har gjennomført Grunnkurs for likepersoner",
        "hos Nordlys i samarbeid med Nyrenett",
        "14. og 28. mars 2026, Trondheim, 14 kurstimer",
    )
    assert facts.signers == ("Liv, kursleder", "Odd, kursleder")
    assert facts.number_line == "Nr. KB-2026-0001, utstedt 28.\u00a0mars 2026."
    assert facts.check_line == "Kontroller på 127.0.0.1:8000/sjekk med koden"
    assert facts.check_url == "http://127.0.0.1:8000/sjekk/7K4M-Q2XV-9RTP/"
    assert facts.disclaimer == (
        "Beviset viser at kurset er gjennomført.",
        "Det er ikke en godkjenning som likeperson.",
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("nb", "14. og 28. mars 2026, Trondheim, 13,5 kurstimer"),
        ("nn", "14. og 28. mars 2026, Trondheim, 13,5 kurstimar"),
        ("en", "14 and 28 March 2026, Trondheim, 13.5 course hours"),
    ],
)
def test_dates_and_hours_are_in_the_language_of_the_paper_not_of_the_reader(language: str, line: str) -> None:
    with translation.override("en" if language != "en" else "nb"):
        facts = completion_facts(issue(language=language), completion_wording(language), taken(minutes=825))
    assert facts.statement[2] == line


def test_what_is_missing_takes_its_words_with_it() -> None:
    facts = completion_facts(issue(), completion_wording("nb"), taken(partners="", place=""))
    assert facts.statement == (
        "har gjennomført Grunnkurs for likepersoner",
        "hos Nordlys",
        "14. og 28. mars 2026, 14 kurstimer",
    )
    assert facts.partners_line == ""


def test_topics_are_taken_out_of_the_running_text() -> None:
    wording = Wording(
        title="Kursbevis",
        body="{name} har gjennomført {course_title}.\n\nTemaer: lytte  og\nspørre · grenser.\n\nKurset bygger på øving.",
        disclaimer="Ikke en godkjenning.",
    )
    facts = completion_facts(issue(), wording, taken())
    assert (facts.topics_label, facts.topics) == ("Temaer", ("Lytte og spørre", "Grenser"))
    assert (facts.statement, facts.closing) == (
        ("har gjennomført Grunnkurs for likepersoner",),
        ("Kurset bygger på øving.",),
    )


def test_wording_that_follows_no_pattern_is_printed_as_it_stands() -> None:
    wording = Wording(title="Bevis", body="Dette gjelder {name}", disclaimer="")
    facts = completion_facts(issue(), wording, taken())
    assert (facts.statement, facts.topics, facts.closing, facts.disclaimer) == (
        ("Dette gjelder Biret Ánne",),
        (),
        (),
        (),
    )


def test_a_wording_without_text_still_makes_a_paper() -> None:
    facts = completion_facts(issue(), Wording(title="Bevis", body="", disclaimer=""), taken())
    assert facts.statement == ()


@pytest.mark.parametrize(
    "hostile", ["{code}", "{organiser} {place}", "{0.__class__}", "%(name)s {", "{{7*7}}"]
)
def test_a_name_with_braces_fills_no_places(hostile: str) -> None:
    facts = completion_facts(
        issue(organisation=hostile), completion_wording("nb"), taken(place="HEMMELIG", title=hostile)
    )
    assert facts.statement[0].count("HEMMELIG") == 0
    assert "KB-2026" not in facts.statement[0]


def test_the_approval_splits_into_statement_basis_disclaimer_and_check() -> None:
    facts = approval_facts(
        issue(number="LS-2026-0031"),
        approval_wording("nb"),
        approved_from=datetime.date(2026, 4, 15),
        role_title="likeperson",
        basis=None,
        signers=["Kari, for likepersonsutvalget"],
    )
    assert facts.statement == ("er godkjent som likeperson i Nordlys fra 15. april 2026",)
    assert facts.basis == "etter gjennomført grunnkurs, signert taushetsløfte og godkjenningssamtale"
    assert facts.disclaimer == "Sertifikatet er knyttet til oppdraget og er ikke en helsefaglig godkjenning."
    assert facts.check_line == "Om det gjelder i dag, ser du på 127.0.0.1:8000/sjekk med koden"
    assert facts.number_line == "Nr. LS-2026-0031."


def test_the_approval_uses_the_associations_own_title_and_its_own_steps() -> None:
    facts = approval_facts(
        issue(),
        approval_wording("nb"),
        approved_from=datetime.date(2026, 4, 15),
        role_title="samtalevenn",
        basis=["gjennomført grunnkurs", "vedtak i styret"],
        signers=[],
    )
    assert facts.statement == ("er godkjent som samtalevenn i Nordlys fra 15. april 2026",)
    assert facts.basis == "etter gjennomført grunnkurs og vedtak i styret"


def test_no_more_than_three_sign() -> None:
    assert (
        len(completion_facts(issue(), completion_wording("nb"), taken(leaders=("A", "B", "C", "D"))).signers)
        == 3
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], ""),
        (["2026-03-14"], "14.\u00a0mars 2026"),
        (["2026-03-28", "2026-03-14", "2026-03-14"], "14. og 28.\u00a0mars 2026"),
        (["2026-03-14", "2026-03-15", "2026-04-11"], "14., 15.\u00a0mars og 11.\u00a0april 2026"),
        (["2025-12-30", "2026-01-02"], "30.\u00a0desember 2025 og 2.\u00a0januar 2026"),
        ([f"2026-03-0{day}" for day in range(1, 8)], "1.–7.\u00a0mars 2026"),
    ],
)
def test_the_days_of_a_course_in_words(days: list[str], words: str) -> None:
    with translation.override("nb"):
        assert period(datetime.date.fromisoformat(day) for day in days) == words


def test_hours_are_rounded_down_to_the_half_and_never_up() -> None:
    with translation.override("nb"):
        assert [hours(minutes) for minutes in (0, 29, 30, 839, 840, 869)] == [
            "0",
            "0",
            "0,5",
            "13,5",
            "14",
            "14",
        ]


@given(st.text(), st.dictionaries(st.sampled_from(["dates", "place", "partners"]), st.text()))
def test_no_wording_can_break_the_filling(template: str, values: dict[str, str]) -> None:
    assert isinstance(fill(template, values, {"partners": "(i samarbeid [med"}), str)


def test_facts_survive_the_database() -> None:
    completion = make_completion_facts(logo=Logo(content_type="image/png", content="AAAA"))
    approval = make_approval_facts()
    assert (from_json(completion.to_json()), from_json(approval.to_json())) == (completion, approval)
    assert (type(from_json(completion.to_json())), type(from_json(approval.to_json()))) == (
        CompletionFacts,
        ApprovalFacts,
    )


def test_a_colour_that_is_not_a_colour_never_reaches_the_style_sheet() -> None:
    assert make_approval_facts(colour="red;} body{display:none").colour == "#353b6e"


def test_reissuing_changes_the_name_and_what_identifies_and_nothing_else() -> None:
    old = make_completion_facts()
    new = reissued(old, issue(name="Nytt Navn", number="KB-2027-0009", code="000000000000", organisation="X"))
    changed = {key for key, value in new.to_json().items() if old.to_json()[key] != value}
    assert changed == {"name", "number", "number_line", "code", "check_url", "created_at"}
    assert (new.name, new.number_line) == ("Nytt Navn", "Nr. KB-2027-0009, utstedt 28.\u00a0mars 2026.")
