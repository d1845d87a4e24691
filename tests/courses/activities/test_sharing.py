"""Who reads a text now: one rule, tried for every choice, and by everybody who could want to, on every page there is."""

from __future__ import annotations

import datetime
import re
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from courses import responding
from courses.activities.finding import AT_ONCE
from courses.activities.sharing import Reach, reach_of
from courses.kinds import EnrolmentState, RunState, Sharing
from courses.models import ActivityPage, CourseRun, Enrolment, GroupForm, GroupReflectionPage, RunLeader
from lms.people.models import RoleKind
from tests.courses.working import SECRET, a_place, address, base_row, leader_of, logged_in, save
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import (
    LONG_AGO,
    make_course,
    make_enrolment,
    make_organisation,
    make_person,
    make_role,
    make_run,
)

pytestmark = pytest.mark.django_db
ALLOWED = (Sharing.PRIVATE, Sharing.LEADER, Sharing.GROUP)
NOBODY = Reach()


def a_place_in(run_state: str, state: str) -> Enrolment:
    return Enrolment(course_run=CourseRun(state=run_state), state=state)


def test_the_rule_for_every_choice_place_and_run():
    """Fails for the cell that changes. Others read a text only in the cells that are named."""
    others_read = {}
    for chosen, run_state, state, hidden in product(
        ALLOWED, RunState.values, EnrolmentState.values, (False, True)
    ):
        reach = reach_of(chosen=chosen, allowed=ALLOWED, place=a_place_in(run_state, state), is_hidden=hidden)
        if not reach.nobody_else:
            key = (str(chosen), reach.leaders, reach.group, reach.hidden)
            others_read.setdefault(key, set()).add((run_state, state))
    open_runs, answering = {"planned", "open"}, {"confirmed", "active", "paused", "completed"}
    listed = {*answering, "invited", "not_completed"}
    group = set(product(open_runs, answering))
    assert others_read == {
        ("leader", True, False, False): set(product(RunState.values, listed)),
        ("group", True, True, False): group,
        ("group", True, False, True): group,
    }


@pytest.mark.parametrize("chosen", [Sharing.LEADER, Sharing.GROUP])
def test_what_the_activity_no_longer_allows_reaches_nobody(chosen):
    place = a_place_in(RunState.OPEN, EnrolmentState.ACTIVE)
    assert reach_of(chosen=chosen, allowed=(Sharing.PRIVATE,), place=place) == NOBODY


def everyone(place) -> dict[str, Client]:
    """All who might look, each logged in, by what they are to the author."""
    run = place.course_run
    organiser, partner = run.organiser, make_organisation()
    former = RunLeader.objects.create(
        course_run=run,
        person=make_person("Frode Før"),
        since=LONG_AGO,
        until=timezone.localdate() - datetime.timedelta(days=1),
    )
    co_leader = RunLeader.objects.create(course_run=run, person=make_person("Pia Partner"), since=LONG_AGO)
    make_role(co_leader.person, partner, RoleKind.COMMITTEE_MEMBER)
    another = make_run(run.course)
    return {
        "author": logged_in(place.person),
        "fellow": logged_in(make_enrolment(run).person),
        "invited": logged_in(make_enrolment(run, state=EnrolmentState.INVITED).person),
        "withdrawn": logged_in(make_enrolment(run, state=EnrolmentState.WITHDRAWN).person),
        "fellow of another run": logged_in(make_enrolment(another).person),
        "leader": logged_in(leader_of_first(run)),
        "partner leader": logged_in(co_leader.person),
        "former leader": logged_in(former.person),
        "leader of another run": logged_in(leader_of(another)),
        "representative": logged_in(run.run_organisations.get().representative),
        "committee": logged_in(make_role(organisation=organiser, kind=RoleKind.COMMITTEE_LEADER).person),
        "committee of the partner": logged_in(
            make_role(organisation=partner, kind=RoleKind.COMMITTEE_LEADER).person
        ),
        "secretariat": log_in_with_second_factor(Client(), make_role(organisation=organiser).person),
        "superuser": log_in_with_second_factor(Client(), make_superuser()),
        "guest": Client(),
    }


def leader_of_first(run):
    return run.leaders.order_by("pk").first().person


def readers(place, code: str, clients: dict[str, Client]) -> set[str]:
    """Who finds the secret on the pages of the course: their own, those of who leads, and the author's."""
    run = place.course_run
    own = dict(Enrolment.objects.filter(course_run__course=run.course).values_list("person", "pk"))
    found = set()
    for who, client in clients.items():
        mine = own.get(int(client.session.get("_auth_user_id", 0)))
        addresses = [
            address(place, code),
            "/min-side/",
            f"/kursleder/{run.pk}/delt/",
            f"/kursleder/{run.pk}/deltaker/{place.pk}/",
            *([f"/kurs/{mine}/{code}/"] if mine and mine != place.pk else []),
        ]
        if any(SECRET in client.get(where).content.decode() for where in addresses):
            found.add(who)
    return found


