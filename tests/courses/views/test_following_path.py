"""The whole way of an add-on course through the pages: set up, invited, let in, taken, and a certificate – and no case."""

from __future__ import annotations

import pytest

from certificates.approvals.models import Case
from certificates.approvals.opening import find_what_a_crash_left
from certificates.issuing import issue_completion
from courses import attending
from courses.course_files import OWN_FILES
from courses.kinds import EnrolmentState
from courses.loading import load_course
from courses.models import CourseRun, Enrolment
from lms.people.models import RoleKind, User
from tests.courses.working import logged_in, page, save
from tests.making import make_organisation, make_role

pytestmark = pytest.mark.django_db


def set_up(secretary: User, organisation, course) -> CourseRun:
    """In five minutes: one form, one button."""
    client = logged_in(secretary)
    data = {
        "course": course.pk,
        "title": "Telefonkurs på Hamar",
        "organiser": organisation.pk,
        "place": "Hamar",
        "starts_on": "2026-03-14",
        "ends_on": "2026-03-14",
        "language": "nb",
        "leaders": "Liv Aas; liv@likevel.example",
    }
    client.post("/sekretariat/ny/", data)
    run = CourseRun.objects.get()
    client.post(f"/sekretariat/{run.pk}/apne/")
    return run


def invite(secretary: User, run: CourseRun) -> Enrolment:
    """By a pasted list."""
    data = {"organisation": run.organiser_id, "text": "Stein Wold; stein@likevel.example", "do": "send"}
    logged_in(secretary).post(f"/sekretariat/{run.pk}/inviter/", data)
    return Enrolment.objects.get(course_run=run)


def test_an_add_on_course_from_the_form_to_the_certificate(starter_course) -> None:
    """Stein took the basic course on paper. He is told whom to call, is let in, does what is asked for at home and together,
    and gets a certificate of this course. Nobody is asked to approve him of it.
    """
    organisation = make_organisation()
    secretary = make_role(organisation=organisation, kind=RoleKind.ADMINISTRATOR).person
    run = set_up(secretary, organisation, load_course(OWN_FILES / "telephone"))
    place = invite(secretary, run)
    stein, join = logged_in(place.person), f"/kurs/{place.pk}/bli-med/"
    assert "Ring oss, så slipper du inn." in stein.post(join, follow=True).content.decode()
    logged_in(secretary).post(f"/sekretariat/{run.pk}/deltaker/{place.pk}/slipp-inn/", {"on": "paper"})
    welcome = stein.post(join, follow=True).content.decode()
    assert ["Plassen din er bekreftet" in welcome, "To aktiviteter hjemme" in welcome] == [True, True]
    save(place, "1.1", finish=True)
    save(place, "1.2", finish=True, text="Ved kjøkkenbordet.")
    leader, gathering = run.leaders.get().person, run.gatherings.get()
    attending.record_attendance(
        gathering=gathering, minutes_by_enrolment={place.pk: gathering.minutes}, by=leader
    )
    attending.mark_done_together(
        gathering=gathering,
        activity_keys=[page(place, "1.3").translation_key],
        enrolment_ids=[place.pk],
        by=leader,
    )
    place.refresh_from_db()
    facts = issue_completion(enrolment_id=place.pk).facts
    assert (place.state, facts["course_title"], facts["hours"]) == (
        EnrolmentState.COMPLETED,
        "Likeperson på telefon",
        "2,5",
    )
    assert facts["statement"][0].endswith("gjennomført påbyggingskurset Likeperson på telefon")
    assert (find_what_a_crash_left(), Case.objects.count()) == (0, 0)
