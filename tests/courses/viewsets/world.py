"""Our association and another one, each with rows of everything, a joint course between them, and people with few rights."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.test import Client

from courses.models import CourseRun, Enrolment, RunOrganisation
from lms.people.models import Chapter, Membership, Organisation, RoleKind, User
from tests.courses.viewsets.rows import DAY, make_rows, make_runs
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run

# Long enough that no random token of a form ever holds one.
OURS, THEIRS = "EGENTEGN", "FREMMED"


@dataclass
class World:
    """Everything that could leak from one to the other. What is ours bears «EGENTEGN», what is theirs «FREMMED»."""

    ours: Organisation
    theirs: Organisation
    joint: CourseRun
    guest: Enrolment
    away: Enrolment


def make_world() -> World:
    """Two associations. `joint` is arranged by ours, with somebody of theirs in it (`guest`); one of ours is `away` in a
    course of theirs.
    """
    ours = make_organisation("EGENTEGN forening", short_name="EGENTEGN", contact_name="EGENTEGN Kari")
    theirs = make_organisation("FREMMED forening", short_name="FREMMED", contact_name="FREMMED Hege")
    for organisation, mark in ((ours, OURS), (theirs, THEIRS)):
        make_rows(organisation, mark)
        make_runs(organisation, mark)
    joint = make_run(make_course(), organiser=ours, title="EGENTEGN felleskurs", leaders=0)
    RunOrganisation.objects.create(course_run=joint, organisation=theirs)
    CourseRun.objects.filter(pk=joint.pk).update(joint=True)
    guest = make_enrolment(joint, person=make_person("Gjesten Ås"), organisation=theirs)
    belongs(guest, "FREMMED lag 0")
    elsewhere = CourseRun.objects.get(organiser=theirs)
    RunOrganisation.objects.create(course_run=elsewhere, organisation=ours)
    away = make_enrolment(elsewhere, person=make_person("Bortreist Vik"), organisation=ours)
    belongs(away, "EGENTEGN lag 0")
    joint.refresh_from_db()
    return World(ours, theirs, joint, guest, away)


def belongs(place: Enrolment, chapter: str) -> None:
    """That the person of a place belongs to a local chapter of its association."""
    where = Chapter.objects.get(name=chapter)
    Membership.objects.create(person=place.person, organisation=place.organisation, chapter=where)


def people_with_few_rights(world: World) -> dict[str, User]:
    """By what they are: people who have nothing to do in our association's admin."""
    role = {
        "committee member of ours": (world.ours, RoleKind.COMMITTEE_MEMBER, None),
        "former secretariat of ours": (world.ours, RoleKind.ADMINISTRATOR, DAY + datetime.timedelta(days=1)),
        "editor of theirs": (world.theirs, RoleKind.EDITOR, None),
    }
    people = {
        name: make_role(make_person(name), organisation=where, kind=kind, since=DAY, until=until).person
        for name, (where, kind, until) in role.items()
    }
    leader = CourseRun.objects.get(title="EGENTEGN kurs 0").leaders.get().person
    return people | {"participant of ours": world.away.person, "leader of ours": leader}


def logged_in(person: User) -> Client:
    """A client that has shown everything the admin asks of staff."""
    return log_in_with_second_factor(Client(), person)


def secretary_of(organisation: Organisation) -> User:
    """Somebody in its secretariat today."""
    return make_role(make_person("Sekretær Ås"), organisation).person
