"""Registering people and associations: nobody twice, and nobody gets a second key to another's door."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from lms.people.errors import PeopleError
from lms.people.models import Organisation, RoleKind, User
from lms.people.registering import (
    correct_name,
    found_area,
    found_chapter,
    found_organisation,
    register_membership,
    register_person,
)
from tests.making import make_organisation, make_person, make_role

pytestmark = pytest.mark.django_db


def test_a_person_is_registered_in_the_form_addresses_are_kept_in():
    person = register_person(
        name="  Arne   Berg ", email=" Arne@Likevel.example", phone="400 00 002", language="nn"
    )

    assert (person.name, person.email, person.phone, person.language) == (
        "Arne Berg",
        "arne@likevel.example",
        "+4740000002",
        "nn",
    )


def test_the_same_address_is_the_same_person():
    first = register_person(name="Arne Berg", email="arne@likevel.example")

    assert register_person(name="A. Berg", email="ARNE@likevel.example") == first
    assert User.objects.get(pk=first.pk).name == "Arne Berg"


def test_an_existing_person_gets_no_new_address():
    """Otherwise whoever invites could add their own phone, and log in as the person."""
    first = register_person(name="Arne Berg", email="arne@likevel.example")

    again = register_person(name="Arne Berg", email="arne@likevel.example", phone="400 00 002")

    assert again == first
    assert User.objects.get(pk=first.pk).phone is None


def test_two_without_any_address_are_two_people():
    first = register_person(name="Berit Moe", contact_address="felles@likevel.example")
    second = register_person(name="Jon Moe", contact_address="felles@likevel.example")

    assert first != second
    assert (first.email, first.phone) == (None, None)


def test_an_address_each_from_two_people_is_refused():
    make_person(email="arne@likevel.example")
    make_person(email="", phone="+4740000002")

    with pytest.raises(PeopleError, match="to ulike personer"):
        register_person(name="Arne", email="arne@likevel.example", phone="40000002")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "  "}, "Skriv navnet slik det skal stå på kursbeviset."),
        ({"email": "arne@likevel"}, "Adressen mangler slutten, for eksempel «.no»."),
        ({"phone": "12"}, "Et norsk mobilnummer har åtte tall. Tell dem en gang til."),
    ],
)
def test_what_cannot_be_right_gets_a_sentence(wrong, sentence):
    with pytest.raises(PeopleError) as refusal:
        register_person(**{"name": "Arne Berg", **wrong})

    assert str(refusal.value) == sentence
    assert User.objects.filter(name="Arne Berg").count() == 0


def test_only_a_secretariat_registers():
    for stranger in (make_person(), make_role(kind=RoleKind.COMMITTEE_LEADER).person):
        with pytest.raises(PeopleError):
            register_person(name="Arne Berg", by=stranger)
        with pytest.raises(PeopleError):
            register_membership(person=make_person(), organisation=make_organisation(), by=stranger)
    secretary = make_role().person

    assert register_person(name="Arne Berg", by=secretary).name == "Arne Berg"
    with pytest.raises(PeopleError):
        register_membership(person=make_person(), organisation=make_organisation(), by=secretary)


@pytest.mark.req(13)
def test_a_membership_keeps_areas_of_its_own_association_only():
    """R13. An association has its own areas (categories). Removing the check of `organisation_id` in
    `register_membership` lets another association's area in, and fails this.
    """
    organisation, other, person = make_organisation(), make_organisation(), make_person()
    own, foreign = (
        found_area(organisation=organisation, name="AIH"),
        found_area(organisation=other, name="PBC"),
    )

    with pytest.raises(PeopleError):
        register_membership(person=person, organisation=organisation, areas=[foreign])
    membership = register_membership(person=person, organisation=organisation, areas=[own])

    assert list(membership.areas.all()) == [own]


def test_a_membership_is_one_row_that_is_brought_up_to_date():
    organisation, person = make_organisation(), make_person()
    chapter = found_chapter(organisation=organisation, name="Bergen")
    first = register_membership(person=person, organisation=organisation, experience="own")

    again = register_membership(person=person, organisation=organisation, chapter=chapter)

    assert (first.pk, again.experience, again.chapter) == (again.pk, "own", chapter)


def test_an_association_is_founded_once_and_checked():
    facts = {
        "name": "Sinn",
        "short_name": "Sinn",
        "slug": "sinn",
        "sender_name": "Kurset",
        "contact_name": "Berit",
        "contact_phone": "40000021",
    }
    first = found_organisation(**facts)

    assert found_organisation(**{**facts, "contact_name": "Tone"}) == first
    assert Organisation.objects.get(slug="sinn").contact_name == "Tone"
    with pytest.raises(ValidationError):
        found_organisation(**{**facts, "slug": "annet", "main_colour": "rød"})


def test_the_command_line_asks_for_what_one_logs_in_with():
    assert User.REQUIRED_FIELDS == ["name", "email"]
    boss = User.objects.create_superuser(name="Sjef", email="Sjef@likevel.example", password="ignored")

    assert (boss.email, boss.has_usable_password(), boss.is_superuser) == (
        "sjef@likevel.example",
        False,
        True,
    )


def test_nobody_confirms_their_own_membership():
    """Edge case 15. Fails if the secretariat's own people could look themselves up."""
    role = make_role()
    day = datetime.date(2026, 3, 1)
    with pytest.raises(PeopleError):
        register_membership(
            person=role.person, organisation=role.organisation, confirmed_on=day, by=role.person
        )
    assert role.person.memberships.count() == 0
    colleague = make_role(organisation=role.organisation).person
    register_membership(person=role.person, organisation=role.organisation, confirmed_on=day, by=colleague)
    same = register_membership(
        person=role.person,
        organisation=role.organisation,
        confirmed_on=day,
        experience="own",
        by=role.person,
    )
    assert (same.confirmed_on, same.experience) == (day, "own")


def test_a_name_is_put_right_by_oneself_or_ones_own_secretariat_and_by_nobody_else():
    """Edge case 4. Fails when any secretariat would do."""
    organisation = make_organisation()
    person = make_person("Birret Ane")
    register_membership(person=person, organisation=organisation)
    hege = make_role(organisation=organisation).person
    others = [
        make_role().person,
        make_role(organisation=organisation, kind=RoleKind.COMMITTEE_LEADER).person,
        make_person(),
    ]
    for other in others:
        with pytest.raises(PeopleError):
            correct_name(person=person, name="Noen Annen", by=other)
    assert correct_name(person=person, name=" Biret   Ane ", by=hege).name == "Biret Ane"
    assert correct_name(person=person, name="Biret Ánne", by=person).name == "Biret Ánne"
    assert User.objects.get(pk=person.pk).name == "Biret Ánne"


@pytest.mark.parametrize("name", ["  ", "B" * 121])
def test_a_name_that_cannot_be_printed_is_refused(name: str):
    person = make_person("Biret Ane")

    with pytest.raises(PeopleError):
        correct_name(person=person, name=name, by=person)

    assert User.objects.get(pk=person.pk).name == "Biret Ane"
