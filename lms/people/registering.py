"""Puts associations, chapters, people and memberships into the register. Nobody is registered twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.access import must_be_secretariat, people_in_care_of
from lms.people.addresses import clean_email, clean_phone
from lms.people.errors import PeopleError
from lms.people.models import Area, Chapter, Membership, Organisation, User

LONGEST_NAME = 120


@transaction.atomic
def register_person(
    *,
    name: str,
    email: str = "",
    phone: str = "",
    language: str = "nb",
    contact_address: str = "",
    by: User | None = None,
) -> User:
    """The person with this e-mail or phone, made when there is none. `by` is who registers; None is the system.

    An existing person is returned as they are: an address added by somebody else would be a second key to their door.
    A person may have neither e-mail nor phone, and logs in with a card.
    Raises PeopleError when the name is empty, an address cannot be right, the two belong to two people, or `by` works
    in no secretariat.
    """
    must_be_secretariat(by)
    name = " ".join(name.split())
    if not name:
        raise PeopleError(_("Write the name as it shall stand on the certificate."))
    try:
        email = clean_email(email) if email.strip() else ""
        phone = clean_phone(phone) if phone.strip() else ""
    except ValidationError as error:
        raise PeopleError(error.messages[0]) from error
    known = _known_person(email, phone)
    if known is not None:
        return known
    return User.objects.create_user(
        name=name, email=email, phone=phone, language=language, contact_address=contact_address.strip()
    )


@transaction.atomic
def correct_name(*, person: User, name: str, by: User) -> User:
    """Write the person's name as it is: it was misspelt, or has changed (edge case 4). Returns the person.

    By the person, or by the secretariat of an association they belong to. The same name changes nothing. What was issued
    keeps its words; a certificate is replaced by itself. Raises PeopleError.
    """
    row = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    wanted = " ".join(name.split())
    if wanted != row.name:
        if by.pk != row.pk and not people_in_care_of(by).filter(pk=row.pk).exists():
            raise PeopleError(_("Only the secretariat of the person's own association can put a name right."))
        if not wanted:
            raise PeopleError(_("Write the name as it shall stand on the certificate."))
        if len(wanted) > LONGEST_NAME:
            raise PeopleError(_("Use at most %(count)d characters.") % {"count": LONGEST_NAME})
        row.name = wanted
        row.save(update_fields=["name"])
    person.name = row.name
    return person


def _known_person(email: str, phone: str) -> User | None:
    by_email = User.objects.filter(email=email).first() if email else None
    by_phone = User.objects.filter(phone=phone).first() if phone else None
    if by_email and by_phone and by_email != by_phone:
        raise PeopleError(
            _("The e-mail address and the phone number belong to two different people. Use one of them.")
        )
    return by_email or by_phone


@transaction.atomic
def register_membership(
    *,
    person: User,
    organisation: Organisation,
    chapter: Chapter | None = None,
    experience: str = "",
    areas: Iterable[Area] = (),
    confirmed_on: datetime.date | None = None,
    ended_on: datetime.date | None = None,
    by: User | None = None,
) -> Membership:
    """That `person` belongs to `organisation`: one row each, made or brought up to date.

    What is not given is left as it was. Raises PeopleError for a chapter or area of another association, and when `by`
    confirms their own membership (edge case 15).
    """
    must_be_secretariat(by, organisation)
    areas = list(areas)
    if any(part.organisation_id != organisation.pk for part in [*areas, *([chapter] if chapter else [])]):
        raise PeopleError(_("The chapter or area belongs to another association."))
    membership, _made = Membership.objects.select_for_update().get_or_create(
        person=person, organisation=organisation
    )
    if by == person and confirmed_on not in (None, membership.confirmed_on):
        raise PeopleError(_("Somebody else has to confirm your own membership."))
    given = {"chapter": chapter, "experience": experience, "confirmed_on": confirmed_on, "ended_on": ended_on}
    for field, value in given.items():
        if value:
            setattr(membership, field, value)
    membership.save()
    if areas:
        membership.areas.set(areas)
    return membership


@transaction.atomic
def found_organisation(**fields: Any) -> Organisation:
    """An association with these fields, validated. The one with the same short address is brought up to date."""
    organisation = (
        Organisation.objects.select_for_update().filter(slug=fields["slug"]).first() or Organisation()
    )
    for field, value in fields.items():
        setattr(organisation, field, value)
    organisation.full_clean()
    organisation.save()
    return organisation


def found_chapter(*, organisation: Organisation, name: str) -> Chapter:
    """The local chapter by this name, made when there is none."""
    return Chapter.objects.get_or_create(organisation=organisation, name=name)[0]


def found_area(*, organisation: Organisation, name: str) -> Area:
    """The area (category of peer supporters) by this name, made when there is none (R13)."""
    return Area.objects.get_or_create(organisation=organisation, name=name)[0]
