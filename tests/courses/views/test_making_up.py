"""The screens of making up: for those who arrange it, for the trainee, and for the leader who has a guest."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from courses import staying_away
from courses.kinds import MakeUpKind
from courses.models import Enrolment, Gathering, MakeUp
from tests.courses.leading import (
    OWN_TIME,
    attend,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    secretariat_of,
)
from tests.courses.making_up import agreed, another_run, as_guest, who_missed
from tests.courses.views.test_leader import ticks
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db

RUN_PAGE, PARTICIPANT_PAGE = 10, 15


def person_page(place: Enrolment) -> str:
    """The address of the participant's page."""
    return f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/"


def text_of(html: str) -> str:
    """The words on a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<main", 1)[-1].split("</main", 1)[0]))


def shown(person, address: str) -> str:
    """The words of a page as this person gets it."""
    response = logged_in(person).get(address)
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_the_leader_agrees_confirms_and_takes_back_on_the_participants_page() -> None:
    """The whole way in the browser's requests, with what stands on each page in between."""
    place = who_missed()
    leader = leader_of(place.course_run)
    browser, gathering = logged_in(leader), gathering_of(place.course_run)
    address = f"{person_page(place)}ta-igjen/{gathering.pk}/"
    assert address in browser.get(person_page(place)).content.decode()
    page = text_of(browser.get(address).content.decode())
    assert ("Sammen med andre" in page, "En oppgave" in page) == (True, False)
    day = timezone.localdate()
    terms = {"kind": "with_others", "day": day.isoformat(), "hour": "00:05", "place": "Kafeen"}
    assert browser.post(address, terms).status_code == 302
    make_up = MakeUp.objects.get()
    assert (make_up.kind, make_up.place, timezone.localdate(make_up.meets_at)) == (
        "with_others",
        "Kafeen",
        day,
    )
    own = shown(place.person, "/min-side/")
    for words in ("Sammen med andre", "Kafeen", "Leif fører det opp når det er gjort"):
        assert words in own
    assert (
        browser.post(f"{person_page(place)}ta-igjen/{make_up.pk}/bekreft/", {"minutes": "120"}).status_code
        == 302
    )
    assert "Det teller for 120 minutter." in shown(leader, person_page(place))
    assert "Det er tatt igjen, og teller." in shown(place.person, "/min-side/")
    browser.post(f"{person_page(place)}ta-igjen/{make_up.pk}/bort/")
    assert address in browser.get(person_page(place)).content.decode()
    assert "Sammen med andre" not in shown(place.person, "/min-side/")


def test_a_page_that_was_open_in_another_tab_leads_to_what_is_agreed() -> None:
    """Gone back to, or filled in otherwise: it says that something stands, where it can be taken back, and changes nothing."""
    place = who_missed()
    make_up = agreed(place)
    browser = logged_in(leader_of(place.course_run))
    address = f"{person_page(place)}ta-igjen/{gathering_of(place.course_run).pk}/"
    for answer in (
        browser.get(address, follow=True),
        browser.post(address, {"kind": "with_others", "place": "Et annet sted"}, follow=True),
    ):
        assert answer.redirect_chain == [(person_page(place), 302)]
        assert [str(message) for message in answer.context["messages"]] == [
            "Noe er avtalt fra før. Det står her, og kan tas tilbake her."
        ]
    assert MakeUp.objects.get() == make_up
    assert MakeUp.objects.get().place != "Et annet sted"


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({}, "Velg hvordan det tas igjen."),
        ({"kind": "with_others", "day": "2026-12-01"}, "Skriv også klokkeslettet."),
        ({"kind": "with_others", "hour": "ti"}, "Skriv klokkeslettet slik: 10:00."),
        ({"kind": "other_run"}, "Velg økten i det andre kurset."),
    ],
)
def test_what_is_not_filled_in_gets_a_plain_sentence(terms: dict, sentence: str) -> None:
    """And nothing is kept."""
    place = who_missed()
    another_run(place.course_run)
    address = f"{person_page(place)}ta-igjen/{gathering_of(place.course_run).pk}/"
    response = logged_in(leader_of(place.course_run)).post(address, terms)
    assert response.status_code == 200
    assert sentence in text_of(response.content.decode())
    assert not MakeUp.objects.exists()


def test_a_wrong_number_of_minutes_changes_nothing_and_says_why() -> None:
    """Words, too many, nothing."""
    place = who_missed(minutes=100)
    make_up = agreed(place)
    browser = logged_in(leader_of(place.course_run))
    for minutes, sentence in (
        ("mange", "Skriv minuttene som et tall"),
        ("36", "Det mangler 35 minutter"),
        ("", "Skriv hvor mange"),
    ):
        page = browser.post(
            f"{person_page(place)}ta-igjen/{make_up.pk}/bekreft/", {"minutes": minutes}, follow=True
        )
        assert sentence in page.content.decode()
    make_up.refresh_from_db()
    assert make_up.state == "agreed"


