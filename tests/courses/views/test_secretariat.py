"""The secretariat's pages: a run in five minutes, invitations one by one or pasted, places and login cards."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail

from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun, Enrolment
from courses.views.inviting import PEOPLE_ON_A_PAGE
from lms.people.models import Membership, RoleKind
from tests.courses.leading import open_run, people_in, secretariat_of, state_of
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run


def administrator(organisation=None):
    """Somebody who works in a secretariat today."""
    return make_role(organisation=organisation or make_organisation(), kind=RoleKind.ADMINISTRATOR).person


def run_data(course, organiser, **fields) -> dict:
    """The form as a browser sends it."""
    usual = {
        "course": course.pk,
        "title": "Grunnkurs i Trondheim",
        "organiser": organiser.pk,
        "place": "Trondheim",
        "starts_on": "2026-03-14",
        "ends_on": "2026-03-28",
        "language": "nb",
        "partner_credit": "",
        "leaders": "Liv Aas; liv@likevel.example",
    }
    return usual | fields


@pytest.mark.req(38, 39)
@pytest.mark.django_db
def test_a_joint_run_is_set_up_from_one_form_and_opened_by_one_button() -> None:
    """R38 a joint basic course, R39 partners credited. Fails if the form left out associations, credit or times."""
    organiser, other = make_organisation(), make_organisation()
    person = administrator(organiser)
    client = logged_in(person)
    data = run_data(make_course(), organiser, others=[other.pk], partner_credit="Kirkens SOS")
    response = client.post("/sekretariat/ny/", data)
    run = CourseRun.objects.get()
    assert response.url == f"/sekretariat/{run.pk}/"
    assert (run.joint, run.partner_credit, run.gatherings.count()) == (True, "Kirkens SOS", 1)
    html = client.get(response.url).content.decode()
    assert ["Åpne kurset" in html, f"{other.short_name} har ingen representant" in html] == [True, True]
    client.post(f"/sekretariat/{run.pk}/representant/{other.pk}/", {"person": "Åse Lie, 400 00 008"})
    assert run.run_organisations.get(organisation=other).representative.name == "Åse Lie"
    client.post(f"/sekretariat/{run.pk}/leder/", {"person": "Odd Berg; odd@likevel.example"})
    for _twice in range(2):
        client.post(f"/sekretariat/{run.pk}/apne/")
    run.refresh_from_db()
    assert (run.state, run.leaders.count(), run.requirements.count()) == (RunState.OPEN, 2, 4)


@pytest.mark.django_db
def test_wrong_input_keeps_what_was_typed_and_makes_nothing() -> None:
    """A sentence beside each field, in the reader's language."""
    organiser = make_organisation()
    client = logged_in(administrator(organiser))
    data = run_data(make_course(), organiser, title="", ends_on="2026-03-01", leaders="Liv Aas")
    html = client.post("/sekretariat/ny/", data).content.decode()
    sentences = [
        "Gi kurset et navn.",
        "Siste dag er før den første.",
        "«Liv Aas»: E-postadresse eller mobilnummer mangler.",
    ]
    assert [sentence in html for sentence in sentences] == [True] * 3
    assert ["Trondheim" in html, CourseRun.objects.count()] == [True, 0]


@pytest.mark.django_db
def test_gatherings_are_moved_all_at_once_or_not_at_all() -> None:
    """A missing hour for one moves none."""
    run = make_run()
    client = logged_in(secretariat_of(run))
    first, second = run.gatherings.all()
    day = {f"day_{g.pk}": "2026-03-14" for g in (first, second)} | {
        f"place_{g.pk}": "Hamar" for g in (first, second)
    }
    before = list(run.gatherings.values_list("starts_at", flat=True))
    html = client.post(
        f"/sekretariat/{run.pk}/samlinger/", day | {f"hour_{first.pk}": "10:00"}
    ).content.decode()
    assert ["Skriv når den begynner." in html, list(run.gatherings.values_list("starts_at", flat=True))] == [
        True,
        before,
    ]
    hours = {f"hour_{first.pk}": "10:00", f"hour_{second.pk}": "18:30"}
    assert client.post(f"/sekretariat/{run.pk}/samlinger/", day | hours).status_code == 302
    utc = [g.starts_at.astimezone(datetime.UTC).strftime("%H:%M") for g in run.gatherings.order_by("pk")]
    assert utc == ["09:00", "17:30"]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_nobody_can_calculate_with_is_a_slip_of_the_pen(day: str) -> None:
    """A gathering at the end of the calendar would close every page of its run. Fails without the bounds of the field."""
    run = make_run()
    client, before = logged_in(secretariat_of(run)), list(run.gatherings.values_list("starts_at", flat=True))
    rows = {name: value for g in run.gatherings.all() for name, value in _moved_to(day, g.pk).items()}
    html = client.post(f"/sekretariat/{run.pk}/samlinger/", rows).content.decode()
    assert "Skriv dagen som dag, måned og år" in html
    assert list(run.gatherings.values_list("starts_at", flat=True)) == before


