"""What a course asks for beforehand: another course completed, or that one is an approved peer supporter.

Asked when somebody takes the place. Nobody is turned away for good: what is not known here may have happened on paper or
elsewhere, so the secretariat lets people in all the same: who and on what is kept, and no reason. Whoever invites learns
yes or no about the person they invite, and nothing more: not which association, which course, or when.
docs/decisions/0039-courses-that-follow.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import events
from courses.errors import CourseError
from courses.kinds import TAKING_PART_STATES, UNDER_WAY_RUN_STATES, EnrolmentState, LetInOn
from courses.models import CoursePage, CourseRun, Enrolment
from lms.people.access import is_administrator
from lms.people.dates import list_words
from lms.people.kept_for import ATTENDANCE_NAMES_MONTHS, latest_start, months_later
from lms.people.models import User

#: The person and the association they come from.
Pair = tuple[int, int]
#: What a place holds of somebody having been let in.
LET_IN = ("let_in_at", "let_in_by", "let_in_on", "let_in_lacks_own_time")
#: Whom there is something to let in to: who is invited, and who came in by the door.
LET_IN_STATES = (EnrolmentState.INVITED, *TAKING_PART_STATES)


def who_lacks(course_run: CourseRun, places: Iterable[Enrolment]) -> set[int]:
    """The places, by id, of those who are not known here to have what the course asks for, and were not let in.

    No query for a basic course, which asks for nothing; otherwise at most three, whatever the number of people.
    """
    course = course_run.course
    if course.is_basic:
        return set()
    asked = [place for place in places if place.let_in_at is None]
    lacking: set[int] = set()
    if asked and (required := courses_asked_for(course)):
        people = {place.person_id for place in asked}
        have = set(completed(required).filter(person__in=people).values_list("person", flat=True))
        lacking |= {place.pk for place in asked if place.person_id not in have}
    if asked and course.for_peer_supporters:
        approved = peer_supporters_of({place.organisation_id for place in asked})
        lacking |= {place.pk for place in asked if (place.person_id, place.organisation_id) not in approved}
    return lacking


def courses_asked_for(course: CoursePage) -> list[CoursePage]:
    """The courses of which one is to be completed first. One query."""
    return list(CoursePage.objects.filter(asked_for_by__course=course).order_by("asked_for_by__sort_order"))


def completed(courses: Iterable[CoursePage]) -> QuerySet[Enrolment]:
    """Completed places in one of these courses or an edition of it, in any language, with any association. No query yet.

    An edition that was made into another sort of course is another course.
    """
    wanted = Q(pk__in=[])
    for course in courses:
        same = CoursePage.objects.filter(
            Q(lineage=course.lineage) | Q(translation_key=course.translation_key)
        )
        wanted |= Q(
            course_run__course__translation_key__in=same.values("translation_key"),
            course_run__course__kind=course.kind,
        )
    return Enrolment.objects.filter(wanted, state=EnrolmentState.COMPLETED)


def peer_supporters_of(organisation_ids: Collection[int]) -> set[Pair]:
    """Who is an approved peer supporter of these associations today. The rooms above are asked; this one knows none."""
    answers = events.peer_supporters_asked_for.send(
        sender=Enrolment, organisation_ids=sorted(organisation_ids)
    )
    return {pair for _receiver, pairs in answers for pair in pairs}


def refuse_who_lacks(place: Enrolment, by: User | None) -> None:
    """Raises CourseError, with the way out, when `by` confirms a place whose person is not known to have what is asked for.

    Leaders are not told what anybody has or lacks, so where something is asked for they confirm no place at all. `by` None
    is a recording of who was there: whoever takes part is not turned away afterwards.
    """
    if by is None:
        return
    if by.pk != place.person_id and not may_confirm(place, by):
        raise CourseError(_("On this course it is the secretariat that confirms places."))
    if sentence := why_not_in(place, by):
        raise CourseError(sentence)


def may_confirm(place: Enrolment, by: User) -> bool:
    """Whether somebody else than the person may confirm this place: any leader where nothing is asked for beforehand, and
    otherwise the secretariat of whoever arranges the course. Two queries, none for a basic course.
    """
    asks = bool(what_is_asked(place.course_run.course))
    return not asks or is_administrator(by, place.course_run.organiser)


def why_not_in(place: Enrolment, by: User) -> str:
    """Why a place cannot be confirmed yet, and the way out, in a sentence for `by`. Empty when it can, and for a guest."""
    if not by.is_authenticated or not who_lacks(place.course_run, [place]):
        return ""
    words = {"what": what_is_asked(place.course_run.course), "name": place.person.first_name}
    if by.pk == place.person_id:
        sentence = _(
            "This course asks that %(what)s, and we do not find that here. Is it so all the same, for instance on paper or "
            "somewhere else? Call us, and you get in."
        )
    elif place.state == EnrolmentState.WITHDRAWN:
        sentence = _(
            "This course asks that %(what)s, and we do not find that for %(name)s. If you know that it is so, invite them again, "
            "and let them in all the same."
        )
    else:
        sentence = _(
            "This course asks that %(what)s, and we do not find that for %(name)s. If you know that it is so, let them in all "
            "the same first."
        )
    return sentence % words


def what_is_asked(course: CoursePage) -> str:
    """What the course asks for, as the end of «this course asks that». Empty when it asks for nothing."""
    if course.is_basic:
        return ""
    titles = [f"«{asked.title}»" for asked in courses_asked_for(course)]
    asked, between = [], _("or")
    if titles:
        asked.append(_("%(courses)s is completed") % {"courses": f" {between} ".join(titles)})
    if course.for_peer_supporters:
        asked.append(_("those who take part are approved peer supporters"))
    return list_words(asked)


@transaction.atomic
def let_in(
    *,
    enrolment: Enrolment,
    by: User,
    on: str,
    lacks_own_time: bool = False,
    at: datetime.datetime | None = None,
) -> Enrolment:
    """Let somebody in who took what is asked for on paper, with another association or before (edge case 19).

    Kept is who looked at it and when, what they built on (`LetInOn`), and whether own time remains; no reason. Twice
    changes nothing. For the secretariat that arranges the course, while the place and the course stand. Raises CourseError.
    """
    place = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run__organiser", "course_run__course")
        .get(pk=enrolment.pk)
    )
    if not is_administrator(by, place.course_run.organiser):
        raise CourseError(_("Only the secretariat of the association that arranges the course can do this."))
    if on not in LetInOn.values:
        raise CourseError(_("Choose what it builds on."))
    if who_lacks(place.course_run, [place]):
        if sentence := why_not_let_in(place):
            raise CourseError(sentence)
        place.let_in_at, place.let_in_by = at or timezone.now(), by
        place.let_in_on, place.let_in_lacks_own_time = on, lacks_own_time
        place.save(update_fields=LET_IN)
    return place


def why_not_let_in(place: Enrolment) -> str:
    """Why there is nothing to let somebody in to: the course is over, or the place. Empty when there is. No query."""
    if place.course_run.state not in UNDER_WAY_RUN_STATES:
        return _("This course is closed or cancelled, so there is nothing to let anybody in to.")
    if place.state == EnrolmentState.COMPLETED:
        return _("The course is completed, and that stands. There is nothing to let them in to.")
    if place.state not in LET_IN_STATES:
        return _(
            "This place has ended: it was given up, or moved to another course. Invite them again first if they are to take "
            "part here."
        )
    return ""


def forget_who_was_let_in(*, today: datetime.date | None = None) -> int:
    """Delete that people were let in, by whom and when, once the names of attendance go: nobody asks for it by then.

    Returns how many places. Called by `run_due`. Two queries.
    """
    today = today or timezone.localdate()
    old = Enrolment.objects.filter(
        let_in_at__isnull=False, course_run__ends_on__lte=latest_start(today, ATTENDANCE_NAMES_MONTHS)
    )
    due = [
        pk
        for pk, ended in old.values_list("pk", "course_run__ends_on")
        if months_later(ended, ATTENDANCE_NAMES_MONTHS) <= today
    ]
    return Enrolment.objects.filter(pk__in=due).update(
        let_in_at=None, let_in_by=None, let_in_on="", let_in_lacks_own_time=False
    )


def come_along(*, place: Enrolment, to: Enrolment) -> None:
    """Let it stand in another run of the course that somebody was let in, when their place is moved there."""
    if place.let_in_at and to.let_in_at is None:
        to.let_in_at, to.let_in_by_id = place.let_in_at, place.let_in_by_id
        to.let_in_on, to.let_in_lacks_own_time = place.let_in_on, place.let_in_lacks_own_time
        to.save(update_fields=LET_IN)
