"""Writing in the group's agreement: leaders of the run alone, by POST, and the group reads it."""

from __future__ import annotations

import pytest

from courses.kinds import RunState
from courses.models import GroupAgreement, GroupReflectionPage
from tests.courses.working import a_place, leader_of, logged_in, page
from tests.making import make_person, make_run

WORDS = "Det som sies her, blir her.\nDet er lov å stå over."
pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A place in a run whose group reflection is an agreement."""
    place = a_place()
    GroupReflectionPage.objects.filter(pk=page(place, "1.3").pk).update(form="agreement")
    return place


def address(place) -> str:
    """Where the agreement of the run is written."""
    return f"/kursleder/{place.course_run_id}/avtale/"


def test_a_leader_writes_it_and_the_group_reads_it(place) -> None:
    leader = logged_in(leader_of(place.course_run))
    assert leader.get(address(place)).status_code == 200
    answer = leader.post(address(place), {"text": WORDS})
    assert answer.url == f"/kursleder/{place.course_run_id}/"
    leader.post(address(place), {"text": WORDS})
    assert [agreement.text for agreement in GroupAgreement.objects.all()] == [WORDS]
    read = logged_in(place.person).get(f"/kurs/{place.pk}/1.3/").content.decode()
    assert [line for line in WORDS.splitlines() if f"<li>{line}</li>" not in read] == []


def test_an_empty_agreement_is_refused_with_a_sentence(place) -> None:
    answer = logged_in(leader_of(place.course_run)).post(address(place), {"text": " \n "})
    assert answer.context["form"].errors["text"] == ["Skriv minst én setning som gruppen står for."]
    assert GroupAgreement.objects.count() == 0


def test_nothing_is_written_when_the_course_is_over(place) -> None:
    """Fails if `write_agreement` does not ask: the screen would say that the group can read it, and nobody could."""
    type(place.course_run).objects.update(state=RunState.CLOSED)
    answer = logged_in(leader_of(place.course_run)).post(address(place), {"text": WORDS})
    assert answer.context["form"].errors["text"] == [
        "Kurset er over, og gruppens avtale er borte. Det lagres ikke noe nytt."
    ]
    assert GroupAgreement.objects.count() == 0
    read = logged_in(leader_of(place.course_run)).get(address(place)).content.decode()
    assert ("<textarea" in read, "Kurset er over, og gruppens avtale er borte." in read) == (False, True)
    run = logged_in(leader_of(place.course_run)).get(f"/kursleder/{place.course_run_id}/").content.decode()
    assert address(place) not in run


def test_nobody_else_opens_it(place) -> None:
    """Neither the trainee, nor a leader of another run, nor a stranger; and what stands there stays."""
    logged_in(leader_of(place.course_run)).post(address(place), {"text": WORDS})
    for person in (place.person, leader_of(make_run()), make_person()):
        client = logged_in(person)
        assert client.get(address(place)).status_code == 404
        assert client.post(address(place), {"text": "Noe annet"}).status_code == 404
    assert GroupAgreement.objects.get().text == WORDS


def test_a_course_without_an_agreement_leads_back(place) -> None:
    GroupReflectionPage.objects.update(form="spoken")
    answer = logged_in(leader_of(place.course_run)).get(address(place))
    assert answer.url == f"/kursleder/{place.course_run_id}/"
