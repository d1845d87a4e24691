"""A long list of people: a page at a time, the top tells of the whole run, and saving one page leaves the others alone."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.kinds import EnrolmentState
from courses.models import AbsenceNotice, Attendance, CourseRun, Enrolment
from courses.people_pages import PEOPLE_ON_A_PAGE, in_order, named, page_with
from lms.people.models import User
from tests.courses.leading import (
    OWN_TIME,
    TOGETHER,
    attend,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    take_part,
)
from tests.courses.sending import address_of_marks, mark
from tests.courses.views.test_gatherings import address, filled
from tests.courses.views.test_leader import ticks
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import base_row, leader_of, logged_in, page
from tests.making import make_enrolment, make_organisation, make_person

pytestmark = pytest.mark.django_db


def long_run(people: int = 2 * PEOPLE_ON_A_PAGE + 3) -> tuple[CourseRun, list[Enrolment]]:
    """A run with so many people, «Person 000» first."""
    run = open_run()
    persons = User.objects.bulk_create(
        User(name=f"Person {number:03}", email=f"{uuid4()}@likevel.example", password="!")
        for number in range(people)
    )
    Enrolment.objects.bulk_create(
        Enrolment(course_run=run, person=person, organisation=run.organiser, state=EnrolmentState.ACTIVE)
        for person in persons
    )
    return run, in_order(run.enrolments.select_related("person"))


def html_of(viewer, where: str) -> str:
    """A page as this person gets it."""
    answer = logged_in(viewer).get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def names_in(html: str, places: list[Enrolment]) -> list[str]:
    """Whose rows stand on the page: the names, in their order."""
    return [place.person.name for place in places if f"/deltaker/{place.pk}/" in html]


@pytest.mark.parametrize("side", [1, 3])
@pytest.mark.parametrize(("where", "queries"), [("", 12), ("samling/", 11)])
def test_a_long_list_costs_no_more_queries(
    where: str, queries: int, side: int, django_assert_num_queries
) -> None:
    """At most twelve queries whatever the size, session, person and frame included."""
    run, places = long_run()
    for place in (places[0], places[-1]):
        attend(place, 90)
        attend(place, 100)
        ticks(place)
    client = logged_in(leader_of(run))
    client.get("/kursleder/")
    found = f"/kursleder/{run.pk}/" if not where else address(run)
    with django_assert_num_queries(queries):
        assert client.get(f"{found}?side={side}").status_code == 200


def test_the_run_page_shows_a_page_of_people_and_each_stands_on_one() -> None:
    """In the order of the alphabet, fifty at a time. Whatever else stands in the address is the first or the last page."""
    run, places = long_run()
    names = [place.person.name for place in places]
    here = f"/kursleder/{run.pk}/"
    pages = [names_in(html_of(leader_of(run), f"{here}?side={side}"), places) for side in (1, 2, 3)]
    assert pages == [names[:50], names[50:100], names[100:]]
    odd = [names_in(html_of(leader_of(run), f"{here}{asked}"), places) for asked in ("?side=x", "?side=99")]
    assert odd == [names[:50], names[100:]]


def test_the_top_of_the_run_page_tells_of_everybody_whatever_page_is_open() -> None:
    """How many there are, how many come and who does not, and that attendance is recorded for somebody on the last page."""
    run, places = long_run()
    gathering = gathering_of(run)
    Enrolment.objects.filter(pk=places[60].pk).update(state=EnrolmentState.PAUSED)
    Enrolment.objects.filter(pk=places[61].pk).update(state=EnrolmentState.INVITED)
    run.gatherings.update(starts_at=timezone.now() + datetime.timedelta(days=1))
    gathering.refresh_from_db()
    notice = {"gathering": gathering, "starts_at": gathering.starts_at, "told_at": timezone.now()}
    AbsenceNotice.objects.create(enrolment=places[102], **notice)
    for side in (1, 2):
        html = html_of(leader_of(run), f"/kursleder/{run.pk}/?side={side}")
        told = [
            "103 deltakere.",
            "100 kommer. Én har ikke svart.",
            "Én har sagt",
            "Person 102.",
            "1 på hele kurset har ikke svart",
        ]
        assert [words in html for words in told] == [True] * len(told)
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(days=1))
    attend(places[102], 90)
    html = html_of(leader_of(run), f"/kursleder/{run.pk}/")
    assert (html.count("Oppmøtet er ført."), "Person 102" in html) == (1, False)


def test_needs_are_told_of_the_people_on_the_page_and_all_of_them_on_paper() -> None:
    """Nobody's needs are lost: each stands on their own page of the list, and the paper has everybody."""
    run, places = long_run()
    ticks(places[0])
    ticks(places[102])
    here = f"/kursleder/{run.pk}/"
    counts = [html_of(leader_of(run), f"{here}{way}").count("Én linje") for way in ("", "?side=2", "?side=3")]
    assert counts == [1, 0, 1]
    run.gatherings.update(starts_at=timezone.now() + datetime.timedelta(days=1))
    paper = html_of(leader_of(run), f"{here}utskrift/")
    assert (paper.count("Én linje"), "Person 000" in paper, "Person 102" in paper) == (2, True, True)


