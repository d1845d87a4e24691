"""The leaders' page of what is shared: only that, only now, only for those who lead today; and hiding from there."""

from __future__ import annotations

import pytest

from courses import responding
from courses.kinds import RunState, Sharing
from courses.models import GroupForm, GroupReflectionPage, ReflectionPage
from tests.courses.activities.test_sharing import everyone
from tests.courses.working import SECRET, a_place, base_row, leader_of, logged_in, save
from tests.making import make_enrolment

pytestmark = pytest.mark.django_db


def address(place, more: str = "") -> str:
    return f"/kursleder/{place.course_run.pk}/delt/{more}"


def a_place_that_shares():
    place = a_place()
    GroupReflectionPage.objects.update(form=GroupForm.WRITTEN)
    ReflectionPage.objects.update(sharing_ceiling=Sharing.GROUP)
    save(place, "1.3", sentence="Til gruppen", share=True)
    return place


def listed(place) -> tuple[list[str], list[tuple[str, bool]]]:
    context = logged_in(leader_of(place.course_run)).get(address(place)).context
    return [text.text for _name, text in context["texts"]], [
        (text.text, text.is_hidden) for _name, text in context["group"]
    ]


def test_what_is_for_the_leaders_and_what_is_for_the_group_stand_apart():
    place = a_place_that_shares()
    other, third = make_enrolment(place.course_run), make_enrolment(place.course_run)
    save(place, "1.2", text="Til Leif", sharing=Sharing.LEADER)
    save(other, "1.2", text=SECRET)
    save(third, "1.2", text="Til alle", sharing=Sharing.GROUP)
    assert listed(place) == (["Til Leif"], [("Til alle", False), ("Til gruppen", False)])


def test_it_is_hidden_and_shown_again_from_there():
    place = a_place_that_shares()
    client, pk = logged_in(leader_of(place.course_run)), base_row(place, "1.3").pk
    assert client.post(address(place, f"{pk}/skjul/")).url == address(place)
    assert listed(place) == ([], [("Til gruppen", True)])
    assert client.post(address(place, f"{pk}/vis/")).url == address(place)
    assert listed(place) == ([], [("Til gruppen", False)])


def test_after_the_run_only_what_is_for_the_leaders_is_left():
    place = a_place_that_shares()
    save(place, "1.2", text="Til Leif", sharing=Sharing.LEADER)
    place.course_run.state = RunState.CLOSED
    place.course_run.save()
    assert listed(place) == (["Til Leif"], [])


def test_what_is_not_shared_with_the_group_cannot_be_hidden():
    place = a_place_that_shares()
    save(place, "1.2", text=SECRET, sharing=Sharing.LEADER)
    client = logged_in(leader_of(place.course_run))
    pk, other = base_row(place, "1.2").pk, a_place_that_shares()
    assert client.post(address(place, f"{pk}/skjul/")).status_code == 404
    assert client.post(address(place, f"{base_row(other, '1.3').pk}/skjul/")).status_code == 404
    responding.change_sharing(response=base_row(place, "1.3"), sharing=Sharing.PRIVATE, by=place.person)
    assert client.post(address(place, f"{base_row(place, '1.3').pk}/skjul/")).status_code == 404


def test_nobody_but_todays_leaders_opens_it_or_hides():
    place = a_place_that_shares()
    pk = base_row(place, "1.3").pk
    leaders = {"leader", "partner leader"}
    opened = set()
    for who, client in everyone(place).items():
        got = client.get(address(place)).status_code
        posted = client.post(address(place, f"{pk}/vis/")).status_code
        if got == 200 or posted not in (302, 404):
            opened.add(who)
    assert (opened, base_row(place, "1.3").hidden_at) == (leaders, None)


@pytest.mark.parametrize("more", ["skjul/", "vis/"])
def test_hiding_refuses_a_get(more):
    place = a_place_that_shares()
    client = logged_in(leader_of(place.course_run))
    assert client.get(address(place, f"{base_row(place, '1.3').pk}/{more}")).status_code == 405


def test_the_page_costs_the_same_for_one_and_for_thirty(django_assert_num_queries):
    place = a_place_that_shares()
    save(place, "1.2", text="Til Leif", sharing=Sharing.LEADER)
    client = logged_in(leader_of(place.course_run))
    client.get(address(place))
    with django_assert_num_queries(9):
        client.get(address(place))
    for _number in range(29):
        other = make_enrolment(place.course_run)
        save(other, "1.2", text="Til Leif", sharing=Sharing.LEADER)
        save(other, "1.3", sentence="Til gruppen", share=True)
    with django_assert_num_queries(9):
        client.get(address(place))
