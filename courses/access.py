"""Who may open and change what in a run. Every view of this room starts here; what one may not see answers 404.

Leaders see everybody's status in their run, a representative only the association's own people, the secretariat the
runs it organises. A leader whose time is over has no access (edge case 13).
"""

from __future__ import annotations

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from courses.activities.base import ActivityPage
from courses.kinds import OVER_RUN_STATES
from courses.models import (
    AttendanceReview,
    CoursePage,
    CourseRun,
    Enrolment,
    Gathering,
    MakeUp,
    RunOrganisation,
)
from courses.models.enrolments import EnrolmentQuerySet
from courses.offline import kept_until
from courses.outline_rows import path_in_course
from lms.people.models import User
from lms.people.prepared import Prepared

#: What is read of a course to find its way about in it.
COURSE_FIELDS = {
    *("id", "page_ptr", "path", "depth", "title", "locale", "translation_key", "content_type"),
    "kind",
}


def run_for_worker(person: User, run_id: int) -> CourseRun:
    """The run, for its leaders, representatives and the organiser's secretariat. One query; 404 otherwise.

    The run says what the person is in it: `viewer_leads`, `viewer_administers`. Who is neither represents an association.
    """
    same = {"pk": OuterRef("pk")}
    runs = CourseRun.objects.visible_to(person).select_related("course", "organiser")
    if person.is_authenticated:
        runs = runs.annotate(
            viewer_leads=Exists(CourseRun.objects.led_by(person).filter(**same)),
            viewer_administers=Exists(CourseRun.objects.administered_by(person).filter(**same)),
        )
    return get_object_or_404(with_reviews(runs), pk=run_id)


def is_discreet(run: CourseRun) -> bool:
    """Whether whoever a run was fetched for by `run_for_worker` is not told who belongs to which association.

    On a joint run nobody is but the secretariat that arranges it. No query.
    """
    return bool(run.joint and not run.viewer_administers)


