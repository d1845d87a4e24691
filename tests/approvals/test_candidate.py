"""What the candidate is told, in every state."""

import datetime

import pytest

from certificates.approvals.candidate import status_of
from certificates.approvals.conversing import book
from certificates.approvals.deciding import decide
from certificates.approvals.opening import open_case_when_ready
from courses.activities.checklist.models import ReadyChoice
from tests.approvals.making import (
    NOW,
    make_case,
    make_choice,
    make_course,
    make_decidable,
    make_member,
    make_organisation,
    make_person,
    make_ready,
)

pytestmark = pytest.mark.django_db


def said(case) -> tuple[str, str, str]:
    row = status_of(case.candidate)[0]
    return row.state, row.title, row.sentence


def test_the_wait_is_said_in_plain_words() -> None:
    organisation = make_organisation()
    kari = make_member(organisation, "Kari Krogh")
    case = make_case(organisation=organisation)
    assert said(case) == (
        "wait",
        "Ikke godkjent ennå",
        "Nå venter saken hos utvalget. Du trenger ikke gjøre noe.",
    )
    book(case=case, by=kari, starts_at=NOW + datetime.timedelta(days=1), place="på telefon")
    assert said(case)[1:] == (
        "Samtalen er avtalt",
        "Du snakker med Kari torsdag 16.\u00a0april, kl.\u00a012.00, på telefon.",
    )
    make_decidable(case, kari)
    assert said(case)[2] == "Samtalen er holdt. Nå venter saken hos utvalget. Du trenger ikke gjøre noe."


@pytest.mark.parametrize(
    ("outcome", "given", "expected"),
    [
        ("approved", {}, ("done", "Godkjent", "Du er godkjent fra 15.\u00a0april 2026.")),
        (
            "postponed",
            {"postponed_to": datetime.date(2026, 9, 1)},
            (
                "wait",
                "Utsatt",
                "Dere har avtalt å snakke sammen igjen. Saken kommer tilbake av seg selv 1.\u00a0september 2026.",
            ),
        ),
        ("not_now", {}, ("pause", "Ikke nå", "Du fikk svaret 15.\u00a0april 2026. Døra er ikke lukket.")),
    ],
)
def test_each_answer_is_said_without_a_verdict_on_the_person(outcome, given, expected) -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    decide(case=case, outcome=outcome, by=kari, **given)
    assert said(case) == expected


@pytest.mark.parametrize(
    ("choice", "title"), [(ReadyChoice.WAIT, "Du vil vente"), (ReadyChoice.NOT_NOW, "Ikke nå")]
)
def test_ones_own_wish_is_said_back(choice, title) -> None:
    case = make_case()
    make_choice(case.enrolment, choice)
    open_case_when_ready(enrolment_id=case.enrolment_id)
    assert said(case)[:2] == ("pause", title)


def test_a_board_is_called_a_board() -> None:
    case = make_case(organisation=make_organisation(approving_body="board"))
    assert said(case)[2] == "Nå venter saken hos styret. Du trenger ikke gjøre noe."


def test_the_list_costs_three_queries_however_many_cases(django_assert_num_queries) -> None:
    candidate, course = make_person(), make_course()
    for number in range(1, 4):
        enrolment = make_ready(candidate, organisation=make_organisation(), course=course)
        open_case_when_ready(enrolment_id=enrolment.pk)
        with django_assert_num_queries(3):
            assert len(status_of(candidate)) == number
