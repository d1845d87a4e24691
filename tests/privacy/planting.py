"""A small world in which every private field holds a secret, and everybody who must not find it is there to look.

What people write goes in through the pages they use.
"""

from __future__ import annotations

import datetime
from io import BytesIO

import PIL.Image
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image

from certificates.approvals.deciding import decide, propose
from certificates.approvals.models import Appointment, Outcome
from certificates.approvals.opening import open_case_when_ready
from courses import inviting
from courses.activities.contents import items, stream
from courses.activities.group_reflection.models import GroupForm
from courses.kinds import EnrolmentState, MakeUpKind, MarkedBy, Sharing
from courses.models import (
    Attendance,
    AttendanceReview,
    BroughtText,
    CheckIn,
    GroupReflectionResponse,
    MakeUp,
    ModulePage,
    OtherVersion,
    PrintedList,
    ReflectionResponse,
    Response,
    RunLeader,
    RunOrganisation,
    WaitingPlace,
)
from lms.people.models import Area, Chapter, Membership, RoleKind, SentMessage
from lms.people.models.belonging import Experience
from tests.approvals.making import TALK, make_decidable, make_file, make_ready
from tests.certificates import making as certificates
from tests.courses.leading import open_run, take_part
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import (
    LONG_AGO,
    make_activity,
    make_course,
    make_enrolment,
    make_organisation,
    make_person,
    make_role,
    make_run,
)
from tests.privacy.world import PUBLIC, SECRETS, World


def plant() -> World:
    """Makes the world and plants the secrets. Inside one test's transaction."""
    world = World()
    world.organisation = make_organisation(
        name="Foreningen Nordlys", short_name="Nordlys", contact_name=f"Hege {PUBLIC}", main_colour="#1f5b4d"
    )
    world.partner = make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett")
    world.chapter = Chapter.objects.create(organisation=world.organisation, name="Hamar lokallag")
    world.image = Image.objects.create(title="Bilde", file=_picture())
    world.document = Document.objects.create(title="Brev", file=ContentFile(b"%PDF-1.7", name="brev.pdf"))
    _the_course(world)
    _the_people(world)
    for role, person in world.people.items():
        client = Client()
        world.clients[role] = log_in_with_second_factor(client, person) if person else client
    _write(world)
    _the_case(world)
    return world


def _picture() -> ContentFile:
    drawn = BytesIO()
    PIL.Image.new("RGB", (4, 4)).save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name="bilde.png")


def _the_course(world: World) -> None:
    world.course = make_course(organisation=world.organisation)
    world.course.introduction = f"<p>{PUBLIC}</p>"
    world.course.save_revision().publish()
    module = ModulePage.objects.child_of(world.course).get()
    make_activity(module, "reflection", code="1.10", sharing_ceiling=Sharing.PRIVATE_LOCKED)
    make_activity(module, "reflection", code="1.11", sharing_ceiling=Sharing.LEADER)
    make_activity(module, "reflection", code="1.12", sharing_ceiling=Sharing.GROUP)
    make_activity(
        module, "group_reflection", code="1.13", form=GroupForm.WRITTEN, sharing_ceiling=Sharing.GROUP
    )
    make_activity(module, "group_reflection", code="1.14", form=GroupForm.AGREEMENT)
    make_activity(module, "reflection", code="1.15", sharing_ceiling=Sharing.LEADER)
    step, choice = SECRETS["way through a scenario"].needle.split("/")
    way = {"key": choice, "text": "Det du sier.", "response": "Slik blir det møtt.", "next": "slutt"}
    steps = [
        {"name": step, "text": "Det som skjer.", "choices": items([way], place="1.16"), "ending": ""},
        {"name": "slutt", "text": "Slutt.", "choices": items([], place="1.16"), "ending": "Takk."},
    ]
    make_activity(
        module,
        "scenario",
        code="1.16",
        start=step,
        marked_by=MarkedBy.SYSTEM,
        steps=stream("step", steps, place="1.16"),
    )
    line = SECRETS["ticks on a list"].needle.partition("=")[0]
    lines = stream("line", [{"key": line, "text": "En linje"}], place="1.17")
    make_activity(module, "checklist", code="1.17", style="tick", lines=lines)