def test_no_page_and_no_button_answers_a_stranger(client) -> None:
    """Leader of another run, also the one who has the guest; former leader; representatives; the trainee; a guest."""
    place = who_missed()
    run = place.course_run
    host = another_run(run)
    make_up, gathering = as_guest(place, host), gathering_of(run)
    base = person_page(place)
    reads = [f"{base}ta-igjen/{gathering.pk}/", f"/kursleder/{run.pk}/utskrift/"]
    writes = [
        f"{base}ta-igjen/{gathering.pk}/",
        f"{base}ta-igjen/{make_up.pk}/bekreft/",
        f"{base}ta-igjen/{make_up.pk}/bort/",
        f"/kursleder/{run.pk}/samling/{gathering.pk}/grupper/",
    ]
    people = strangers(run, place) | {
        "leader with the guest": leader_of(host),
        "representative there": representative_of(host),
    }
    for who, stranger in people.items():
        browser = logged_in(stranger)
        assert [browser.get(address).status_code for address in reads] == [404] * len(reads), who
        assert [browser.post(address, {"minutes": 9}).status_code for address in writes] == [404] * 4, who
    assert [client.get(address).status_code for address in reads] == [302, 302]
    assert [client.post(address).status_code for address in writes] == [302] * 4
    own_representative = logged_in(representative_of(run))
    assert [own_representative.post(address).status_code for address in writes] == [404] * 4
    make_up.refresh_from_db()
    assert (make_up.state, Gathering.objects.get(pk=gathering.pk).times_shuffled) == ("agreed", 0)


def test_another_associations_representative_in_the_same_run_arranges_nothing_of_ours() -> None:
    """Neither our people's make-ups nor our own time. Fails if whoever represents anybody were let in."""
    run, other = joint_run()
    place = make_enrolment(run, person=make_person("Arne Dahl"))
    attend(place, 0)
    attend(place, 0, code=OWN_TIME)
    own = agreed(place, MakeUpKind.OWN_TIME, gathering=gathering_of(run, OWN_TIME), by=representative_of(run))
    common = agreed(place)
    browser = logged_in(run.run_organisations.get(organisation=other).representative)
    addresses = [
        f"{person_page(place)}ta-igjen/{gathering_of(run).pk}/",
        f"{person_page(place)}ta-igjen/{gathering_of(run, OWN_TIME).pk}/",
        *(
            f"{person_page(place)}ta-igjen/{row.pk}/{do}/"
            for row in (own, common)
            for do in ("bekreft", "bort")
        ),
        f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/grupper/",
    ]
    assert [browser.post(address, {"minutes": 9}).status_code for address in addresses] == [404] * len(
        addresses
    )
    assert set(MakeUp.objects.values_list("state", flat=True)) == {"agreed"}


def test_every_write_refuses_get_and_needs_the_right_run() -> None:
    """Fails if a button could be pressed by a link, or a make-up reached through another person's page."""
    place = who_missed()
    make_up = agreed(place)
    (other,) = people_in(place.course_run, "Tor Opdal")
    browser = logged_in(leader_of(place.course_run))
    for do in ("bekreft", "bort"):
        assert browser.get(f"{person_page(place)}ta-igjen/{make_up.pk}/{do}/").status_code == 405
        assert browser.post(f"{person_page(other)}ta-igjen/{make_up.pk}/{do}/").status_code == 404
    gathering = gathering_of(place.course_run)
    assert browser.get(f"/kursleder/{place.course_run_id}/samling/{gathering.pk}/grupper/").status_code == 405


def test_the_run_page_says_who_needs_a_make_up_and_where_else_the_gathering_is_held() -> None:
    """Who, how much, which run would do, and who takes the next step. Who is up to date is not named."""
    place = who_missed("Bjørg Lien")
    (other,) = people_in(place.course_run, "Tor Opdal")
    attend(other)
    another_run(place.course_run)
    own = shown(place.person, "/min-side/")
    assert (
        "Den må tas igjen, og det finnes flere måter. Ingen spør hvorfor. Avtal med Leif. Den holdes også i Kurs"
        in own
    )
    assert "Det du tar igjen" not in shown(other.person, "/min-side/")
    page = shown(leader_of(place.course_run), f"/kursleder/{place.course_run_id}/")
    section = page.split("Det som tas igjen")[1].split("Før kurset er fullført")[0]
    assert "Bjørg Lien Trenger å ta igjen noe. Leif tar neste steg." in section
    assert "135 minutter. Den holdes også i Kurs på Gjøvik" in section
    assert "Tor Opdal" not in section


