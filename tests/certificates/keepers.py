"""Who keeps a certificate and who does not, and the pages on which it is kept."""

from __future__ import annotations

import datetime
import re
from html import unescape

from django.test import Client
from django.urls import reverse

from certificates.issuing import issue_completion
from certificates.models import Certificate
from lms.people.models import RoleKind, User
from lms.people.registering import register_membership
from tests.certificates.making import make_completed, make_organisation, make_person
from tests.logging_in import log_in_with_second_factor
from tests.making import OSLO, make_role

SPRING = datetime.datetime(2026, 3, 28, 17, tzinfo=OSLO)


def address(name: str, certificate: Certificate) -> str:
    return reverse(f"certificates:{name}", args=[certificate.pk])


def as_user(person: User) -> Client:
    return log_in_with_second_factor(Client(), person)


def text_of(response) -> str:
    """The words of the page's main part."""
    main = response.content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def make_issued(name: str = "Biret Ane") -> tuple[Certificate, User]:
    """A certificate of completion of a member, and somebody in the association's secretariat."""
    enrolment = make_completed(make_person(name))
    register_membership(person=enrolment.person, organisation=enrolment.organisation)
    make_role(hege := make_person("Hege Sand"), enrolment.organisation, RoleKind.ADMINISTRATOR)
    return issue_completion(enrolment_id=enrolment.pk, at=SPRING), hege


def make_outsiders(certificate: Certificate) -> dict[str, User]:
    """Everybody who might try, each with what they do have; the person of the certificate even keeps others'."""
    own, other = certificate.organisation, make_organisation("Foreningen Sørlys")
    past = datetime.date(2020, 2, 1)
    seats = {
        "other secretariat": (other, RoleKind.ADMINISTRATOR, None),
        "other committee": (other, RoleKind.COMMITTEE_MEMBER, None),
        "former secretariat": (own, RoleKind.ADMINISTRATOR, past),
        "former committee": (own, RoleKind.COMMITTEE_LEADER, past),
        "board": (own, RoleKind.BOARD_MEMBER, None),
        "editor": (own, RoleKind.EDITOR, None),
        "chapter contact": (own, RoleKind.CHAPTER_CONTACT, None),
    }
    people = {}
    for who, (organisation, kind, until) in seats.items():
        make_role(person := make_person(who), organisation, kind, until=until)
        people[who] = person
    make_role(certificate.person, own, RoleKind.ADMINISTRATOR)
    leader = certificate.enrolment.course_run.leaders.first().person
    superuser = User.objects.create_superuser(email="super@likevel.example")
    return people | {
        "oneself": certificate.person,
        "leader": leader,
        "superuser": superuser,
        "trainee": make_person(),
    }
