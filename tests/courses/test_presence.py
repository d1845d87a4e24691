"""Here, partly or not here, also where the length of the gathering was put right afterwards."""

from __future__ import annotations

import pytest
from django.utils import translation

from courses.models import AttendanceCorrection
from courses.presence import presence_words, summary_words
from tests.courses.leading import attend, gathering_of, open_run, people_in
from tests.courses.views.test_gatherings import address, filled, recorded
from tests.courses.working import leader_of, logged_in


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "Ikke her"), (1, "1 minutt"), (119, "1 time og 59 minutter"), (120, "Her"), (180, "Her")],
)
def test_more_than_it_lasts_is_here_and_one_minute_less_is_partly(minutes: int, words: str) -> None:
    """Of a gathering of two hours."""
    with translation.override("nb"):
        assert presence_words(minutes, 120) == words


def test_the_summary_counts_everybody_once() -> None:
    """Two here, one of them recorded for longer than it lasts."""
    with translation.override("nb"):
        assert summary_words([120, 180, 60, 0], 120) == "2 her, 1 delvis, 1 ikke her."


@pytest.mark.django_db
def test_a_gathering_that_was_made_shorter_afterwards_shows_here_and_can_be_saved() -> None:
    """180 minutes were recorded, and it lasted 120. Fails if all were «Delvis», and refused until each row was put right."""
    run = open_run()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    attend(arne, 135)
    attend(elin, 90)
    run.gatherings.filter(pk=gathering_of(run).pk).update(minutes=120)
    client = logged_in(leader_of(run))
    html = client.get(address(run)).content.decode()
    assert [html.count(f'value="{value}" checked') for value in ("here", "partly", "not_here")] == [1, 1, 0]
    assert "1 her, 1 delvis, 0 ikke her." in html
    as_shown = filled((arne, "here", "", 120), (elin, "partly", "90", 90))
    assert client.post(address(run), as_shown).status_code == 302
    assert (recorded(), AttendanceCorrection.objects.count()) == ({"Arne Dahl": 135, "Elin Foss": 90}, 0)
    client.post(address(run), filled((arne, "not_here", "", 120), (elin, "partly", "90", 90)))
    assert "av Leif. Før: Her." in client.get(address(run)).content.decode()