def _the_people(world: World) -> None:
    run = world.run = open_run(course=world.course, organiser=world.organisation, joint=True)
    run.title = f"Kurs {PUBLIC}"
    run.save(update_fields=["title"])
    partnership = take_part(run, world.partner)
    another_run = make_run(world.course, organiser=world.organisation)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    leaders = {
        "leader from the partner": make_person("Pia Partner"),
        "former leader": make_person("Frode Før"),
    }
    RunLeader.objects.create(course_run=run, person=leaders["leader from the partner"], since=LONG_AGO)
    RunLeader.objects.create(course_run=run, person=leaders["former leader"], since=LONG_AGO, until=yesterday)
    author = make_person("Solveig Nordahl")
    area = Area.objects.create(organisation=world.organisation, name="Pårørende")
    membership = Membership.objects.create(
        person=author,
        organisation=world.organisation,
        chapter=world.chapter,
        experience=Experience.NEXT_OF_KIN,
    )
    membership.areas.add(area)
    world.place = make_enrolment(run, person=author)
    world.make_up = MakeUp.objects.create(
        enrolment=world.place,
        gathering=run.gatherings.get(organisation=None),
        kind=MakeUpKind.TALK,
        agreed_at=timezone.now(),
    )
    attendance = Attendance.objects.create(
        enrolment=world.place,
        gathering=run.gatherings.get(organisation=None),
        minutes=45,
        attended_at=timezone.now(),
    )
    correction = attendance.corrections.create(old_minutes=135, new_minutes=45)
    world.review = AttendanceReview.objects.create(correction=correction)
    PrintedList.objects.create(
        gathering=attendance.gathering, number=1, places=[world.place.pk], made_at=timezone.now()
    )
    CheckIn.objects.create(gathering=attendance.gathering, opened_at=timezone.now())
    WaitingPlace.objects.create(course_run=run, organisation=world.organisation, person=make_person())
    world.people = {
        "guest": None,
        "author": author,
        "participant": make_enrolment(run).person,
        "participant from the partner": make_enrolment(run, organisation=world.partner).person,
        "withdrawn participant": make_enrolment(run, state=EnrolmentState.WITHDRAWN).person,
        "participant of another run": make_enrolment(another_run).person,
        "leader": run.leaders.get(person__name="Leif Leder").person,
        **leaders,
        "leader of another run": another_run.leaders.get().person,
        "representative": RunOrganisation.objects.get(
            course_run=run, organisation=world.organisation
        ).representative,
        "representative of the partner": partnership.representative,
        "superuser": make_superuser(),
    }
    # Somebody else missed it, and nothing is agreed yet: there a make-up can be agreed on.
    Attendance.objects.create(
        enrolment=run.enrolments.get(person=world.people["participant"]),
        gathering=attendance.gathering,
        minutes=0,
        attended_at=timezone.now(),
    )
    for role, kind in {
        "committee member": RoleKind.COMMITTEE_MEMBER,
        "committee leader": RoleKind.COMMITTEE_LEADER,
        "board member": RoleKind.BOARD_MEMBER,
        "editor": RoleKind.EDITOR,
        "secretariat": RoleKind.ADMINISTRATOR,
    }.items():
        world.people[role] = make_role(organisation=world.organisation, kind=kind).person
    world.people["chapter contact"] = make_role(
        organisation=world.organisation, kind=RoleKind.CHAPTER_CONTACT, chapter=world.chapter
    ).person
    world.people["secretariat of the partner"] = make_role(organisation=world.partner).person