def _moved_to(day: str, number: int) -> dict[str, str]:
    """The row of a gathering, at the last minute of the day."""
    return {f"day_{number}": day, f"hour_{number}": "23:59", f"place_{number}": "Hamar"}


@pytest.mark.django_db
def test_a_pasted_list_is_looked_through_before_anything_is_sent(django_capture_on_commit_callbacks) -> None:
    """First look, then send; wrong lines stand with their sentence and are left out."""
    run = make_run()
    client = logged_in(secretariat_of(run))
    text = "Arne Dahl; arne@likevel.example\nElin Foss\nTor Opdal, 400 00 004"
    data = {"organisation": run.organiser.pk, "text": text}
    with django_capture_on_commit_callbacks(execute=True):
        html = client.post(f"/sekretariat/{run.pk}/inviter/", data | {"do": "look"}).content.decode()
    assert ["E-postadresse eller mobilnummer mangler." in html, "Inviter 2 personer" in html] == [True, True]
    assert (Enrolment.objects.count(), mail.outbox) == (0, [])
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/sekretariat/{run.pk}/inviter/", data | {"do": "send"})
    assert (response.status_code, Enrolment.objects.count(), len(mail.outbox)) == (302, 2, 1)


@pytest.mark.django_db
def test_places_are_sent_again_confirmed_and_withdrawn_on_behalf(django_capture_on_commit_callbacks) -> None:
    """Paper and phone, each harmless twice."""
    run = make_run()
    (place,) = people_in(run, "Arne Dahl", state=EnrolmentState.INVITED)
    client = logged_in(secretariat_of(run))
    base = f"/sekretariat/{run.pk}/deltaker/{place.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{base}inviter/")
    assert len(mail.outbox) == 1
    states = []
    for what in ("bekreft", "bekreft", "inviter", "trekk", "trekk"):
        assert client.post(f"{base}{what}/").status_code == 302
        states.append(state_of(place))
    assert states == ["confirmed", "confirmed", "confirmed", "withdrawn", "withdrawn"]
    assert client.post(f"{base}slett/").status_code == 404


@pytest.mark.django_db
def test_somebody_without_mail_or_mobile_gets_a_place_and_can_be_given_a_login_card() -> None:
    """Edge case 35: the whole way on paper."""
    run = make_run()
    client = logged_in(secretariat_of(run))
    data = {"organisation": run.organiser.pk, "name": "Alf Bø"}
    assert client.post(f"/sekretariat/{run.pk}/inviter/papir/", data).status_code == 302
    place = Enrolment.objects.get()
    html = client.get("/sekretariat/personer/").content.decode()
    assert [f'action="/kort/lag/{place.person.pk}/"' in html, "Verken e-post eller mobil" in html] == [
        True,
        True,
    ]
    assert client.post(f"/kort/lag/{place.person.pk}/").status_code == 200


@pytest.mark.django_db
def test_no_card_is_offered_to_those_who_can_be_sent_a_code() -> None:
    """The button would only be refused."""
    run = make_run()
    person = make_person("Arne Dahl")
    Membership.objects.create(person=person, organisation=run.organiser)
    html = logged_in(secretariat_of(run)).get("/sekretariat/personer/").content.decode()
    assert (person.email in html, f'action="/kort/lag/{person.pk}/"' in html) == (True, False)


@pytest.mark.django_db
def test_the_list_of_people_holds_ones_own_association_alone() -> None:
    """Another association's members never stand there, found by name or not."""
    organisation, elsewhere = make_organisation(), make_organisation()
    for name, belongs in (("Arne Dahl", organisation), ("Arne Berg", elsewhere), ("Zara Ali", organisation)):
        Membership.objects.create(person=make_person(name), organisation=belongs)
    client = logged_in(administrator(organisation))
    address = "/sekretariat/personer/"
    answers = {"all": client.get(address), "arne": client.post(address, {"navn": "arne"})}
    seen = {
        asked: [name in answer.content.decode() for name in ("Arne Dahl", "Arne Berg", "Zara Ali")]
        for asked, answer in answers.items()
    }
    assert seen == {"all": [True, False, True], "arne": [True, False, False]}


