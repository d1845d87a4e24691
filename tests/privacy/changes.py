"""Rows of the table that show as a change: when the thing itself changes, whose pages change with it?

For what is told in other words on each page – minutes, roles, a date – there is nothing to search for. So each row is
changed alone, and all pages of all readers are read before and after. Who is told less than all of it, sees no difference.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from certificates.approvals.models import Case, CaseState
from courses import attending, inviting, prerequisites, responding
from courses.activities.contents import stream
from courses.activities.pledge.models import PledgeSignature
from courses.kinds import CourseKind, LetInOn, RunState
from courses.models import (
    AnonymousAnswer,
    Attendance,
    BroughtText,
    CaseNotice,
    ChecklistPage,
    Enrolment,
    ModulePage,
    PracticePage,
    ReflectionPage,
    RunLeader,
)
from lms.home.who_sees import Reader
from lms.people.messaging import send
from tests.courses.following import following, run_of
from tests.courses.leading import take_part
from tests.making import LONG_AGO, make_activity, make_course, make_enrolment
from tests.privacy.world import World

NEEDS, EVALUATION, PRACTICE = "1.18", "1.19", "1.4"
#: What differs each time a page is asked for, and is about nobody.
NOISE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|name="version" value="\d*"|data-version="\d*"|data-slip="[^"]*"'
    r'|"CSRF_TOKEN": "[^"]*"'
)


@dataclass(frozen=True)
class Change:
    """What changes one row, and who else than those shown all of it may notice."""

    make: Callable[[World], None]
    told_together: frozenset[Reader] = frozenset()


def prepare(world: World) -> None:
    """What the rows are about, as it is before anything changes."""
    module = ModulePage.objects.child_of(world.course).get()
    for code, purpose in ((NEEDS, "needs"), (EVALUATION, "evaluation")):
        lines = [{"key": key, "text": f"Linje {key}"} for key in ("one", "two")]
        make_activity(
            module,
            "checklist",
            code=code,
            style="tick",
            purpose=purpose,
            lines=stream("line", lines, place=code),
        )
    _tick(world, "one")
    _practise(world, "talker")
    common = world.run.gatherings.filter(organisation=None).order_by("pk").first()
    _attend(world, common.minutes)
    own_case = Attendance.objects.filter(enrolment=world.case.enrolment_id).order_by("pk")
    Attendance.objects.filter(pk=own_case.first().pk).update(minutes=100)
    _bring(world)
    _invite_without_what_it_asks(world)
    evaluation = ChecklistPage.objects.get(code=EVALUATION)
    AnonymousAnswer.objects.bulk_create(
        AnonymousAnswer(course_run=world.run, activity_key=evaluation.translation_key, ticked=["one"])
        for _number in range(5)
    )


def _invite_without_what_it_asks(world: World) -> None:
    """A joint add-on course after one the author has not taken, with the same leaders and people as their course."""
    run = run_of(following(after=make_course()), organiser=world.organisation, joint=True)
    for role in ("leader", "leader from the partner"):
        RunLeader.objects.create(course_run=run, person=world.people[role], since=LONG_AGO)
    part = take_part(run, world.partner)
    part.representative = world.people["representative of the partner"]
    part.save(update_fields=["representative"])
    make_enrolment(run, person=world.people["participant"])
    make_enrolment(run, person=world.people["participant from the partner"], organisation=world.partner)
    inviting.invite(
        course_run=run,
        person=world.people["author"],
        organisation=world.organisation,
        by=world.people["secretariat"],
    )


def _tick(world: World, line: str) -> None:
    page = ChecklistPage.objects.descendant_of(world.course).get(code=NEEDS)
    responding.save_work(
        enrolment=world.place, activity_page=page, content={"ticked": [line], "choice": ""}, finish=True
    )


def _practise(world: World, *roles: str) -> None:
    page = PracticePage.objects.descendant_of(world.course).get(code=PRACTICE)
    responding.mark_done(
        enrolment=world.place, activity=page, by=world.people["leader"], roles_tried=list(roles)
    )


def _attend(world: World, minutes: int) -> None:
    gathering = world.run.gatherings.filter(organisation=None).order_by("pk").first()
    attending.record_attendance(
        gathering=gathering, minutes_by_enrolment={world.place.pk: minutes}, by=world.people["leader"]
    )


def _bring(world: World) -> None:
    """The author's case is open again, and they bring something to it."""
    Case.objects.filter(pk=world.case.pk).update(state=CaseState.HELD)
    CaseNotice.objects.filter(enrolment=world.case.enrolment_id).update(closed_at=None, decided=False)
    course = world.case.enrolment.course_run.course
    module = course.add_child(
        instance=ModulePage(title="M", slug="m", code="6", theme="role", locale=course.locale)
    )
    page = module.add_child(
        instance=ReflectionPage(title="Grense", slug="r", code="6.4", locale=course.locale)
    )
    BroughtText.objects.create(
        enrolment=world.case.enrolment,
        activity_key=page.translation_key,
        text="Det ene jeg vil ta med",
        brought_at=world.case.opened_at,
    )


