"""The leader's pages: whom they do not answer, and that writing is never a GET."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.kinds import EnrolmentState
from courses.models import AttendanceCorrection
from lms.people.models import RoleKind
from tests.courses.leading import TOGETHER, gathering_of, mark, open_run, state_of
from tests.courses.working import base_row, leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_person, make_role, make_run


def strangers(run, place) -> dict:
    """Everybody who has no business here, by who they are."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = make_person("Frida Før")
    run.leaders.create(person=former, since=yesterday, until=yesterday)
    return {
        "former leader": former,
        "leader of another run": leader_of(make_run(title="Et annet kurs")),
        "representative of another run": representative_of(make_run(title="Et tredje kurs")),
        "another secretariat": make_role(kind=RoleKind.ADMINISTRATOR).person,
        "committee member": make_role(organisation=run.organiser, kind=RoleKind.COMMITTEE_MEMBER).person,
        "trainee": place.person,
    }


@pytest.mark.django_db
def test_no_page_and_no_button_answers_a_stranger(client) -> None:
    """Leader of another run, former leader, trainee, guest: 404 or the log-in, on every page and every POST."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    mark(place, TOGETHER)
    before = base_row(place, TOGETHER).changed_at
    gathering = gathering_of(run)
    person = f"/kursleder/{run.pk}/deltaker/{place.pk}/"
    reads = [
        f"/kursleder/{run.pk}/",
        f"/kursleder/{run.pk}/delt/",
        f"/kursleder/{run.pk}/samling/{gathering.pk}/",
        f"/kursleder/{run.pk}/samling/{gathering.pk}/liste/",
        person,
        f"{person}lofte/",
    ]
    writes = [
        f"/kursleder/{run.pk}/samling/{gathering.pk}/",
        f"{person}lofte/",
        f"{person}merk/",
        f"{person}trekk/",
    ]
    data = {"activity": TOGETHER, "do": "take_back"}
    for who, stranger in strangers(run, place).items():
        browser = logged_in(stranger)
        assert [browser.get(address).status_code for address in reads] == [404] * len(reads), who
        assert [browser.post(address, data).status_code for address in writes] == [404] * len(writes), who
        assert run.title not in browser.get("/kursleder/").content.decode(), who
    for address in (*reads, "/kursleder/"):
        assert client.get(address).url == f"/logg-inn/?next={address}"
    for address in writes:
        assert client.post(address, data).url == f"/logg-inn/?next={address}"
    assert (base_row(place, TOGETHER).changed_at, state_of(place)) == (before, EnrolmentState.ACTIVE)


@pytest.mark.django_db
def test_a_representative_is_refused_what_leaders_do_with_a_sentence() -> None:
    """They open the page of their own people; confirming and pausing are not theirs."""
    place = make_enrolment(open_run())
    response = logged_in(representative_of(place.course_run)).post(
        f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/pause/", follow=True
    )
    assert "Bare deltakeren, kursleder eller sekretariatet kan gjøre dette." in response.content.decode()
    assert state_of(place) == EnrolmentState.ACTIVE


@pytest.mark.django_db
def test_writing_is_never_a_get() -> None:
    """A link, a crawler or a preview changes nothing."""
    place = make_enrolment(open_run())
    browser = logged_in(leader_of(place.course_run))
    own = logged_in(place.person)
    base = f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/"
    assert [browser.get(f"{base}{what}/").status_code for what in ("merk", "bekreft", "pause", "trekk")] == [
        405
    ] * 4
    addresses = [
        f"/kurs/{place.pk}/{what}/" for what in ("bli-med", "pause", "fortsett", "avslutt", "kom-tilbake")
    ]
    assert [own.get(address).status_code for address in addresses] == [405] * 5
    assert (state_of(place), AttendanceCorrection.objects.count()) == (EnrolmentState.ACTIVE, 0)