@pytest.mark.django_db
def test_a_name_that_is_looked_for_is_kept_from_page_to_page_and_never_stands_in_the_address() -> None:
    organisation = make_organisation()
    for number in range(PEOPLE_ON_A_PAGE + 1):
        for name in (f"Arne {number:02}", f"Zara {number:02}"):
            Membership.objects.create(person=make_person(name), organisation=organisation)
    client, address = logged_in(administrator(organisation)), "/sekretariat/personer/"
    first = client.post(address, {"navn": "arne"})
    second = client.post(address, {"navn": "arne", "side": "2"})
    assert [person.name for person in second.context["people"]] == [f"Arne {PEOPLE_ON_A_PAGE}"]
    assert ("?navn=" in first.content.decode(), "?side=2" in client.get(address).content.decode()) == (
        False,
        True,
    )


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.django_db
def test_the_pages_cost_the_same_for_one_and_for_thirty(people: int, django_assert_num_queries) -> None:
    """The number of queries does not grow with people or runs."""
    run = make_run()
    people_in(run, *(f"Person {number}" for number in range(people)))
    for number in range(people - 1):
        make_run(run.course, organiser=run.organiser, title=f"Kurs {number}")
    for place in run.enrolments.all():
        Membership.objects.create(person=place.person, organisation=run.organiser)
    client = logged_in(secretariat_of(run))
    client.get("/sekretariat/")
    counts = {"/sekretariat/": 5, f"/sekretariat/{run.pk}/": 11, "/sekretariat/personer/": 5}
    for address, count in counts.items():
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_only_the_organisers_secretariat_of_today_gets_in(client) -> None:
    """Leaders, representatives, another secretariat, a former one, trainees and guests: 404 or the log-in, everywhere."""
    run = make_run()
    place = make_enrolment(run, state=EnrolmentState.INVITED)
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    former = make_role(organisation=run.organiser, kind=RoleKind.ADMINISTRATOR, until=yesterday).person
    base = f"/sekretariat/{run.pk}/"
    reads = [
        base,
        f"{base}samlinger/",
        f"{base}leder/",
        f"{base}representant/{run.organiser.pk}/",
        f"{base}inviter/",
    ]
    reads.append(f"{base}inviter/papir/")
    writes = [
        *reads[1:],
        f"{base}apne/",
        f"{base}avlys/",
        f"{base}deltaker/{place.pk}/trekk/",
    ]
    own_pages = ["/sekretariat/", "/sekretariat/ny/", "/sekretariat/personer/"]
    strangers = [leader_of(run), representative_of(run), former, place.person]
    for stranger in (*strangers, administrator()):
        browser = logged_in(stranger)
        assert {browser.get(address).status_code for address in reads} == {404}
        assert {browser.post(address).status_code for address in writes} == {404}
        expected = {404} if stranger in strangers else {200}
        assert {browser.get(address).status_code for address in own_pages} == expected
        assert run.title not in browser.get("/sekretariat/").content.decode()
    assert {client.get(address).status_code for address in (*reads, *own_pages)} == {302}
    run.refresh_from_db()
    assert (run.state, state_of(place)) == (RunState.OPEN, EnrolmentState.INVITED)


@pytest.mark.django_db
def test_a_run_cannot_be_set_up_for_an_association_one_does_not_work_for() -> None:
    """The choice is not on the form, and sending it is no way round."""
    organiser = make_organisation()
    client = logged_in(administrator())
    client.post("/sekretariat/ny/", run_data(make_course(), organiser))
    assert CourseRun.objects.count() == 0


@pytest.mark.django_db
def test_writing_is_never_a_get() -> None:
    """A link or a preview changes nothing."""
    run = make_run()
    place = make_enrolment(run)
    client = logged_in(secretariat_of(run))
    addresses = [f"/sekretariat/{run.pk}/{what}/" for what in ("apne", "avlys", f"deltaker/{place.pk}/trekk")]
    assert [client.get(address).status_code for address in addresses] == [405] * 3
    assert client.post(f"/sekretariat/{run.pk}/ukjent/").status_code == 404


@pytest.mark.django_db
def test_a_course_is_not_closed_from_here_where_nobody_has_looked_at_who_lacks_something() -> None:
    """The way is the page for closing (decision 34). Fails when an address beside it closes at once."""
    run = open_run()
    place = make_enrolment(run)
    answer = logged_in(secretariat_of(run)).post(f"/sekretariat/{run.pk}/lukk/")
    run.refresh_from_db()
    before = place.state
    place.refresh_from_db()
    assert (answer.status_code, run.state, place.state) == (404, RunState.OPEN, before)
