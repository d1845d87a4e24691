"""Makes what tests need: people, associations, a small course, a run with its gatherings, places in it.

Plain functions with sensible values; name only what the test is about. Rows are made directly where no verb is being
tested, so that one room's tests do not fall with another's. For the whole starter course, ask for the fixture
`starter_course` instead.
"""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from wagtail.models import Locale, Page

from courses.activities.contents import items, stream
from courses.course_plan import PAGE_MODELS
from courses.kinds import EnrolmentState, GatheringKind, MarkedBy, RunState, Sharing
from courses.models import (
    ActivityPage,
    CoursePage,
    CourseRun,
    Enrolment,
    Gathering,
    GatheringPage,
    ModulePage,
    RunLeader,
    RunOrganisation,
)
from lms.home.models import HomePage
from lms.people.appointing import refresh_groups
from lms.people.models import Organisation, Role, RoleKind, User
from tests.placing import insert, place, put

OSLO = ZoneInfo("Europe/Oslo")
LONG_AGO = datetime.date(2020, 1, 1)
_serial = count(1)


def make_person(name: str = "Solveig Nordahl", **fields: Any) -> User:
    """A person with an e-mail address of their own. Pass `email=""` for one without."""
    fields.setdefault("email", f"person{next(_serial)}@likevel.example")
    return User.objects.create_user(name=name, **fields)


def make_organisation(name: str = "", **fields: Any) -> Organisation:
    """An association with somebody to call."""
    number = next(_serial)
    usual = {
        "short_name": f"Forening {number}",
        "slug": f"forening-{number}",
        "sender_name": "Kurskontoret",
        "contact_name": "Hege",
        "contact_phone": "40000001",
    }
    return Organisation.objects.create(name=name or f"Foreningen nummer {number}", **(usual | fields))


def make_role(
    person: User | None = None,
    organisation: Organisation | None = None,
    kind: RoleKind = RoleKind.ADMINISTRATOR,
    **fields: Any,
) -> Role:
    """A role that began long ago, with the rights in the admin that follow from it."""
    role = Role.objects.create(
        person=person or make_person(),
        organisation=organisation or make_organisation(),
        kind=kind,
        since=fields.pop("since", LONG_AGO),
        **fields,
    )
    refresh_groups(role.person)
    return role


def make_home(language: str = "nb") -> HomePage:
    """The front page in this language; the one that is there, where there is one."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    found = HomePage.objects.filter(locale=locale).first()
    return found or Page.get_first_root_node().add_child(
        instance=HomePage(title="Likevel", slug=language, locale=locale)
    )


def make_course(
    language: str = "nb", *, like: CoursePage | None = None, organisation: Organisation | None = None
) -> CoursePage:
    """A small course: one module with one activity of each kind, and two gatherings.

    `like` makes it the translation of another such course. Codes: 1.1 reading, 1.2 reflection, 1.3 group reflection,
    1.4 practice, 1.5 scenario, 1.6 checklist, 1.7 pledge, 1.8 the common gathering, 1.9 own time. 1.2–1.4 and 1.7–1.9
    are required; 1.3 and 1.4 happen in 1.8, and 1.7 in 1.9.
    """
    locale, _made = Locale.objects.get_or_create(language_code=language)
    keys = _keys_of(like) if like else {}
    course = CoursePage(
        title=f"Lite kurs ({language})",
        slug=f"lite-kurs-{next(_serial)}",
        hours_online=1,
        hours_gatherings=3,
        organisation=organisation,
        locale=locale,
        **keys.get("", {}),
    )
    place(make_home(language), course)
    module = ModulePage(
        title=f"Modul ({language})", slug="modul", code="1", theme="role", locale=locale, **keys.get("1", {})
    )
    place(course, module)
    activities = [
        _activity(module, kind, code=code, **fields, **keys.get(code, {}))
        for code, (kind, fields) in SMALL_COURSE.items()
    ]
    place(module, *activities)
    insert([course, module, *activities])
    return course


def _keys_of(course: CoursePage) -> dict[str, dict[str, Any]]:
    """The translation keys of a small course, by code; the course itself has none."""
    keys = {"": {"translation_key": course.translation_key}}
    for page in course.get_descendants().specific():
        keys[page.code] = {"translation_key": page.translation_key}
    return keys


def make_activity(module: ModulePage, kind: str, *, code: str, **fields: Any) -> ActivityPage:
    """An activity of this kind with something in it, in the module's language."""
    return put(module, _activity(module, kind, code=code, **fields))


def _activity(module: ModulePage, kind: str, *, code: str, **fields: Any) -> ActivityPage:
    return PAGE_MODELS[kind](
        title=fields.pop("title", f"{kind} {code}"),
        slug=f"a-{code.replace('.', '-')}",
        code=code,
        body=fields.pop("body", f"<p>Teksten til {code}.</p>"),
        locale_id=module.locale_id,
        **fields,
    )


