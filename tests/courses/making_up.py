"""What tests of making up share: a run where somebody missed the gathering, and another run of the same course to come."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from courses import completion, making_up
from courses.errors import CourseError
from courses.facts import Facts, PersonFacts
from courses.kinds import MakeUpKind
from courses.models import CourseRun, Enrolment, Gathering, MakeUp, RunOrganisation
from lms.people.models import User
from tests.courses.leading import attend, gathering_of, open_run
from tests.courses.working import leader_of
from tests.making import make_enrolment, make_organisation, make_person


def who_missed(name: str = "Bjørg Lien", minutes: int = 0, **fields: Any) -> Enrolment:
    """Somebody in an open run who was at the common gathering for so many minutes."""
    place = make_enrolment(open_run(**fields), person=make_person(name))
    attend(place, minutes)
    return place


def another_run(run: CourseRun, *, days: int = 7) -> CourseRun:
    """An open run of the same course by another organiser, to come, in which the association of the first takes part."""
    other = open_run(
        course=run.course,
        organiser=make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett"),
        starts_on=timezone.localdate() + datetime.timedelta(days=days),
        title="Kurs på Gjøvik",
    )
    RunOrganisation.objects.create(course_run=other, organisation=run.organiser)
    return other


def held_today(run: CourseRun) -> Gathering:
    """The common gathering of the run, moved to this morning, so that it can be recorded."""
    morning = timezone.localtime().replace(hour=0, minute=5, second=0, microsecond=0)
    Gathering.objects.filter(pk=gathering_of(run).pk).update(starts_at=morning)
    return gathering_of(run)


def agreed(
    person: Enrolment, kind: str = MakeUpKind.WITH_OTHERS, *, by: User | None = None, **terms: Any
) -> MakeUp:
    """An agreement about the common gathering, by the leader."""
    gathering = terms.pop("gathering", None) or gathering_of(person.course_run)
    return making_up.agree(
        enrolment=person, gathering=gathering, kind=kind, by=by or leader_of(person.course_run), **terms
    )


def as_guest(place: Enrolment, host: CourseRun) -> MakeUp:
    """An agreement to come to the same gathering of another run."""
    return agreed(place, MakeUpKind.OTHER_RUN, substitute=gathering_of(host))


def facts(place: Enrolment) -> PersonFacts:
    """What is known of one person now."""
    return Facts.gather(Enrolment.objects.filter(pk=place.pk).select_related("person"))[place.pk]


def counted(place: Enrolment) -> tuple[int, int]:
    """Minutes as the leader's page counts them, and as the certificate does."""
    return facts(place).attended_minutes, completion.minutes_attended(place)


def refused(verb, **given) -> str:
    """The sentence of the refusal, in English."""
    with translation.override("en"), pytest.raises(CourseError) as refusal:
        verb(**given)
    return str(refusal.value)