def with_reviews(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """The runs, each with whether a correction after completion waits to be looked at: `has_reviews`. No query more."""
    same = {"correction__attendance__enrolment__course_run": OuterRef("pk")}
    return runs.annotate(has_reviews=Exists(AttendanceReview.objects.waiting().filter(**same)))


def with_representatives(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """The runs, each with whether an association on a joint run that is not over has no representative (R53):
    `lacks_representative`. No query more.
    """
    missing = RunOrganisation.objects.without_representative().filter(course_run=OuterRef("pk"))
    return runs.annotate(lacks_representative=Exists(missing.exclude(course_run__state__in=OVER_RUN_STATES)))


def run_for_secretariat(person: User, run_id: int) -> CourseRun:
    """The run, for the secretariat of the association that organises it. One query; 404 otherwise."""
    runs = CourseRun.objects.administered_by(person) if person.is_authenticated else CourseRun.objects.none()
    return get_object_or_404(with_reviews(runs.select_related("course", "organiser")), pk=run_id)


def gathering_for_recorder(person: User, gathering_id: int) -> Gathering:
    """The gathering, for those who may record attendance at it.

    Common gatherings: the leaders and the secretariat. Own time: the association's representative and the secretariat
    (R51, R53). `lacks_representative` says that an association on the joint run has nobody to hold own time. One query;
    404 otherwise.
    """
    unrepresented = RunOrganisation.objects.without_representative().filter(course_run=OuterRef("course_run"))
    gatherings = (
        Gathering.objects.recordable_by(person)
        .annotate(lacks_representative=Exists(unrepresented))
        .select_related("course_run__course", "course_run__organiser")
    )
    return get_object_or_404(gatherings, pk=gathering_id)


def gathering_for_late_marks(person: User, gathering_id: int) -> Gathering:
    """The gathering, for who led on its day and leads no more, as long as a phone keeps its page (`courses.offline`).

    For the marks that wait on the phone alone: nothing else opens by it. 404 otherwise.
    """
    found = get_object_or_404(
        Gathering.objects.select_related("course_run__course", "course_run__organiser"), pk=gathering_id
    )
    same_day = Gathering.objects.recordable_by(person, timezone.localdate(found.starts_at))
    if timezone.now() > kept_until(found) or not same_day.filter(pk=found.pk).exists():
        raise Http404
    return found


def with_course(places: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Places with association, run and course: of the course only where it stands in the tree, since whatever a screen
    says of it comes from the outline."""
    unread = {field.name for field in CoursePage._meta.concrete_fields} - COURSE_FIELDS
    return places.select_related("course_run__course__locale", "organisation").defer(
        *(f"course_run__course__{name}" for name in unread)
    )


def _own_places(person: int, place: int) -> EnrolmentQuerySet:
    return with_course(Enrolment.objects.of(User(pk=person)).filter(pk=place))


def _own_places_at(person: int, place: int, code: str) -> EnrolmentQuerySet:
    """With where the activity of that number stands in the tree, None where the course has no such activity."""
    return _own_places(person, place).annotate(activity_path=path_in_course("course_run__course__path", code))


OWN_PLACES = Prepared(_own_places, person=int, place=int)
OWN_PLACES_AT = Prepared(_own_places_at, person=int, place=int, code=str)


def own_enrolment(person: User, enrolment_id: int) -> Enrolment:
    """The person's own place. One query; 404 for anybody else's."""
    found = (
        OWN_PLACES.found_in_surroundings(person=person.pk, place=enrolment_id)
        if person.is_authenticated
        else []
    )
    if not found:
        raise Http404
    return found[0]


def own_enrolment_at(person: User, enrolment_id: int, code: str) -> Enrolment:
    """The same, and `activity_path`: where the activity stands. One query; 404 also where there is no such activity."""
    given = {"person": person.pk, "place": enrolment_id, "code": code}
    found = OWN_PLACES_AT.found_in_surroundings(**given) if person.is_authenticated else []
    if not found or found[0].activity_path is None:
        raise Http404
    return found[0]


def page_to_write_on(
    person: User, enrolment_id: int, code: str, language: str
) -> tuple[Enrolment, ActivityPage]:
    """The person's own place and one activity in it, without the course around them: for saving while one types.

    The page is the one in `language` where there is one. Three queries; 404 for anybody else's place.
    """
    places = Enrolment.objects.of(person).annotate(course_path=F("course_run__course__path")).only("pk")
    place = get_object_or_404(places, pk=enrolment_id)
    own = ActivityPage.objects.live().filter(code=code, path__startswith=place.course_path)
    pages = ActivityPage.objects.live().filter(translation_key__in=own.values("translation_key"))
    found = list(pages.annotate(own_language=F("locale__language_code")).only("pk", "path", "content_type"))
    found.sort(key=lambda page: (page.own_language != language, not page.path.startswith(place.course_path)))
    if not found:
        raise Http404
    return place, found[0].specific


def enrolment_for_worker(person: User, enrolment_id: int) -> Enrolment:
    """Somebody's place, for those who see its status. One query; 404 otherwise."""
    return get_object_or_404(
        Enrolment.objects.visible_to(person).select_related(
            "person", "organisation", "course_run__course", "course_run__organiser"
        ),
        pk=enrolment_id,
    )


def people_for(person: User, course_run: CourseRun) -> EnrolmentQuerySet:
    """The places in the run that `person` sees. No query yet."""
    return (
        Enrolment.objects.visible_to(person)
        .filter(course_run=course_run)
        .on_the_list()
        .select_related("person")
        .order_by("pk")
    )


def people_at(gathering: Gathering) -> EnrolmentQuerySet:
    """The places that belong at a gathering: everybody, or for own time the association's own people (R51).

    And guests: who makes up the same gathering of another course here. Their place is in that other course.
    """
    own = Q(course_run=gathering.course_run_id)
    if gathering.organisation_id:
        own &= Q(organisation=gathering.organisation_id)
    guests = MakeUp.objects.at_host(gathering).values("enrolment")
    people = Enrolment.objects.filter(own | Q(pk__in=guests)).on_the_list()
    return people.select_related("person").order_by("pk")


def works_as_leader(person: User, course_run: CourseRun, led_on: datetime.date | None = None) -> bool:
    """Whether `person` leads the run on that day (today by default) or is the secretariat that organises it. One query."""
    return (
        person.is_authenticated
        and (CourseRun.objects.led_by(person, led_on) | CourseRun.objects.administered_by(person))
        .filter(pk=course_run.pk)
        .exists()
    )


def represents(person: User, course_run: CourseRun, organisation_id: int) -> bool:
    """Whether `person` represents the association in the run, or is the organiser's secretariat. One query."""
    return (
        person.is_authenticated
        and (
            CourseRun.objects.administered_by(person)
            | CourseRun.objects.filter(
                run_organisations__in=RunOrganisation.objects.held_by(person).filter(
                    organisation=organisation_id
                )
            )
        )
        .filter(pk=course_run.pk)
        .exists()
    )
