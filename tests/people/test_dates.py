"""Days, times, numbers and phone numbers as we write them."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import translation

from lms.people import dates

START = datetime.datetime(2026, 3, 14, 9, 0, tzinfo=datetime.UTC)  # ten o'clock in Oslo
END = datetime.datetime(2026, 3, 14, 14, 15, tzinfo=datetime.UTC)
IN_2026 = datetime.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "lørdag 14.\u00a0mars"), ("nn", "laurdag 14.\u00a0mars"), ("en", "Saturday 14\u00a0March")],
)
def test_a_day_in_this_year_has_no_year(language: str, words: str) -> None:
    with translation.override(language):
        assert dates.day_words(START, today=IN_2026) == words


def test_a_day_in_another_year_has_its_year() -> None:
    with translation.override("nb"):
        assert dates.day_words(START, today=datetime.date(2025, 1, 1)) == "lørdag 14.\u00a0mars 2026"


def test_a_moment_belongs_to_the_day_it_is_in_oslo() -> None:
    with translation.override("nb"):
        late = datetime.datetime(2026, 3, 13, 23, 30, tzinfo=datetime.UTC)
        assert dates.date_words(late) == "14.\u00a0mars"


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "kl.\u00a010.00"), ("nn", "kl.\u00a010.00"), ("en", "10:00")]
)
def test_the_clock(language: str, words: str) -> None:
    with translation.override(language):
        assert dates.clock_words(START) == words


@time_machine.travel(datetime.datetime(2026, 1, 10, 12, tzinfo=datetime.UTC))
def test_when_people_meet() -> None:
    with translation.override("nb"):
        assert dates.meeting_words(START, END) == "lørdag 14.\u00a0mars, kl.\u00a010.00–15.15"


@time_machine.travel(datetime.datetime(2026, 1, 10, 12, tzinfo=datetime.UTC))
def test_a_meeting_over_midnight_says_both_days() -> None:
    with translation.override("nb"):
        words = dates.meeting_words(START, START + datetime.timedelta(hours=20))
    assert words == "lørdag 14.\u00a0mars, kl.\u00a010.00 – søndag 15.\u00a0mars, kl.\u00a006.00"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2026, 3, 14), (2026, 3, 28), "14.–28.\u00a0mars 2026"),
        ((2026, 2, 28), (2026, 3, 2), "28.\u00a0februar – 2.\u00a0mars 2026"),
        ((2025, 12, 30), (2026, 1, 2), "30.\u00a0desember 2025 – 2.\u00a0januar 2026"),
        ((2026, 3, 14), (2026, 3, 14), "14.\u00a0mars 2026"),
    ],
)
def test_ranges_of_days(first: tuple, last: tuple, words: str) -> None:
    with translation.override("nb"):
        assert dates.day_range_words(datetime.date(*first), datetime.date(*last)) == words


def test_numbers_up_to_ten_are_words() -> None:
    with translation.override("nb"):
        assert [dates.number_words(number) for number in (0, 1, 10, 11)] == ["null", "én", "ti", "11"]
    with translation.override("nn"):
        assert dates.number_words(1) == "éin"


def test_lists_of_names() -> None:
    with translation.override("nb"):
        assert [
            dates.list_words(names) for names in ([], ["Arne"], ["Arne", "Elin"], ["Arne", "Elin", "Tor"])
        ] == [
            "",
            "Arne",
            "Arne og Elin",
            "Arne, Elin og Tor",
        ]


@pytest.mark.parametrize(
    ("number", "said", "link"),
    [
        ("+47 400 00 001", "400 00 001", "tel:+4740000001"),
        ("40000001", "400 00 001", "tel:+4740000001"),
        ("22000000", "22 00 00 00", "tel:+4722000000"),
        ("116123", "116 123", "tel:116123"),
        ("113", "113", "tel:113"),
        ("+46 8 123 456", "+46 8 123 456", "tel:+468123456"),
        ("0046 8 123", "0046 8 123", "tel:+468123"),
    ],
)
def test_phone_numbers(number: str, said: str, link: str) -> None:
    assert (dates.phone_words(number).replace("\u00a0", " "), dates.phone_link(number)) == (said, link)
