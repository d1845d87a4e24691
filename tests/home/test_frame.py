"""The frame of every page: name, menu, someone to call, and what it costs."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone, translation

from courses.kinds import EnrolmentState
from courses.models import RunOrganisation
from lms.home.belonging import Belonging
from lms.home.context import PageFrame, PlainFrame
from lms.home.navigation import navigation_for
from lms.people.models import Membership, RoleKind
from tests.home.making import (
    make_course,
    make_enrolment,
    make_home_page,
    make_leader,
    make_organisation,
    make_person,
    make_role,
    make_run,
)

pytestmark = pytest.mark.django_db


def frame_for(person=None, path: str = "/hjelp/") -> PageFrame:
    request = RequestFactory().get(path)
    request.user = person or AnonymousUser()
    return PageFrame(request)


def labels(frame: PageFrame) -> list[str]:
    with translation.override("nb"):
        return [str(entry.label) for entry in frame.navigation]


@pytest.fixture
def likevel():
    return make_organisation()


@pytest.fixture
def run(likevel):
    return make_run(make_course(make_home_page(likevel)), likevel)


def test_a_guest_meets_the_association_of_the_front_page(likevel) -> None:
    make_organisation("nyrenett")
    make_home_page(likevel)
    frame = frame_for()
    assert frame.brand_name == "Likevel"
    assert labels(frame) == ["Kurset", "Kontroller et bevis", "Hjelp", "Logg inn"]


def test_a_guest_is_told_whom_to_call_and_when(likevel) -> None:
    make_home_page(likevel)
    with translation.override("nb"):
        contact = frame_for().contact
    assert contact.heading == "Vil du heller snakke med noen?"
    assert contact.sentence == (
        "Ring Hege i sekretariatet, hverdager 9–15. Alt på disse sidene kan også gjøres på papir."
    )
    assert contact.phone == "+47 400 00 001"


def test_without_any_association_the_settings_say_whom_to_call() -> None:
    frame = frame_for()
    assert (frame.brand_name, frame.contact.phone, frame.style_url, frame.logo_url) == (
        "Likevel",
        "+47 400 00 001",
        "",
        "",
    )


def test_a_trainee_meets_their_own_association_and_their_leader(likevel, run) -> None:
    nyrenett = make_organisation("nyrenett")
    arne = make_person()
    make_enrolment(run, arne, nyrenett)
    make_leader(run, make_person("Liv Dahl", phone="+4740000002"))
    frame = frame_for(arne)
    assert frame.brand_name == "Nyrenett"
    assert labels(frame) == ["Min side", "Kurset", "Hjelp", "Logg ut"]
    with translation.override("nb"):
        contact = frame.contact
    assert contact.sentence == "Liv leder kurset ditt. Ring gjerne, også hvis det bare er noe du lurer på."
    assert contact.phone == "+4740000002"


def test_a_former_leader_and_one_without_a_number_are_not_called(likevel, run) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    arne = make_person()
    make_enrolment(run, arne, likevel)
    make_leader(
        run,
        make_person("Liv Dahl", phone="+4740000002"),
        since=yesterday - datetime.timedelta(days=9),
        until=yesterday,
    )
    make_leader(run, make_person("Odd Vik"))
    assert frame_for(arne).contact.phone == "+47 400 00 001"


def test_a_place_under_way_comes_before_a_newer_one_that_is_over(likevel, run) -> None:
    nyrenett = make_organisation("nyrenett")
    other = make_run(run.course, nyrenett, "Et annet kurs")
    arne = make_person()
    active = make_enrolment(run, arne, likevel)
    make_enrolment(other, arne, nyrenett, EnrolmentState.COMPLETED)
    frame = frame_for(arne)
    assert (frame.belonging.enrolment_id, frame.brand_name) == (active.pk, "Likevel")


def test_a_withdrawn_place_gives_no_course_in_the_menu(likevel, run) -> None:
    arne = make_person()
    make_enrolment(run, arne, likevel, EnrolmentState.WITHDRAWN)
    Membership.objects.create(person=arne, organisation=likevel)
    frame = frame_for(arne)
    assert labels(frame) == ["Min side", "Kontroller et bevis", "Hjelp", "Logg ut"]
    assert frame.brand_name == "Likevel"


@pytest.mark.parametrize(
    ("kind", "menu"),
    [
        (RoleKind.COMMITTEE_MEMBER, ["Saker", "Kontroller et bevis", "Hjelp", "Logg ut"]),
        (RoleKind.BOARD_MEMBER, ["Saker", "Kontroller et bevis", "Hjelp", "Logg ut"]),
        (
            RoleKind.ADMINISTRATOR,
            ["Sekretariatet", "Administrasjon", "Kontroller et bevis", "Hjelp", "Logg ut"],
        ),
    ],
)
def test_the_menu_follows_the_role(likevel, kind: RoleKind, menu: list[str]) -> None:
    person = make_person()
    make_role(person, likevel, kind)
    assert labels(frame_for(person)) == menu


def test_a_role_that_ended_yesterday_is_gone_from_the_menu(likevel) -> None:
    person = make_person()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make_role(person, likevel, RoleKind.COMMITTEE_MEMBER, until=yesterday)
    assert labels(frame_for(person)) == ["Min side", "Kontroller et bevis", "Hjelp", "Logg ut"]


def test_a_leader_and_a_representative_find_their_courses(likevel, run) -> None:
    leader, representative = make_person("Liv Dahl"), make_person("Kari Lie")
    make_leader(run, leader)
    RunOrganisation.objects.filter(course_run=run).update(representative=representative)
    assert labels(frame_for(leader)) == ["Kursene mine", "Kontroller et bevis", "Hjelp", "Logg ut"]
    assert labels(frame_for(representative)) == labels(frame_for(leader))


def test_the_menu_never_has_more_than_five_entries_as_long_as_something_can_give_way(likevel, run) -> None:
    person = make_person()
    make_leader(run, person)
    make_role(person, likevel, RoleKind.COMMITTEE_MEMBER)
    make_role(person, likevel, RoleKind.ADMINISTRATOR)
    assert labels(frame_for(person)) == ["Kursene mine", "Saker", "Sekretariatet", "Hjelp", "Logg ut"]


def test_the_present_page_is_marked_once_and_the_front_page_only_on_itself() -> None:
    for path, marked in (("/", ["Kurset"]), ("/hjelp/", ["Hjelp"]), ("/personvern/", [])):
        with translation.override("nb"):
            assert [str(entry.label) for entry in frame_for(path=path).navigation if entry.current] == marked


def test_logging_out_is_a_post() -> None:
    assert [entry.post for entry in frame_for(make_person()).navigation] == [False, False, False, True]


def test_a_view_may_put_another_association_on_top(likevel) -> None:
    frame = frame_for()
    frame.request.organisation = make_organisation("nyrenett")
    assert frame.brand_name == "Nyrenett"


def use_everything(frame: PageFrame) -> None:
    assert (frame.brand_name != "", frame.contact.phone != "", len(frame.navigation) > 3) == (
        True,
        True,
        True,
    )
    assert (frame.style_url, frame.logo_url, frame.appearance, len(frame.languages)) == ("", "", "auto", 3)


def test_the_frame_costs_a_guest_one_query(likevel, django_assert_num_queries) -> None:
    make_home_page(likevel)
    with django_assert_num_queries(1):
        use_everything(frame_for())


@pytest.mark.parametrize("number", [1, 30])
def test_the_frame_costs_a_trainee_three_queries_whatever_they_have(
    likevel, run, django_assert_num_queries, number: int
) -> None:
    arne = make_person()
    make_leader(run, make_person("Liv Dahl", phone="+4740000002"))
    for position in range(number):
        other = make_organisation(f"forening-{position}")
        Membership.objects.create(person=arne, organisation=other)
        make_enrolment(
            make_run(run.course, likevel, f"Kurs {position}"), arne, other, EnrolmentState.COMPLETED
        )
        make_role(arne, other, RoleKind.CHAPTER_CONTACT)
    make_enrolment(run, arne, likevel)
    with django_assert_num_queries(3):
        use_everything(frame_for(arne))


def test_the_frame_costs_a_committee_member_two_queries(likevel, django_assert_num_queries) -> None:
    kari = make_person("Kari Lie")
    make_role(kari, likevel, RoleKind.COMMITTEE_MEMBER)
    with django_assert_num_queries(2):
        use_everything(frame_for(kari))


def test_the_frame_that_needs_nothing_needs_no_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        frame = PlainFrame()
        assert (frame.brand_name, frame.contact.phone, list(frame.navigation)) == (
            "Likevel",
            "+47 400 00 001",
            [],
        )


def test_every_address_in_the_menu_is_one_of_our_own_views() -> None:
    everything = Belonging(
        roles=frozenset({RoleKind.COMMITTEE_MEMBER, RoleKind.ADMINISTRATOR}), leads=True, enrolment_id=1
    )
    entries = [
        *navigation_for(everything, "/", logged_in=True, front="/"),
        *navigation_for(Belonging(), "/", logged_in=True, front="/"),
        *navigation_for(Belonging(), "/", logged_in=False, front="/"),
    ]
    addresses = {entry.url for entry in entries} - {"/"}
    assert sorted(url for url in addresses if resolve(url).url_name == "wagtail_serve") == []