def _write(world: World) -> None:
    """Everything is typed into the pages it belongs to."""
    by_code = {
        "1.2": {"text": "private reflection", "sharing": Sharing.PRIVATE},
        "1.10": {"text": "locked reflection"},
        "1.11": {"text": "reflection shared with the leaders", "sharing": Sharing.LEADER},
        "1.12": {"text": "reflection shared with the group", "sharing": Sharing.GROUP},
        "1.13": {"sentence": "sentence for the group", "do": "share"},
        "1.15": {"text": "reflection shared and taken back", "sharing": Sharing.LEADER},
    }
    for code, typed in by_code.items():
        _post(
            world,
            code,
            **{name: SECRETS[word].text if word in SECRETS else word for name, word in typed.items()},
        )
    _post(
        world,
        "1.15",
        text=SECRETS["reflection shared and taken back"].text,
        sharing=Sharing.PRIVATE,
        version=1,
    )
    OtherVersion.objects.create(
        response=ReflectionResponse.objects.get(page__code="1.2"),
        text=SECRETS["another window's version"].text,
        window="etannet",
        written_at=timezone.now(),
    )
    _leave_unshared(ReflectionResponse, "1.12", draft=SECRETS["reflection not shared yet"].text)
    BroughtText.objects.create(
        enrolment=world.place,
        activity_key=ReflectionResponse.objects.get(page__code="1.2").activity_key,
        text=SECRETS["copy brought to the conversation"].text,
        brought_at=timezone.now(),
    )
    _leave_unshared(GroupReflectionResponse, "1.13", draft=SECRETS["sentence not shared yet"].text)
    _step, choice = SECRETS["way through a scenario"].needle.split("/")
    _post(world, "1.16", move="choose", choice=choice, seen="")
    _post(world, "1.17", ticked=[SECRETS["ticks on a list"].needle.partition("=")[0]])
    leader = world.clients["leader"]
    answer = leader.post(
        f"/kursleder/{world.run.pk}/avtale/", {"text": SECRETS["agreement of the group"].text}
    )
    assert answer.status_code == 302


def _post(world: World, code: str, **typed: object) -> None:
    """One form sent by the author, as finished."""
    answer = world.clients["author"].post(
        f"/kurs/{world.place.pk}/{code}/", {"version": 0, "do": "finish", **typed}
    )
    assert answer.status_code == 302, (code, answer.content.decode())


def _leave_unshared(model: type[Response], code: str, **words: str) -> None:
    """Words beside a shared text that are still being written."""
    row = model.objects.get(page__code=code)
    for name, text in words.items():
        setattr(row, name, text)
    row.save(update_fields=list(words))


def _the_case(world: World) -> None:
    """The author's finished course, certificate and decided case; and another's case, where something is suggested."""
    member = world.people["committee member"]
    held = certificates.make_course()
    finished = make_ready(world.people["author"], organisation=world.organisation, course=held)
    world.certificate = finished.certificates.get()
    make_file(world.certificate)
    world.case = make_decidable(open_case_when_ready(enrolment_id=finished.pk), by=member)
    decision = decide(
        case=world.case,
        outcome=Outcome.APPROVED_WITH_AGREEMENT,
        by=member,
        agreement=SECRETS["agreed sentence of a decision"].text,
    )
    world.appointment = Appointment.objects.get(decision=decision)
    other = make_ready(make_person("Arne Vik"), organisation=world.organisation, course=held)
    world.open_case = make_decidable(open_case_when_ready(enrolment_id=other.pk), by=member)
    liv = other.course_run.leaders.get(person__name="Liv").person
    make_role(liv, world.organisation, RoleKind.COMMITTEE_MEMBER)
    world.proposal = propose(
        case=world.open_case,
        outcome=Outcome.POSTPONED,
        by=liv,
        postponed_to=TALK + datetime.timedelta(days=90),
    )
    invited = inviting.invite(
        course_run=world.run,
        person=make_person(f"Ine {PUBLIC}"),
        organisation=world.organisation,
        by=world.people["secretariat"],
    )
    link = SentMessage.objects.get(person=invited.person, key="invitation").context["link"]
    world.invitation = link.rstrip("/").rpartition("/")[2]
