"""When people have checked in themselves: nobody is recorded as here by a list that was only looked through (decision 28)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from courses import checking_in
from courses.errors import CourseError
from courses.kinds import EnrolmentState
from courses.models import Attendance, Enrolment
from courses.people_pages import PEOPLE_ON_A_PAGE
from tests.courses.leading import gathering_of, open_run, people_in
from tests.courses.sending import answers, mark, send
from tests.courses.views.test_gatherings import address, filled, recorded
from tests.courses.working import leader_of, logged_in

pytestmark = pytest.mark.django_db
NAMES = ("Arne Dahl", "Elin Foss", "Tor Opdal")
OPENED_BEFORE = (
    "Noen har sjekket inn siden du åpnet denne siden. Åpne den på nytt, se over dem som ikke har sjekket inn, og kryss av "
    "på nytt for det dere gjorde sammen."
)


def run_in_this_room(*names: str):
    """A run whose common gathering begins now, with these people."""
    run = open_run(starts_on=timezone.localdate())
    run.gatherings.filter(pk=gathering_of(run).pk).update(starts_at=timezone.now())
    return run, people_in(run, *names)


def check_in(*places: Enrolment) -> None:
    """Each of them presses the button."""
    gathering = gathering_of(places[0].course_run)
    opened = checking_in.open_check_in(gathering=gathering, by=leader_of(places[0].course_run))
    for place in places:
        checking_in.check_in_oneself(check_in=opened, person=place.person)


def test_who_has_not_checked_in_is_set_to_not_here_and_one_press_records_that() -> None:
    """Fails if «Lagre» recorded those who never came as here the whole time."""
    run, (arne, elin, tor) = run_in_this_room(*NAMES)
    client = logged_in(leader_of(run))
    check_in(arne, elin)
    html = client.get(address(run)).content.decode()
    words = "To har sjekket inn. De som ikke er ført ennå, er satt til «Ikke her». Endre dem som er her uten å ha sjekket inn."
    assert (words in html, "2 her, 0 delvis, 1 ikke her." in html) == (True, True)
    rows = [(arne, "here", "", 135), (elin, "here", "", 135), (tor, "not_here", "", 0)]
    assert client.post(address(run), filled(*rows)).status_code == 302
    assert recorded() == {"Arne Dahl": 135, "Elin Foss": 135, "Tor Opdal": 0}


def test_on_a_long_list_a_check_in_on_another_page_counts() -> None:
    """The one who checked in stands on the first page. Fails if a page asked about its own people alone."""
    run, places = run_in_this_room(*(f"Person {number:02}" for number in range(PEOPLE_ON_A_PAGE + 1)))
    client = logged_in(leader_of(run))
    check_in(places[0])
    html = client.get(f"{address(run)}?side=2").content.decode()
    chosen = [html.count(f'value="{value}" checked') for value in ("here", "not_here")]
    assert ("Én har sjekket inn." in html, chosen) == (True, [0, 1])


def test_a_page_that_was_opened_before_is_asked_again_and_loses_nothing() -> None:
    """The leader opens the list, shows the code, comes back and saves. What they had marked stands, and Tor is asked about."""
    run, (arne, elin, tor) = run_in_this_room(*NAMES)
    client = logged_in(leader_of(run))
    check_in(arne)
    opened_before = filled(
        (arne, "here", "", 135), (elin, "partly", "90", 135), (tor, "here", "", 135), together=[]
    )
    html = client.post(address(run), opened_before).content.decode()
    asked = "Noen har sjekket inn siden du åpnet denne siden." in html
    assert (asked, recorded(), html.count('value="90"')) == (True, {"Arne Dahl": 135}, 1)
    shown = [
        html.count(f'name="where_{tor.pk}" value="not_here" checked'),
        html.count(f'name="seen_{tor.pk}" value="0"'),
        html.count(f'name="where_{elin.pk}" value="partly" checked'),
    ]
    assert shown == [1, 1, 1], "Tor is set to «not here», and what was marked stands"
    again = filled((arne, "here", "", 135), (elin, "partly", "90", 135), (tor, "here", "", 0))
    assert client.post(address(run), again).status_code == 302
    assert recorded() == {"Arne Dahl": 135, "Elin Foss": 90, "Tor Opdal": 135}


def test_a_phone_with_an_old_copy_records_what_was_pressed_and_nobody_else() -> None:
    """Elin was pressed, Tor only stood there. Fails if an untouched row from before the check-in were kept."""
    run, (arne, elin, tor) = run_in_this_room(*NAMES)
    check_in(arne)
    sent = [mark(elin, 135), mark(tor, 135, untouched=True), mark(arne, 135, untouched=True)]
    told = answers(send(logged_in(leader_of(run)), run, *sent))
    assert told == [(False, ""), (False, OPENED_BEFORE), (False, "")]
    assert recorded() == {"Arne Dahl": 135, "Elin Foss": 135}
    assert answers(send(logged_in(leader_of(run)), run, mark(tor, 0, untouched=True))) == [(False, "")]
    assert Attendance.objects.get(enrolment=tor).minutes == 0


def test_who_refused_marks_were_sent_from_another_page_is_told_on_the_next() -> None:
    """The list was left, and the phone sends later. Fails if what was refused left the phone without a word."""
    run, (arne, tor) = run_in_this_room("Arne Dahl", "Tor Opdal")
    check_in(arne)
    client = logged_in(leader_of(run))
    send(client, run, mark(tor, 135, untouched=True))
    html = client.get("/kursleder/").content.decode()
    assert f"Oppmøte, {gathering_of(run).title}: {OPENED_BEFORE}" in html
    send(client, run, mark(tor, 135, untouched=True), shown=True)
    html = client.get("/kursleder/").content.decode()
    assert OPENED_BEFORE not in html, "the list has said it already, and may be open anew by now"


def test_a_check_in_of_somebody_who_is_no_longer_on_the_list_locks_nobody_out() -> None:
    """They checked in and withdrew: the page opens with «here». Fails if what it shows could then never be saved."""
    run, (arne, tor) = run_in_this_room("Arne Dahl", "Tor Opdal")
    check_in(arne)
    Enrolment.objects.filter(pk=arne.pk).update(state=EnrolmentState.WITHDRAWN)
    client = logged_in(leader_of(run))
    assert "De vi venter, er satt til «Her»." in client.get(address(run)).content.decode()
    assert client.post(address(run), filled((tor, "here", "", 135))).status_code == 302
    assert recorded() == {"Arne Dahl": 135, "Tor Opdal": 135}


def test_who_comes_after_the_list_was_saved_still_checks_in_unless_a_leader_had_marked_them() -> None:
    """The list is saved at the start. Tor was only not there yet; Elin was marked as not here. Twice changes nothing."""
    run, (arne, elin, tor) = run_in_this_room(*NAMES)
    check_in(arne)
    rows = [(arne, "here", "", 135), (elin, "not_here", "", 135), (tor, "not_here", "", 0)]
    client = logged_in(leader_of(run))
    assert client.post(address(run), filled(*rows)).status_code == 302
    check_in(tor)
    check_in(tor)
    with pytest.raises(CourseError, match="allerede ført oppmøtet ditt"):
        check_in(elin)
    assert recorded() == {"Arne Dahl": 135, "Elin Foss": 0, "Tor Opdal": 135}
    late = Attendance.objects.get(enrolment=tor)
    assert (late.recorded_by, late.checked_in_at is not None, late.corrections.count()) == (
        tor.person,
        True,
        0,
    )
    again = [(arne, "here", "", 135), (elin, "not_here", "", 0), (tor, "not_here", "", 0)]
    client.post(address(run), filled(*again))
    assert recorded()["Tor Opdal"] == 135, "the old list does not take the check-in away"