def the_rest(place, *, sharing: str, code: str) -> dict[str, set[str]]:
    """Who reads at each moment: shared, the run closed, open again and the ceiling lowered, taken back."""
    clients, run = everyone(place), place.course_run
    found = {"shared": readers(place, code, clients)}
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED)
    found["closed"] = readers(place, code, clients)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.OPEN)
    ceiling = ActivityPage.objects.filter(code=code).values_list("sharing_ceiling", flat=True)[0]
    ActivityPage.objects.filter(code=code).update(sharing_ceiling=Sharing.PRIVATE_LOCKED)
    found["ceiling lowered"] = readers(place, code, clients)
    ActivityPage.objects.filter(code=code).update(sharing_ceiling=ceiling)
    responding.change_sharing(response=base_row(place, code), sharing=Sharing.PRIVATE, by=place.person)
    found["taken back"] = readers(place, code, clients)
    return found


LEADERS = {"leader", "partner leader"}


@pytest.mark.req(6)
def test_shared_with_the_leader_those_who_lead_today_read_it_and_nobody_else():
    """R6: «Can reflect on own and others' experience.» The leader is told only what the author wants (C.4.1, C.4.2).

    Fails for any page that showed it to somebody else, or if the leader still read it after it was taken back.
    """
    place = a_place()
    save(place, "1.2", text=SECRET, sharing=Sharing.LEADER, finish=True)
    assert the_rest(place, sharing=Sharing.LEADER, code="1.2") == {
        "shared": {"author", *LEADERS},
        "closed": {"author", *LEADERS},
        "ceiling lowered": {"author"},
        "taken back": {"author"},
    }


@pytest.mark.req(41)
def test_shared_with_the_group_the_group_and_its_leaders_read_it_while_the_course_lasts():
    """R41: «Reflection and awareness, individually and with others.» Only inside the run, only while it is open (C.4.12).

    Fails if anybody outside the group read it, or anybody at all after the run.
    """
    place = a_place()
    GroupReflectionPage.objects.update(form=GroupForm.WRITTEN)
    save(place, "1.3", sentence=SECRET, share=True)
    assert the_rest(place, sharing=Sharing.GROUP, code="1.3") == {
        "shared": {"author", "fellow", *LEADERS},
        "closed": {"author"},
        "ceiling lowered": {"author"},
        "taken back": {"author"},
    }


def test_what_is_private_or_brought_is_read_by_the_author_alone():
    """Privacy rules C.4.1, C.4.4 and C.4.5, before there is a case."""
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    logged_in(place.person).post(address(place, "1.2", "ta-med/"), {"text": SECRET})
    assert readers(place, "1.2", everyone(place)) == {"author"}


def test_a_translation_with_a_higher_ceiling_opens_nothing():
    """The run's own course says how far a text may be shared; a translation lends its words alone."""
    place = a_place()
    make_course("nn", like=place.course_run.course)
    save(place, "1.2", text=SECRET, sharing=Sharing.LEADER)
    ActivityPage.objects.filter(code="1.2", locale__language_code="nb").update(
        sharing_ceiling=Sharing.PRIVATE_LOCKED
    )
    leader = leader_of(place.course_run)
    leader.language = "nn"
    leader.save()
    shown = logged_in(leader).get(f"/kursleder/{place.course_run.pk}/delt/").content.decode()
    assert ("Delt med deg" in shown, SECRET in shown) == (True, False)


def test_a_large_group_is_read_a_little_at_a_time(django_assert_num_queries):
    """As many texts at first as a whole group writes, by name, and all of them when asked; one's own never counts among them."""
    place = a_place()
    GroupReflectionPage.objects.update(form=GroupForm.WRITTEN)
    for number in range(AT_ONCE + 3):
        fellow = make_enrolment(place.course_run, person=make_person(f"Fellow {number:02}"))
        save(fellow, "1.3", sentence=f"Said by {number:02}.", share=True)
    save(place, "1.3", sentence=SECRET, share=True)
    client, said = logged_in(place.person), re.compile(r"Said by (\d\d)\.")
    client.get(address(place, "1.3"))
    with django_assert_num_queries(10):
        some = client.get(address(place, "1.3")).content.decode()
    with django_assert_num_queries(10):
        everything = client.get(address(place, "1.3") + "?open=1&alle=1").content.decode()
    assert said.findall(some) == [f"{number:02}" for number in range(AT_ONCE)]
    assert said.findall(everything) == [f"{number:02}" for number in range(AT_ONCE + 3)]
    assert ("alle=1#group" in some, "alle=1#group" in everything) == (True, False)
