"""What a course asks for beforehand: what counts, who is told, and the way in for those who have it on paper."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from courses import enrolling, inviting, moving, prerequisites
from courses.copying import new_edition
from courses.errors import CourseError
from courses.kinds import CourseKind, EnrolmentState, LetInOn, RunState
from courses.models import Enrolment, Prerequisite
from courses.prerequisites import who_lacks
from lms.people.models import RoleKind
from tests.courses.following import approve, following, has_completed, run_of
from tests.courses.leading import invited, secretariat_of, state_of
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db
LACKS = "Vi finner ikke det kurset krever."


def test_the_course_counts_with_any_association_in_any_language_and_edition() -> None:
    """Completed, and not only begun; another course does not count. An edition made into another sort does not either."""
    basic = make_course()
    nynorsk = make_course("nn", like=basic)
    run, another = run_of(following(after=basic)), make_course()
    edition = new_edition(course=basic, titles={"nb": "Grunnkurs, ny utgave", "nn": "Grunnkurs, ny utgåve"})
    places = {name: make_enrolment(run, person=make_person(name)) for name in ("A", "B", "C", "D", "E", "F")}
    in_nynorsk = edition.get_translations().get(locale__language_code="nn")
    for name, course in (("A", basic), ("B", nynorsk), ("C", in_nynorsk)):
        has_completed(places[name].person, course)
    make_enrolment(make_run(basic), person=places["D"].person)
    has_completed(places["E"].person, another)
    other_sort = new_edition(course=basic, titles={"nb": "Noe annet", "nn": "Noko anna"})
    type(basic).objects.filter(pk=other_sort.pk).update(kind=CourseKind.ADD_ON)
    has_completed(places["F"].person, other_sort)
    lacking = who_lacks(run, places.values())
    assert sorted(name for name, place in places.items() if place.pk in lacking) == ["D", "E", "F"]


def test_of_several_courses_one_is_enough_and_a_basic_course_asks_for_nothing() -> None:
    basic, other = make_course(), make_course()
    course = following(after=basic, for_peer_supporters=True)
    Prerequisite.objects.create(course=course, asked_course=other)
    run = run_of(course)
    place = make_enrolment(run)
    has_completed(place.person, other)
    assert who_lacks(run, [place]) == {place.pk}
    approve(place.person, place.organisation)
    assert who_lacks(run, [place]) == set()
    type(course).objects.filter(pk=course.pk).update(kind=CourseKind.BASIC)
    stranger = make_enrolment(run)
    run.course.refresh_from_db()
    assert who_lacks(run, [stranger]) == set()


def test_an_approval_counts_for_its_own_association_while_it_holds() -> None:
    run = run_of(following(for_peer_supporters=True))
    today = timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)
    places = [make_enrolment(run) for _one in range(4)]
    approve(places[0].person, make_organisation())
    approve(places[1].person, run.organiser, ended_on=today)
    approve(places[2].person, run.organiser, starts_on=tomorrow)
    approve(places[3].person, run.organiser)
    assert who_lacks(run, places) == {place.pk for place in places[:3]}


@pytest.mark.parametrize("number", [1, 30])
def test_thirty_people_cost_what_one_costs(number: int, django_assert_num_queries) -> None:
    """The courses asked for, who has completed them, and who is approved."""
    run = run_of(following(after=make_course(), for_peer_supporters=True))
    places = [make_enrolment(run) for _one in range(number)]
    with django_assert_num_queries(3):
        who_lacks(run, places)
    basic = make_enrolment()
    with django_assert_num_queries(0):
        who_lacks(basic.course_run, [basic])


def test_who_lacks_it_is_told_how_to_get_in_and_gets_in_when_the_secretariat_says_so() -> None:
    """No reason is asked for or kept: who decided, when, and on what."""
    basic = make_course()
    run = run_of(following(after=basic))
    hege = secretariat_of(run)
    place = invited(run)
    told = (
        f"Dette kurset krever at «{basic.title}» er fullført, og det finner vi ikke her. Er det likevel sånn, "
        "for eksempel på papir eller et annet sted? Ring oss, så slipper du inn."
    )
    with pytest.raises(CourseError, match="Ring oss") as refusal:
        enrolling.confirm(enrolment=place, by=place.person)
    assert str(refusal.value) == told
    with pytest.raises(CourseError, match="slipper du dem inn likevel først"):
        enrolling.confirm(enrolment=place, by=hege)
    for stranger in (leader_of(run), representative_of(run), place.person):
        with pytest.raises(CourseError):
            prerequisites.let_in(enrolment=place, by=stranger, on=LetInOn.PAPER)
    prerequisites.let_in(enrolment=place, by=hege, on=LetInOn.PAPER)
    first = Enrolment.objects.get(pk=place.pk)
    prerequisites.let_in(enrolment=place, by=hege, on=LetInOn.PAPER)
    enrolling.confirm(enrolment=place, by=place.person)
    row = Enrolment.objects.get(pk=place.pk)
    assert (row.state, row.let_in_by, row.let_in_at) == (EnrolmentState.CONFIRMED, hege, first.let_in_at)


def test_saying_no_and_coming_back_is_no_way_around_it() -> None:
    run = run_of(following(after=make_course()))
    place = invited(run)
    enrolling.withdraw(enrolment=place, by=place.person)
    with pytest.raises(CourseError, match="Ring oss"):
        enrolling.come_back(enrolment=place, by=place.person)
    hege = secretariat_of(run)
    with translation.override("nb"), pytest.raises(CourseError, match="inviter på nytt og slipp inn likevel"):
        enrolling.come_back(enrolment=place, by=hege)
    assert state_of(place) == EnrolmentState.WITHDRAWN
    again = inviting.invite(course_run=run, person=place.person, organisation=run.organiser, by=hege)
    prerequisites.let_in(enrolment=again, by=hege, on=LetInOn.PAPER)
    assert state_of(enrolling.confirm(enrolment=again, by=place.person)) == EnrolmentState.CONFIRMED


def test_who_stands_in_the_room_is_not_turned_away() -> None:
    run = run_of(following(after=make_course()))
    place = invited(run)
    enrolling.confirm(enrolment=place, by=place.person, in_the_room=True)
    assert (state_of(place), who_lacks(run, [place])) == (EnrolmentState.CONFIRMED, {place.pk})


OVER = "Dette kurset er avsluttet eller avlyst, så det er ingenting å slippe noen inn til."
ENDED = "Denne plassen er avsluttet: den er gitt fra seg eller flyttet til et annet kurs."


@pytest.mark.parametrize(
    ("run_state", "state", "sentence"),
    [
        (RunState.CLOSED, EnrolmentState.INVITED, OVER),
        (RunState.CANCELLED, EnrolmentState.INVITED, OVER),
        (RunState.CANCELLED, EnrolmentState.ACTIVE, OVER),
        (RunState.OPEN, EnrolmentState.COMPLETED, "Kurset er fullført, og det står ved lag."),
        (RunState.OPEN, EnrolmentState.WITHDRAWN, ENDED),
        (RunState.OPEN, EnrolmentState.NOT_COMPLETED, ENDED),
        (RunState.PLANNED, EnrolmentState.INVITED, ""),
        (RunState.OPEN, EnrolmentState.INVITED, ""),
        (RunState.OPEN, EnrolmentState.CONFIRMED, ""),
        (RunState.OPEN, EnrolmentState.ACTIVE, ""),
        (RunState.OPEN, EnrolmentState.PAUSED, ""),
    ],
)
def test_nobody_is_let_in_to_what_is_over(run_state: str, state: str, sentence: str) -> None:
    """Neither by the verb nor by the page, which says why and shows no form. Fails when state of run and place are not asked."""
    run = run_of(following(after=make_course()))
    hege = secretariat_of(run)
    place = invited(run)
    type(run).objects.filter(pk=run.pk).update(state=run_state)
    Enrolment.objects.filter(pk=place.pk).update(state=state)
    client, address = logged_in(hege), f"/sekretariat/{run.pk}/deltaker/{place.pk}/slipp-inn/"
    page = client.get(address, follow=True)
    told = [str(one) for one in page.context["messages"]]
    assert (len(told), page.redirect_chain != []) == (bool(sentence), bool(sentence))
    assert [one for one in told if sentence not in one] == []
    client.post(address, {"on": LetInOn.PAPER})
    assert (Enrolment.objects.get(pk=place.pk).let_in_at is None) == bool(sentence)
    if sentence:
        with translation.override("nb"), pytest.raises(CourseError, match=sentence):
            prerequisites.let_in(enrolment=place, by=hege, on=LetInOn.PAPER)


def test_a_place_that_was_moved_is_let_in_where_it_is_now() -> None:
    """The old one is ended, and says where to go."""
    course = following(after=make_course())
    run = run_of(course)
    hege = secretariat_of(run)
    place = invited(run)
    new = moving.move_place(enrolment=place, to=run_of(course, organiser=run.organiser), by=hege)
    with translation.override("nb"), pytest.raises(CourseError, match="flyttet til et annet kurs"):
        prerequisites.let_in(enrolment=place, by=hege, on=LetInOn.PAPER)
    prerequisites.let_in(enrolment=new, by=hege, on=LetInOn.PAPER)
    assert list(Enrolment.objects.filter(let_in_by=hege)) == [new]


def test_that_one_was_let_in_comes_along_to_another_run() -> None:
    course = following(after=make_course())
    run = run_of(course)
    hege = secretariat_of(run)
    place = invited(run)
    prerequisites.let_in(enrolment=place, by=hege, on=LetInOn.RECORDS, lacks_own_time=True)
    enrolling.confirm(enrolment=place, by=place.person)
    new = moving.move_place(enrolment=place, to=run_of(course, organiser=run.organiser), by=hege)
    assert (state_of(new), who_lacks(new.course_run, [new])) == (EnrolmentState.CONFIRMED, set())
    assert (new.let_in_on, new.let_in_lacks_own_time) == (LetInOn.RECORDS, True)


def test_the_secretariat_that_invites_sees_yes_or_no_and_nobody_else_sees_anything() -> None:
    """Ane completed the basic course with Nyrenett, Bo did not. Neither where, when nor in which association is told; the
    leader, who has the same people on the list, is told nothing, and another secretariat has no page.

    Fails if `who_lacks` were asked on the leaders' page, or the row told of the completed place.
    """
    basic = make_course()
    elsewhere = make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett")
    run = run_of(following(after=basic))
    hege = secretariat_of(run)
    ane, bo = invited(run, person=make_person("Ane Vik")), invited(run, person=make_person("Bo Dal"))
    has_completed(ane.person, basic, organiser=elsewhere, title="Grunnkurs i Alta", place="Alta")
    address = f"/sekretariat/{run.pk}/"
    html = logged_in(hege).get(address).content.decode()
    row_of_bo = html[html.index("Bo Dal") :]
    assert [html.count(LACKS), row_of_bo.count(LACKS), "Alta" in html, "Nyrenett" in html] == [
        1,
        1,
        False,
        False,
    ]
    assert LACKS not in logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/").content.decode()
    other = make_role(organisation=elsewhere, kind=RoleKind.ADMINISTRATOR).person
    let_in = f"{address}deltaker/{bo.pk}/slipp-inn/"
    assert [logged_in(other).get(address).status_code, logged_in(other).post(let_in).status_code] == [
        404,
        404,
    ]
    assert logged_in(leader_of(run)).post(let_in).status_code == 404
    assert logged_in(hege).get(let_in).status_code == 200
    assert Enrolment.objects.get(pk=bo.pk).let_in_at is None
    page = logged_in(hege).post(let_in, {"on": LetInOn.HOLDER}, follow=True).content.decode()
    assert [LACKS in page, "Sluppet inn likevel" in page] == [False, True]


def test_what_was_taken_elsewhere_is_recorded_with_who_looked_at_it_on_what_and_what_remains() -> None:
    """Edge case 19: «Recorded recognition: who assessed, what evidence, what is missing (usually egentid)». Fails if one of
    the four were not kept or not shown, if anything were recorded without saying on what, or if the second click changed
    the first one's.
    """
    run = run_of(following(after=make_course()))
    hege, bo = secretariat_of(run), invited(run, person=make_person("Bo Dal"))
    client, address = logged_in(hege), f"/sekretariat/{run.pk}/deltaker/{bo.pk}/slipp-inn/"
    asked = client.get(address).content.decode()
    assert [str(on.label) in asked for on in LetInOn] == [True] * 4
    for given in ({}, {"on": "fordi jeg sier det"}):
        refused = client.post(address, given).content.decode()
        assert "Velg hva det bygger på." in refused
    with pytest.raises(CourseError, match="Velg hva det bygger på"):
        prerequisites.let_in(enrolment=bo, by=hege, on="fordi jeg sier det")
    assert Enrolment.objects.get(pk=bo.pk).let_in_at is None
    page = client.post(address, {"on": "holder", "lacks_own_time": "on"}, follow=True).content.decode()
    told = f"av {hege.name}. De som holdt kurset, har bekreftet det. Egentid gjenstår."
    assert told in page
    assert client.post(address, {"on": "paper"}).url == f"/sekretariat/{run.pk}/"
    row = Enrolment.objects.get(pk=bo.pk)
    kept = (row.let_in_by, row.let_in_on, row.let_in_lacks_own_time)
    assert (*kept, row.let_in_at is not None) == (hege, LetInOn.HOLDER, True, True)
    leaders = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/deltaker/{bo.pk}/").content.decode()
    assert ["bekreftet det" in leaders, "Egentid gjenstår" in leaders] == [False, False]


def test_a_pasted_list_tells_nothing_before_people_are_invited() -> None:
    """Typing addresses is no way to learn who has taken the course."""
    basic = make_course()
    run = run_of(following(after=basic))
    known = make_person("Ane Vik", email="ane@likevel.example")
    has_completed(known, basic)
    text = "Ane Vik; ane@likevel.example\nBo Dal; bo@likevel.example"
    data = {"organisation": run.organiser.pk, "text": text, "do": "look"}
    html = logged_in(secretariat_of(run)).post(f"/sekretariat/{run.pk}/inviter/", data).content.decode()
    assert ["Ane Vik" in html, "Bo Dal" in html, LACKS in html] == [True, True, False]


def test_the_invitation_says_it_to_the_person_alone() -> None:
    """Logged in one reads what is lacking and who to call; the link by itself tells nothing."""
    run = run_of(following(after=make_course()))
    place = invited(run)
    client = logged_in(place.person)
    page = client.post(f"/kurs/{place.pk}/bli-med/", follow=True).content.decode()
    assert "Ring oss, så slipper du inn." in page
    assert state_of(place) == EnrolmentState.INVITED


def test_the_link_itself_tells_a_guest_nothing_and_the_person_how_to_get_in() -> None:
    """`why_not_in` is empty for whoever is not logged in, so a forwarded link tells nobody what somebody has not done."""
    basic = make_course()
    run = run_of(following(after=basic))
    place = invited(run)
    token = "hemmelig-lenke"
    Enrolment.objects.filter(pk=place.pk).update(invitation_hash=inviting.hash_of(token))
    guest, own = Client(), logged_in(place.person)
    pages = [client.get(f"/invitasjon/{token}/").content.decode() for client in (guest, own)]
    assert [basic.title in page for page in pages] == [False, True]
    assert ["Ja, jeg vil ha plassen" in page for page in pages] == [False, False]
    prerequisites.let_in(enrolment=place, by=secretariat_of(run), on=LetInOn.PAPER)
    assert "Ja, jeg vil ha plassen" in own.get(f"/invitasjon/{token}/").content.decode()


def test_who_was_let_in_is_known_as_long_as_attendance_has_names(django_assert_num_queries) -> None:
    """On the day, and not the day before; another's place stays as it is. Fails when the rule leaves out the day, or goes
    by when the person was let in.
    """
    run = run_of(following(after=make_course()))
    old, newer = invited(run), invited(run_of(following(after=make_course())))
    ended = datetime.date(2026, 2, 28)
    type(run).objects.filter(pk=run.pk).update(ends_on=ended)
    for place in (old, newer):
        who = secretariat_of(place.course_run)
        prerequisites.let_in(enrolment=place, by=who, on=LetInOn.PAPER, lacks_own_time=True)
    type(run).objects.filter(pk=newer.course_run_id).update(ends_on=datetime.date(2029, 2, 27))
    forget, last = prerequisites.forget_who_was_let_in, datetime.date(2029, 2, 27)
    assert forget(today=last) == 0
    with django_assert_num_queries(2):
        assert forget(today=last + datetime.timedelta(days=1)) == 1
    kept = Enrolment.objects.filter(let_in_at__isnull=False, let_in_by__isnull=False)
    assert list(kept) == [newer]
    row = Enrolment.objects.get(pk=old.pk)
    assert (row.let_in_by, row.let_in_on, row.let_in_lacks_own_time) == (None, "", False)


def test_a_leader_learns_nothing_by_confirming_where_something_is_asked_for() -> None:
    """Who has what is asked for and who has not are answered alike, and neither has the button; the secretariat has it.

    Fails if a leader's try were answered by what is known of the person.
    """
    basic = make_course()
    run = run_of(following(after=basic))
    kari, has_it = (
        make_enrolment(run, state="invited", person=make_person(name)) for name in ("Kari", "Ola")
    )
    has_completed(has_it.person, basic)
    leader, by = logged_in(leader_of(run)), logged_in(secretariat_of(run))
    said, shown = [], []
    for place in (kari, has_it):
        page = f"/kursleder/{run.pk}/deltaker/{place.pk}/"
        shown.append([f"{page}bekreft/" in client.get(page).content.decode() for client in (leader, by)])
        answer = leader.post(f"{page}bekreft/", follow=True)
        said.append([str(message) for message in answer.context["messages"]])
    assert shown == [[False, True], [False, True]]
    assert said == [["På dette kurset er det sekretariatet som bekrefter plasser."]] * 2
    assert [state_of(place) for place in (kari, has_it)] == ["invited", "invited"]
    by.post(f"/kursleder/{run.pk}/deltaker/{has_it.pk}/bekreft/")
    assert state_of(has_it) == "confirmed"


def test_a_leader_confirms_where_nothing_is_asked_for() -> None:
    """A course that follows and asks for nothing is as the basic one there."""
    run = run_of(following())
    place = make_enrolment(run, state="invited")
    logged_in(leader_of(run)).post(f"/kursleder/{run.pk}/deltaker/{place.pk}/bekreft/")
    assert state_of(place) == "confirmed"