def make_run(
    course: CoursePage | None = None,
    *,
    organiser: Organisation | None = None,
    leaders: int = 1,
    starts_on: datetime.date | None = None,
    **fields: Any,
) -> CourseRun:
    """An open run that began a week ago, with its gatherings, leaders, and the organiser taking part."""
    course = course or make_course()
    organiser = organiser or make_organisation()
    starts_on = starts_on or timezone.localdate() - datetime.timedelta(days=7)
    usual = {"title": "Kurs på Hamar", "place": "Hamar", "state": RunState.OPEN}
    run = CourseRun.objects.create(
        course=course,
        organiser=organiser,
        starts_on=starts_on,
        ends_on=starts_on + datetime.timedelta(days=14),
        **(usual | fields),
    )
    representative = make_role(organisation=organiser, kind=RoleKind.COMMITTEE_MEMBER).person
    RunOrganisation.objects.create(course_run=run, organisation=organiser, representative=representative)
    for _number in range(leaders):
        RunLeader.objects.create(course_run=run, person=make_person("Leif Leder"), since=LONG_AGO)
    for number, page in enumerate(GatheringPage.objects.descendant_of(course).live().order_by("path")):
        make_gathering(run, page=page, day=number)
    return run


def make_gathering(
    course_run: CourseRun,
    *,
    page: GatheringPage,
    day: int = 0,
    organisation: Organisation | None = None,
    **fields: Any,
) -> Gathering:
    """A gathering of the run, `day` days after its start at ten o'clock. Own time belongs to the organiser."""
    starts_at = datetime.datetime.combine(
        course_run.starts_on + datetime.timedelta(days=day), datetime.time(10), tzinfo=OSLO
    )
    own_time = page.gathering_kind == GatheringKind.OWN_TIME
    usual = {
        "title": page.title,
        "starts_at": starts_at,
        "minutes": page.minutes,
        "place": course_run.place,
        "organisation": organisation or (course_run.organiser if own_time else None),
    }
    return Gathering.objects.create(
        course_run=course_run,
        activity_key=page.translation_key,
        code=page.code,
        kind=page.gathering_kind,
        **(usual | fields),
    )


def make_enrolment(
    course_run: CourseRun | None = None,
    *,
    person: User | None = None,
    organisation: Organisation | None = None,
    state: EnrolmentState = EnrolmentState.ACTIVE,
    **fields: Any,
) -> Enrolment:
    """A place in a run, for the organiser's association, under way."""
    course_run = course_run or make_run()
    return Enrolment.objects.create(
        course_run=course_run,
        person=person or make_person(),
        organisation=organisation or course_run.organiser,
        state=state,
        confirmed_at=fields.pop("confirmed_at", timezone.now() - datetime.timedelta(days=8)),
        **fields,
    )


def _step(name: str, choices: tuple[tuple[str, str], ...] = (), ending: str = "") -> dict[str, Any]:
    blocks = [
        {"key": key, "text": f"Valg {key}", "response": f"Svar på {key}", "next": to} for key, to in choices
    ]
    return {"name": name, "text": f"Steg {name}.", "choices": items(blocks, place=name), "ending": ending}


SMALL_COURSE: dict[str, tuple[str, dict[str, Any]]] = {
    "1.1": ("reading", {"minutes": 2}),
    "1.2": ("reflection", {"required": True, "prompts": stream("prompt", ["Hva tenker du?"], place="1.2")}),
    "1.3": (
        "group_reflection",
        {
            "required": True,
            "in_gathering": "1.8",
            "marked_by": MarkedBy.LEADER,
            "sharing_ceiling": Sharing.GROUP,
            "prompts": stream("prompt", ["Hva trenger vi her?"], place="1.3"),
        },
    ),
    "1.4": (
        "practice",
        {
            "required": True,
            "in_gathering": "1.8",
            "marked_by": MarkedBy.LEADER,
            "sharing_ceiling": Sharing.GROUP,
            "roles": stream(
                "role",
                [
                    {"key": "talker", "name": "Forteller", "instruction": "Fortell."},
                    {"key": "listener", "name": "Lytter", "instruction": "Lytt."},
                    {"key": "observer", "name": "Observatør", "instruction": "Se."},
                ],
                place="1.4",
            ),
        },
    ),
    "1.5": (
        "scenario",
        {
            "marked_by": MarkedBy.SYSTEM,
            "steps": stream(
                "step",
                [
                    _step("start", (("a", "repair"), ("b", "end"))),
                    _step("repair", (("a", "end"),)),
                    _step("end", (), "Slutt."),
                ],
                place="1.5",
            ),
        },
    ),
    "1.6": (
        "checklist",
        {
            "style": "tick",
            "lines": stream(
                "line", [{"key": "one", "text": "Én linje"}, {"key": "two", "text": "To linjer"}], place="1.6"
            ),
        },
    ),
    "1.7": (
        "pledge",
        {
            "required": True,
            "in_gathering": "1.9",
            "marked_by": MarkedBy.REPRESENTATIVE,
            "sharing_ceiling": Sharing.LEADER,
            "clauses": stream("clause", ["Jeg lover å tie om det jeg får vite."], place="1.7"),
            "confirmation": "Jeg har lest løftet.",
        },
    ),
    "1.8": (
        "gathering",
        {
            "required": True,
            "minutes": 135,
            "marked_by": MarkedBy.LEADER,
            "sharing_ceiling": Sharing.LEADER,
            "programme": stream("item", [{"minutes": 25, "title": "Runde", "activity": "1.3"}], place="1.8"),
        },
    ),
    "1.9": (
        "gathering",
        {
            "required": True,
            "minutes": 45,
            "gathering_kind": GatheringKind.OWN_TIME,
            "marked_by": MarkedBy.REPRESENTATIVE,
            "sharing_ceiling": Sharing.LEADER,
        },
    ),
}