def another_need(world: World) -> None:
    """Another line of the list is ticked."""
    _tick(world, "two")


def another_role(world: World) -> None:
    """One role more is tried."""
    _practise(world, "listener")


def other_minutes(world: World) -> None:
    """Less time here; and on the course of the case the same time in all, at other gatherings."""
    _attend(world, 30)
    first, second = Attendance.objects.filter(enrolment=world.case.enrolment_id).order_by("pk")[:2]
    Attendance.objects.filter(pk=first.pk).update(minutes=second.minutes)
    Attendance.objects.filter(pk=second.pk).update(minutes=first.minutes)


def another_text_brought(world: World) -> None:
    """The copy says something else."""
    brought = BroughtText.objects.get(enrolment=world.case.enrolment)
    brought.text = "Det andre jeg vil ta med"
    brought.save()


def another_day_of_signing(world: World) -> None:
    """The pledge was signed a week before, under another name."""
    signature = PledgeSignature.objects.get(person=world.people["author"])
    signature.signed_at -= datetime.timedelta(days=7)
    signature.signed_name = "S. N."
    signature.save()


def another_answer(world: World) -> None:
    """One of the answers says something else."""
    answer = AnonymousAnswer.objects.order_by("pk").first()
    answer.ticked = ["two"]
    answer.save()


def another_message(world: World) -> None:
    """A message about the course goes to the author."""
    author = world.people["author"]
    context = {"place": "Sjøbua"}
    send(author, "invitation", once="a message more", context=context, organisation=world.place.organisation)


def let_in_all_the_same(world: World) -> None:
    """The secretariat lets the author in to the course that asks for something first."""
    prerequisites.let_in(enrolment=_place_that_lacks(world), by=world.people["secretariat"], on=LetInOn.PAPER)


def _place_that_lacks(world: World) -> Enrolment:
    return Enrolment.objects.get(person=world.people["author"], course_run__course__kind=CourseKind.ADD_ON)


def close_the_run(world: World) -> None:
    """The evaluation is read then."""
    world.run.state = RunState.CLOSED
    world.run.save(update_fields=["state"])


CHANGES = {
    "practice": Change(another_role),
    "attendance": Change(other_minutes),
    "let_in": Change(let_in_all_the_same, frozenset({Reader.SECRETARIAT})),
    "needs": Change(another_need),
    "brought": Change(another_text_brought),
    "messages": Change(another_message, frozenset({Reader.SECRETARIAT})),
    "pledge": Change(another_day_of_signing),
    "evaluation": Change(another_answer, frozenset({Reader.LEADER, Reader.SECRETARIAT})),
}


def pages_with_changes(world: World) -> list[str]:
    """Where any of these rows might stand."""
    place, run, case = world.place, world.run.pk, world.case
    lacks = _place_that_lacks(world)
    return [
        *(f"/kurs/{place.pk}/{code}/" for code in (PRACTICE, "1.7", NEEDS, EVALUATION)),
        f"/kurs/{place.pk}/",
        "/min-side/",
        "/min-side/tanker/",
        f"/min-side/godkjenning/{case.pk}/",
        f"/kursleder/{run}/",
        f"/kursleder/{run}/delt/",
        f"/kursleder/{run}/evaluering/",
        f"/kursleder/{run}/sagt-fra/",
        f"/kursleder/{run}/deltaker/{place.pk}/",
        *(f"/kursleder/{run}/samling/{one.pk}/" for one in world.run.gatherings.all()),
        f"/kurs/{lacks.pk}/",
        f"/min-side/kurs/{lacks.pk}/",
        f"/kursleder/{lacks.course_run_id}/",
        f"/kursleder/{lacks.course_run_id}/deltaker/{lacks.pk}/",
        f"/sekretariat/{lacks.course_run_id}/",
        "/sekretariat/personer/",
        "/sekretariat/meldinger/",
        f"/sekretariat/{run}/",
        "/utvalg/",
        f"/utvalg/sak/{case.pk}/",
        "/utvalg/praktisk/",
        "/admin/plasser/",
        f"/admin/plasser/inspect/{lacks.pk}/",
    ]
