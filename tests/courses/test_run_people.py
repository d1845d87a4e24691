"""For how many a gathering is recorded: one mark is not yet the attendance, whichever way it is counted."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.access import people_for
from courses.kinds import EnrolmentState
from courses.run_overview import RunOverview
from courses.run_people import known_of_rows, known_of_run
from tests.courses.leading import OWN_TIME, attend, gathering_of, open_run, people_in
from tests.courses.working import leader_of, logged_in
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db


def run_page(run) -> str:
    return logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/").content.decode()


def test_a_gathering_waits_until_all_who_were_to_come_are_recorded() -> None:
    """A leader pressed one exception and closed the page. Fails when anybody's row makes it recorded."""
    run = open_run()
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(hours=5))
    run.gatherings.filter(code=OWN_TIME).delete()
    jonas, tor = people_in(run, "Jonas Hole", "Tor Opdal")
    people_in(run, "Pia Pause", state=EnrolmentState.PAUSED)
    people_in(run, "Ida By", state=EnrolmentState.INVITED)
    make_enrolment(run, person=make_person("Sen Seiersen"), confirmed_at=timezone.now())
    attend(jonas, 0)
    words = ("Oppmøtet er ført for 1 av 2.", "Oppmøtet er ført.", "Før oppmøtet:")
    assert [word in run_page(run) for word in words] == [True, False, True]
    attend(tor, 135)
    assert [word in run_page(run) for word in words] == [False, True, False]


def test_both_ways_of_counting_say_the_same() -> None:
    """From the facts of one page, and of everybody by the database."""
    run = open_run()
    arne, bjorg = people_in(run, "Arne Dahl", "Bjørg Lien")
    (pia,) = people_in(run, "Pia Pause", state=EnrolmentState.PAUSED)
    late = make_enrolment(run, confirmed_at=timezone.now() + datetime.timedelta(days=400))
    for place in (arne, bjorg, pia, late):
        attend(place, 90)
    attend(arne, 45, code=OWN_TIME)
    people = people_for(leader_of(run), run)
    of_rows = known_of_rows(RunOverview.of(run, people, language="nb", discreet=False).rows)
    of_run = known_of_run(run, people)
    common, own_time = gathering_of(run).pk, gathering_of(run, OWN_TIME).pk
    assert dict(of_rows.recorded) == of_run.recorded == {common: 4, own_time: 1}
    assert dict(of_rows.of_expected) == of_run.of_expected == {common: 2, own_time: 1}
