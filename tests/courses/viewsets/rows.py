"""The viewsets of the admin, and rows of every kind for an association."""

from __future__ import annotations

import datetime

from django.db import models

from courses.models import CourseRun, Gathering, PledgeText, PledgeVersion, RunLeader, RunOrganisation
from courses.viewsets import RunGroup
from lms.people.models import (
    Area,
    Chapter,
    HelpContact,
    Membership,
    MessageTemplate,
    Organisation,
    Role,
    RoleKind,
)
from lms.people.viewsets import AssociationGroup, PeopleGroup
from tests.making import make_course, make_enrolment, make_person, make_run

VIEWSETS = {
    viewset.name: viewset for group in (AssociationGroup, PeopleGroup, RunGroup) for viewset in group.items
}
DAY = datetime.date(2026, 1, 1)


def make_rows(organisation: Organisation, mark: str, *, number: int = 1, first: int = 0) -> None:
    """`number` rows of every kind for the association, each bearing `mark` somewhere a list shows."""
    for count in range(first, first + number):
        person = make_person(f"{mark} person {count}")
        Chapter.objects.create(organisation=organisation, name=f"{mark} lag {count}")
        Area.objects.create(organisation=organisation, name=f"{mark} område {count}")
        Membership.objects.create(organisation=organisation, person=person)
        Role.objects.create(organisation=organisation, person=person, kind=RoleKind.BOARD_MEMBER, since=DAY)
        words = {"organisation": organisation, "key": f"egen-{count}", "language": "nb"}
        HelpContact.objects.create(**words, label=f"{mark} hjelp {count}")
        MessageTemplate.objects.create(**words, subject=f"{mark} emne {count}", body="Hei")
        version = PledgeVersion.objects.create(
            organisation=organisation, number=count + 1, adopted_on=DAY, adopted_by=f"{mark} styre"
        )
        PledgeText.objects.create(version=version, language="nb", clauses=f"{mark} lover", confirmation="Ja")


def make_runs(organisation: Organisation, mark: str, *, number: int = 1) -> None:
    """As many runs, each with a leader, an association, gatherings and a place."""
    course = make_course()
    for count in range(number):
        run = make_run(course, organiser=organisation, title=f"{mark} kurs {count}", leaders=0)
        RunLeader.objects.create(course_run=run, person=make_person(f"{mark} leder {count}"), since=DAY)
        run.gatherings.update(title=f"{mark} økt")
        make_enrolment(run, person=make_person(f"{mark} deltaker {count}"))


def rows_of(name: str, organisation: Organisation) -> models.QuerySet:
    """An association's rows of the viewset called `name`."""
    model = VIEWSETS[name].model
    if model is Organisation:
        return model.objects.filter(pk=organisation.pk)
    owner = {
        CourseRun: "organiser",
        RunLeader: "course_run__organiser",
        RunOrganisation: "course_run__organiser",
        Gathering: "course_run__organiser",
    }
    return model.objects.filter(**{owner.get(model, "organisation"): organisation})