def test_the_secretariat_sees_the_same_and_a_representative_their_own_people_alone() -> None:
    """With more rows, or fewer."""
    run, other = joint_run()
    ours = make_enrolment(run, person=make_person("Arne Dahl"))
    theirs = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    for place in (ours, theirs):
        attend(place, 0)
    both = shown(secretariat_of(run), f"/kursleder/{run.pk}/")
    assert both.count("Trenger å ta igjen noe.") == 2
    representative = run.run_organisations.get(organisation=other).representative
    own = shown(representative, f"/kursleder/{run.pk}/")
    assert ("Elin Foss" in own, "Arne Dahl" in own, own.count("Trenger å ta igjen noe.")) == (True, False, 1)


def test_the_next_gathering_has_its_plan_groups_and_what_they_need_also_on_paper() -> None:
    """Who comes, who has said no without a reason, the programme with the clock, threes, and what people need."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    places = people_in(run, *(f"Person {letter}" for letter in "ABCDE"))
    gathering = gathering_of(run)
    staying_away.tell(enrolment=places[0], gatherings=[gathering], by=places[0].person)
    page = shown(leader_of(run), f"/kursleder/{run.pk}/")
    assert "Fire kommer. Én har sagt fra og kan ikke komme. Kan ikke komme: Person A." in page
    assert "kl. 10.00–10.25 Runde" in page
    assert "Der det er to, bruker de kortet for par, og du observerer." in page
    paper = shown(leader_of(run), f"/kursleder/{run.pk}/utskrift/")
    assert ("Par og trioer" in paper, "Person E" in paper) == (True, True)
    leader, shuffle = logged_in(leader_of(run)), f"/kursleder/{run.pk}/samling/{gathering.pk}/grupper/"
    for number in range(2):
        [seen] = re.findall(
            r'name="seen" value="(.*?)"', leader.get(f"/kursleder/{run.pk}/").content.decode()
        )
        for _press in range(3):  # on the same page
            leader.post(shuffle, {"seen": seen})
        assert Gathering.objects.get(pk=gathering.pk).times_shuffled == number + 1


@pytest.mark.parametrize("people", [1, 30])
def test_make_ups_and_guests_cost_no_more_for_thirty_than_for_one(
    people: int, django_assert_num_queries
) -> None:
    """The run page with somebody missing, agreed and a guest each; the participant's page; the sheet on paper."""
    run = open_run(starts_on=timezone.localdate())
    host = another_run(run)
    Gathering.objects.filter(course_run=run).update(starts_at=timezone.now() - datetime.timedelta(hours=3))
    places = people_in(run, *(f"Person {number}" for number in range(people)))
    for place in places:
        attend(place, 0)
        as_guest(place, host)
    leader, there = logged_in(leader_of(run)), logged_in(leader_of(host))
    for browser in (leader, there):
        browser.get("/kursleder/")
    with django_assert_num_queries(RUN_PAGE):
        leader.get(f"/kursleder/{run.pk}/")
    with django_assert_num_queries(RUN_PAGE):
        there.get(f"/kursleder/{host.pk}/")
    with django_assert_num_queries(PARTICIPANT_PAGE):
        leader.get(person_page(places[0]))


@pytest.mark.parametrize("people", [1, 30])
def test_the_whole_run_page_is_twelve_queries_with_a_gathering_to_come(
    people: int, django_assert_num_queries
) -> None:
    """With what people need, the plan, the groups, notices and make-ups: at most twelve, whatever the number."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    gathering = gathering_of(run)
    for place in people_in(run, *(f"Person {number}" for number in range(people))):
        ticks(place)
        staying_away.tell(enrolment=place, gatherings=[gathering], by=place.person)
        agreed(place)
    browser = logged_in(leader_of(run))
    browser.get("/kursleder/")
    with django_assert_num_queries(12):
        browser.get(f"/kursleder/{run.pk}/")
    with django_assert_num_queries(12):
        browser.get(f"/kursleder/{run.pk}/utskrift/")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_outside_our_time_is_told_at_the_field(day: str) -> None:
    """A slip of the pen in the year, and no page that breaks. Fails without the bounds of the field."""
    place = who_missed()
    address = f"{person_page(place)}ta-igjen/{gathering_of(place.course_run).pk}/"
    terms = {"kind": "with_others", "day": day, "hour": "00:05", "place": "Kafeen"}
    answer = logged_in(leader_of(place.course_run)).post(address, terms)
    assert "Skriv dagen som dag, måned og år" in answer.content.decode()
    assert (answer.status_code, MakeUp.objects.count()) == (200, 0)