def test_fifty_people_see_no_pages_at_all() -> None:
    """A course of twelve to fifty looks as it did: no turning, no search, no word of pages."""
    run, _places = long_run(PEOPLE_ON_A_PAGE)
    for where in (f"/kursleder/{run.pk}/", address(run)):
        html = html_of(leader_of(run), where)
        assert ["?side=" in html, "finn/" in html, "data-page" in html] == [False, False, False]


def test_saving_one_page_leaves_the_marks_of_the_others_alone() -> None:
    """Recorded on page three before; page one is saved, all here but one. Then the next page follows, and at last the run."""
    run, places = long_run()
    attend(places[102], 90)
    client = logged_in(leader_of(run))
    rows = [(place, "here", "", 135) for place in places[:49]] + [(places[49], "not_here", "", 135)]
    assert client.post(address(run), filled(*rows)).url == f"{address(run)}?side=2"
    assert Attendance.objects.count() == 51
    assert dict(Attendance.objects.filter(enrolment__in=places[49:]).values_list("enrolment", "minutes")) == {
        places[49].pk: 0,
        places[102].pk: 90,
    }
    last = [(place, "here", "", 135) for place in places[100:102]] + [(places[102], "partly", "90", 90)]
    assert client.post(f"{address(run)}?side=3", filled(*last)).url == f"/kursleder/{run.pk}/"
    assert Attendance.objects.count() == 53


def test_somebody_put_on_the_list_meanwhile_moves_nobody_off_the_form_that_is_sent() -> None:
    """A walk-in shifts the pages by one. What is saved is what stood on the form, also for who stands on another page now."""
    run, places = long_run()
    rows = [(place, "here", "", 135) for place in places[50:100]]
    people_in(run, "Anne Aas")
    logged_in(leader_of(run)).post(f"{address(run)}?side=2", filled(*rows))
    recorded = list(Attendance.objects.order_by("enrolment").values_list("enrolment", flat=True))
    assert recorded == sorted(place.pk for place in places[50:100])


def test_done_together_on_a_page_is_about_those_who_stand_on_it() -> None:
    """Ticked by form on page two; and sent by a phone with whom it is among: nobody on page one gets a mark by that."""
    run, places = long_run()
    first, second, other = places[0], places[50], places[51]
    for place in (first, second, other):
        attend(place)
    key = str(page(first, TOGETHER).translation_key)
    rows = [(place, "here", "", 135) for place in places[50:100]]
    client = logged_in(leader_of(run))
    client.post(
        f"{address(run)}?side=2", filled(*rows, together=[key], **{f"without_{key}": [str(other.pk)]})
    )
    assert (base_row(second, TOGETHER).state, [one.responses.filter(activity_key=key).count() for one in (first, other)]) == (
        "done",
        [0, 0],
    )  # fmt: skip
    sent = {"id": str(uuid4()), "activity": key, "age": 0, "without": [], "pair": [], "among": [other.pk]}
    body = {"marks": [mark(other, 135)], "together": [sent], "finished": False}
    answer = client.post(address_of_marks(run), body, content_type="application/json")
    assert (answer.json()["state"], base_row(other, TOGETHER).state) == ("kept", "done")
    assert first.responses.filter(activity_key=key).count() == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ås", ["Åse Dahl"]),
        ("dahl", ["Arne Dahl", "Åse Dahl"]),
        ("DAH å", ["Åse Dahl"]),
        ("ah", []),
        ("", []),
        ("  ", []),
        ("bjørg", ["Bjørg Eide"]),
    ],
)
def test_a_name_is_found_by_how_its_words_begin(typed: str, expected: list[str]) -> None:
    """Each word typed begins a word of the name; nothing typed is nobody."""
    run = open_run()
    places = in_order(people_in(run, "Åse Dahl", "Arne Dahl", "Bjørg Eide"))
    assert [place.person.name for place in named(typed, places)] == expected


