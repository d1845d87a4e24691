"""Invitations: one by one, by a list, by name; the link, its secret and its days; seats."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone, translation

from courses import enrolling, inviting
from courses.errors import CourseError
from courses.invitation_lists import read_list
from courses.kinds import RunState
from courses.models import Enrolment
from lms.people.models import Membership, SentMessage, User
from tests.courses.leading import invited, secretariat_of
from tests.making import make_organisation, make_person, make_run

LINK = re.compile(r"/invitasjon/([\w-]+)/")


def token_in_mail() -> str:
    """The secret in the newest mail."""
    return LINK.search(mail.outbox[-1].body).group(1)


@pytest.mark.django_db
def test_an_invitation_is_a_mail_with_a_link_whose_secret_is_kept_as_a_hash_only(
    django_capture_on_commit_callbacks,
) -> None:
    """The mail goes out after commit, its subject says nothing, and no table holds the secret once it is sent."""
    run = make_run()
    with django_capture_on_commit_callbacks(execute=True):
        place = invited(run, make_person("Arne Dahl"))
    token = token_in_mail()
    assert (mail.outbox[-1].subject, mail.outbox[-1].to) == ("Du er invitert", [place.person.email])
    assert inviting.invitation_by(token) == place
    assert place.invitation_hash == inviting.hash_of(token)
    assert SentMessage.objects.get().context == {}
    assert token not in str(list(Enrolment.objects.values()))


@pytest.mark.django_db
def test_inviting_again_gives_a_new_link_and_ends_the_old_one(django_capture_on_commit_callbacks) -> None:
    """Who has a place gets no second one by accident; sending anew is a verb of its own."""
    run = make_run()
    person = make_person()
    with django_capture_on_commit_callbacks(execute=True):
        place = invited(run, person)
        assert invited(run, person) == place
    assert len(mail.outbox) == 1
    old = token_in_mail()
    with django_capture_on_commit_callbacks(execute=True):
        inviting.invite_again(enrolment=place, by=secretariat_of(run))
    assert (len(mail.outbox), inviting.invitation_by(old)) == (2, None)
    assert inviting.invitation_by(token_in_mail()) == place


@pytest.mark.django_db
def test_an_invitation_stays_open_for_thirty_days_and_while_the_run_takes_people() -> None:
    """An old link leads to a sentence, not to a place."""
    run = make_run()
    place = invited(run)
    now = timezone.now()
    in_days = [inviting.is_open(place, at=now + datetime.timedelta(days=days)) for days in (0, 29, 31)]
    assert in_days == [True, True, False]
    run.state = RunState.CLOSED
    run.save()
    place.refresh_from_db()
    assert inviting.is_open(place) is False


@pytest.mark.django_db
def test_the_association_can_help_whom_it_invited_and_membership_is_not_confirmed_by_it() -> None:
    """R7 is checked by people: an invitation notes where somebody belongs, never that they are a member."""
    run = make_run()
    place = invited(run)
    membership = Membership.objects.get(person=place.person)
    assert (membership.organisation, membership.confirmed_on) == (run.organiser, None)


@pytest.mark.django_db
def test_a_pasted_list_is_read_as_mail_programs_and_spreadsheets_give_it() -> None:
    """Semicolons, tabs, commas, angle brackets, quotes, any order; mobile numbers in the ways people write them."""
    with translation.override("nb"):
        lines = read_list(
            'Arne Dahl;arne@likevel.example\n"Elin Foss" <Elin@Likevel.example>\n\n'
            "400 00 002\tTor Opdal\nÁnte Somby, +47 400 00 003\nbare@likevel.example\nBjørg Eide\n"
            "Jonas Hole; jonas@likevel\nArne D.; ARNE@likevel.example\nVigdis Rye; 123",
            taken={"+4740000003"},
        )
    assert [(line.number, line.name, line.email or line.phone, line.problem) for line in lines] == [
        (1, "Arne Dahl", "arne@likevel.example", ""),
        (2, "Elin Foss", "elin@likevel.example", ""),
        (4, "Tor Opdal", "+4740000002", ""),
        (5, "Ánte Somby", "+4740000003", "Har plass på dette kurset fra før."),
        (6, "", "", "Navnet mangler."),
        (7, "Bjørg Eide", "", "E-postadresse eller mobilnummer mangler."),
        (8, "Jonas Hole", "", "Adressen mangler slutten, for eksempel «.no»."),
        (9, "Arne D.", "arne@likevel.example", "Den samme adressen står lenger opp."),
        (10, "Vigdis Rye", "", "Et norsk mobilnummer har åtte tall. Tell dem en gang til."),
    ]


def test_a_space_alone_may_stand_between_a_name_and_an_address() -> None:
    """The form asks for «a name, then an e-mail address or a mobile number», and people write just that."""
    lines = read_list(
        "Odd Berge odd@berge.example\nKari Moe 412 34 567\nPer Olav Lie +4741234568\nTor Eide 1234\nkari@moe.example"
    )
    assert [(line.name, line.email, line.phone, bool(line.problem)) for line in lines] == [
        ("Odd Berge", "odd@berge.example", "", False),
        ("Kari Moe", "", "+4741234567", False),
        ("Per Olav Lie", "", "+4741234568", False),
        ("", "", "", True),
        ("", "", "", True),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "Kari Lie <kari@likevel.example>; Ola Nes <ola@likevel.example>",
        "Lie, Kari <kari@likevel.example>; Nes, Ola <ola@likevel.example>",
        "Kari Lie 412 34 567, Ola Nes 412 34 568",
        "Kari Lie <kari@likevel.example>; Ola Nes 412 34 568",
        "Kari Lie; kari@likevel.example; kari@arbeid.example",
        "Kari; Lie; kari@likevel.example",
    ],
)
def test_two_people_on_a_line_are_told_and_none_of_them_is_left_out_unseen(row: str) -> None:
    """As copied from a mail program. Fails if the first name or address were taken and the rest dropped."""
    with translation.override("nb"):
        assert [(line.name, line.problem) for line in read_list(row)] == [
            (
                "",
                "Her står det flere navn, e-postadresser eller mobilnumre. "
                "Skriv én person på hver linje, med bare én av hvert slag.",
            )
        ]


def test_the_last_name_first_is_turned_and_the_same_address_twice_is_one() -> None:
    """«Lie, Kari» is Kari Lie, also on the certificate. Fails if a comma always divided, or a repetition were two."""
    lines = read_list(
        "Lie, Kari <kari@likevel.example>\n"
        '"Nes, Ola" <ola@likevel.example>\n'
        "Foss, Elin, elin@likevel.example, 412 34 567\n"
        "Tor Eide tor@likevel.example<mailto:tor@likevel.example>\n"
        "Åse Lie; 412 34 568; +47 41234568"
    )
    assert [(line.name, line.email, line.phone, line.problem) for line in lines] == [
        ("Kari Lie", "kari@likevel.example", "", ""),
        ("Ola Nes", "ola@likevel.example", "", ""),
        ("Elin Foss", "elin@likevel.example", "+4741234567", ""),
        ("Tor Eide", "tor@likevel.example", "", ""),
        ("Åse Lie", "", "+4741234568", ""),
    ]


def test_a_place_after_the_name_is_asked_about_and_never_becomes_a_name() -> None:
    """Fails if all that stands on both sides of a comma were turned round."""
    [line] = read_list("Kari Lie, Trondheim, kari@likevel.example")
    assert (line.name, bool(line.problem)) == ("", True)


@pytest.mark.django_db
def test_a_list_invites_those_who_can_be_read_and_finds_people_who_are_known() -> None:
    """Nobody is registered twice; the wrong lines are left out, not guessed."""
    run = make_run()
    known = make_person("Arne Dahl", email="arne@likevel.example")
    by = secretariat_of(run)
    people = User.objects.count()
    text = "Arne D; arne@likevel.example\nElin Foss; elin@likevel.example\nuten navn@likevel"
    result = inviting.invite_list(course_run=run, organisation=run.organiser, text=text, by=by)
    assert [place.person.name for place in result.places] == ["Arne Dahl", "Elin Foss"]
    assert (result.places[0].person, User.objects.count()) == (known, people + 1)
    again = inviting.invite_list(course_run=run, organisation=run.organiser, text=text, by=by)
    assert again.places == []


@pytest.mark.django_db
def test_a_line_whose_addresses_are_two_peoples_is_named_and_the_others_are_invited(
    django_assert_num_queries,
) -> None:
    """The preview says it beside the line, without a name. Fails if it were found first when everybody is invited:
    one line would refuse the whole list, and nothing would say which.
    """
    run = make_run()
    by = secretariat_of(run)
    make_person("Arne Dahl", email="arne@likevel.example")
    make_person("Bjørg Eide", email="", phone="+4741234567")
    text = (
        "Ny; ny@likevel.example\nArne Dahl; arne@likevel.example; 41234567\nElin Foss; elin@likevel.example"
    )
    with translation.override("nb"), django_assert_num_queries(1):
        lines = inviting.preview_list(course_run=run, text=text)
    assert [line.problem for line in lines] == [
        "",
        "E-postadressen og telefonnummeret hører til to ulike personer. Bruk bare ett av dem.",
        "",
    ]
    places = inviting.invite_list(course_run=run, organisation=run.organiser, text=text, by=by).places
    assert [place.person.name for place in places] == ["Ny", "Elin Foss"]


@pytest.mark.django_db
def test_who_has_a_place_is_known_by_either_address_and_nobody_takes_two_seats() -> None:
    """Fails if only the first address of a line were compared, or lines were counted where people take seats."""
    run = make_run()
    by = secretariat_of(run)
    invited(run, make_person("Kari Lie", email="", phone="+4741234567"))
    make_person("Arne Dahl", email="arne@likevel.example", phone="+4741234568")
    run.run_organisations.update(seats=2)
    text = (
        "Kari Lie; kari@likevel.example; 41234567\nArne Dahl; arne@likevel.example\nArne Dahl; 41234568\n"
        "Kari Lie; kari@likevel.example"
    )
    with translation.override("nb"):
        lines = inviting.preview_list(course_run=run, text=text)
    assert [(line.problem, line.has_place) for line in lines] == [
        ("Har plass på dette kurset fra før.", True),
        ("", False),
        ("", False),
        ("Den samme adressen står lenger opp.", False),
    ]
    places = inviting.invite_list(course_run=run, organisation=run.organiser, text=text, by=by).places
    assert [place.person.name for place in places] == ["Arne Dahl"]


@pytest.mark.django_db
def test_somebody_with_neither_mail_nor_mobile_gets_a_place_and_nothing_is_sent(
    django_capture_on_commit_callbacks,
) -> None:
    """Edge case 35: paper. The message is kept as one for paper, and two people may have the same name."""
    run = make_run()
    by = secretariat_of(run)
    with django_capture_on_commit_callbacks(execute=True):
        places = [
            inviting.invite_by_name(
                course_run=run,
                organisation=run.organiser,
                name="Åse Lie",
                by=by,
                at=timezone.now() + datetime.timedelta(minutes=5 * number),
            )
            for number in range(2)
        ]
    assert len({place.person_id for place in places}) == 2
    assert (mail.outbox, set(SentMessage.objects.values_list("channel", flat=True))) == ([], {"paper"})


@pytest.mark.django_db
def test_nobody_is_invited_beyond_the_seats_of_the_association() -> None:
    """One by one and by list, with a sentence and nothing changed; who withdraws gives a seat back. Fails without
    `refuse_beyond_seats`, or with it called for the single invitation alone.
    """
    run = make_run()
    by, own = secretariat_of(run), run.organiser
    run.run_organisations.filter(organisation=own).update(seats=2)
    kept = inviting.invite(course_run=run, person=make_person(), organisation=own, by=by)
    three = "Kari, kari@likevel.example\nOla, ola@likevel.example"

    with pytest.raises(CourseError) as too_many:
        inviting.invite_list(course_run=run, organisation=own, text=three, by=by)
    assert Enrolment.objects.filter(course_run=run).count() == 1
    assert not User.objects.filter(email="kari@likevel.example").exists()
    inviting.invite(course_run=run, person=make_person(), organisation=own, by=by)
    with pytest.raises(CourseError) as full:
        inviting.invite(course_run=run, person=make_person(), organisation=own, by=by)
    assert Enrolment.objects.filter(course_run=run).count() == 2

    assert [str(too_many.value), str(full.value)] == [
        f"{own.name} har plass til 1 til, og du inviterer 2. Ingen ble invitert. "
        "Gjør lista kortere, eller gi foreningen flere plasser først.",
        f"Alle 2 plassene til {own.name} er tatt, så ingen ble invitert. Gi foreningen flere plasser først.",
    ]
    enrolling.withdraw(enrolment=kept, by=by)
    assert inviting.invite(course_run=run, person=make_person(), organisation=own, by=by).pk


@pytest.mark.django_db
def test_only_associations_that_take_part_send_people_and_ended_runs_take_nobody() -> None:
    """Each refusal has its sentence and leaves no place behind."""
    run = make_run()
    with pytest.raises(CourseError):
        invited(run, organisation=make_organisation())
    place = invited(run)
    for state in (RunState.CLOSED, RunState.CANCELLED):
        run.state = state
        run.save()
        for call in (lambda: invited(run), lambda: enrolling.confirm(enrolment=place, by=place.person)):
            with pytest.raises(CourseError):
                call()
    assert Enrolment.objects.count() == 1