def test_finding_leads_to_the_person_and_puts_no_name_in_an_address() -> None:
    """One is opened, of several the page of the first, and nobody is said in words."""
    run, places = long_run()
    (only,) = people_in(run, "Åse Dahl")
    client, here = logged_in(leader_of(run)), f"/kursleder/{run.pk}/"
    found = {typed: client.post(f"{here}finn/", {"name": typed}).url for typed in ("åse", "person", "xyz")}
    assert found == {
        "åse": f"{here}deltaker/{only.pk}/",
        "person": f"{here}?side=1#lacking",
        "xyz": f"{here}?side=1#lacking",
    }
    assert "Ingen på lista har et navn som begynner slik." in client.get(here).content.decode()
    there = client.post(f"{address(run)}finn/", {"name": "person 102"}).url
    assert there == f"{address(run)}?side=3#place-{places[102].pk}"
    assert page_with(places[102], places) == 3
    assert client.post(f"{address(run)}finn/", {}).url == address(run)


def test_only_those_who_see_the_list_find_anybody_and_only_their_own_people() -> None:
    """A representative finds nobody of another association; strangers get nothing. Nothing is found by GET."""
    run, other = joint_run()
    make_enrolment(run, person=make_person("Arne Dahl"))
    theirs = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    where = f"/kursleder/{run.pk}/finn/"
    named_one = run.run_organisations.get(organisation=other).representative
    client = logged_in(named_one)
    urls = [client.post(where, {"name": name}).url for name in ("Elin", "Arne")]
    assert urls == [f"/kursleder/{run.pk}/deltaker/{theirs.pk}/", f"/kursleder/{run.pk}/?side=1#lacking"]
    at_gathering, leader = f"{address(run)}finn/", logged_in(leader_of(run))
    for stranger in strangers(run, theirs).values():
        codes = [logged_in(stranger).post(one, {"name": "Arne"}).status_code for one in (where, at_gathering)]
        assert codes == [404, 404]
    assert [leader.get(one).status_code for one in (where, at_gathering)] == [405, 405]


def test_a_representative_sees_counts_of_their_own_people_alone() -> None:
    """On a long joint run the top tells an association only of its own: nothing recorded or told of the others."""
    run, places = long_run()
    CourseRun.objects.filter(pk=run.pk).update(joint=True)
    named_one = take_part_in(run)
    attend(places[0], 45, code=OWN_TIME)
    html = html_of(named_one, f"/kursleder/{run.pk}/")
    assert ("60 deltakere." in html, "Person 0" in html, "Oppmøtet er ført." in html) == (
        True,
        False,
        False,
    )


def take_part_in(run: CourseRun) -> User:
    """Another association with sixty people of its own, and its representative."""
    other = make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett")
    part = take_part(run, other)
    persons = User.objects.bulk_create(
        User(name=f"Eget folk {number:03}", email=f"{uuid4()}@likevel.example", password="!")
        for number in range(60)
    )
    Enrolment.objects.bulk_create(
        Enrolment(course_run=run, person=person, organisation=other, state=EnrolmentState.ACTIVE)
        for person in persons
    )
    assert part.representative is not None
    return part.representative
