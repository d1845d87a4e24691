"""Who gets through the doors of the rooms where a run is led and arranged, and who writes what there: the table.

Who holds the course, or below `/sekretariat/<run>/` the secretariat that arranges it, where no row says something else.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from courses.kinds import CourseKind
from courses.models import CourseRun, Enrolment, Response
from lms.people.models import SentMessage
from tests.privacy.world import World

LEADS = frozenset({"leader", "guest leader on the last day"})
OFFICE = frozenset({"secretariat"})
HOLDS = LEADS | OFFICE
OWN = frozenset({"representative"})  # of the association whose participant the row is about
WORKS = HOLDS | OWN | {"representative of the partner"}
OFFICES = OFFICE | {"secretariat of the partner"}
NOBODY: frozenset[str] = frozenset()
#: Who has business in a run, and who never has in this one.
WORKERS = tuple(sorted(WORKS | OFFICES))
STRANGERS = (
    "leader of another run",
    "former leader",
    "guest leader afterwards",
    "representative of another association",
    "guest",
    "participant",
    "guest who makes up here",
    "leader where somebody makes up",
    "guest leader before the first day",
    "committee member",
    "committee of the partner",
    "former secretariat",
    "superuser",
)

A_RUN, A_GATHERING = "kursleder/<int:run_id>/", "kursleder/<int:run_id>/samling/<int:gathering_id>/"
A_PLACE = "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/"
AN_OFFICE = "sekretariat/<int:run_id>/"
#: Who gets through the door, where it is neither those who hold the course nor the secretariat that arranges it.
DOORS: dict[str, frozenset[str]] = {
    A_RUN: WORKS,
    **{f"{A_RUN}fremdrift/{page}": WORKS for page in ("", "temaer/", "tabell.csv", "tabell.xlsx")},
    **{
        f"{A_RUN}{page}": WORKS
        for page in ("finn/", "avslutning/", "rapport/", "rapport/tall.csv", "utskrift/")
    },
    **{
        f"{A_RUN}{page}": LEADS
        for page in (
            "avtale/",
            "sagt-fra/",
            "delt/",
            "delt/<int:response_id>/skjul/",
            "delt/<int:response_id>/vis/",
        )
    },
    **{f"{A_PLACE}{page}": HOLDS | OWN for page in ("", "merk/", "deltakelse/", "<slug:do>/")},
    f"{A_PLACE}lofte/": OFFICE | OWN,
    f"{A_PLACE}ta-igjen/<int:gathering_id>/": OFFICE | OWN,  # tried with own time
    **{f"sekretariat/{page}": OFFICES for page in ("", "ny/", "personer/", "meldinger/")},
    f"{AN_OFFICE}inviter/likepersoner/": NOBODY,  # a basic course invites no peer supporters
}
#: For everybody who is logged in, or for everybody: what is there is one's own, or nobody's.
EVERYBODYS = ("innsjekk/", "innsjekk/<str:code>/", "kursleder/", "kursleder/naar-det-er-tungt/")


def who_opens(pattern: str) -> frozenset[str]:
    """Who gets through this door, by opening the page or by sending its form."""
    return DOORS.get(pattern, HOLDS if pattern.startswith(A_RUN) else OFFICE)


@dataclass(frozen=True)
class Write:
    """A form that changes something, and for whom alone it does."""

    pattern: str
    by: frozenset[str]
    form: Callable[[World], dict[str, Any] | str]
    filled: Callable[[World], dict[str, Any]] = lambda world: {}


def fixed(**values: Any) -> Callable[[World], dict[str, Any]]:
    """The same whatever the world."""
    return lambda world: values


def everybody_here(world: World) -> dict[str, Any]:
    """The form of attendance: all were there, also the guest from another run."""
    return {f"where_{pk}": "here" for pk in Enrolment.objects.values_list("pk", flat=True)}


def one_mark(world: World) -> str:
    """What a phone sends."""
    mark = {"id": str(uuid.uuid4()), "place": world.place.pk, "minutes": 30, "age": 0, "untouched": False}
    return json.dumps({"marks": [mark], "together": [], "finished": False})


def the_times(world: World) -> dict[str, Any]:
    """Every gathering at another hour."""
    found = {}
    for one in world.run.gatherings.all():
        day = timezone.localdate(one.starts_at)
        found |= {f"day_{one.pk}": str(day), f"hour_{one.pk}": "17:00", f"place_{one.pk}": "Hamar"}
    return found


def in_the_door(world: World) -> dict[str, Any]:
    """Somebody who stands there."""
    return {"person": "Nina Ny, nina@likevel.example", "organisation": world.organisation.pk}


def on_a_list(world: World) -> dict[str, Any]:
    """Somebody to invite."""
    return {"organisation": world.organisation.pk, "text": "Nina Ny, nina@likevel.example", "do": "send"}


def on_paper(world: World) -> dict[str, Any]:
    """Somebody with no address."""
    return {"organisation": world.organisation.pk, "name": "Nina Ny"}


def told_on_paper(world: World) -> dict[str, Any]:
    """A reminder that the author wants on paper."""
    message, _made = SentMessage.objects.get_or_create(
        once_key=f"gathering_reminder:{world.place.pk}:2999-01-01",
        defaults={
            "person": world.place.person,
            "key": "gathering_reminder",
            "organisation": world.organisation,
            "channel": "paper",
        },
    )
    return {"message": message.pk}


def response(code: str) -> Callable[[World], dict[str, Any]]:
    """The author's text in this activity."""
    return lambda world: {
        "response_id": Response.objects.non_polymorphic().get(enrolment=world.place, page__code=code).pk
    }


def own_time(world: World) -> dict[str, Any]:
    """The own time of the author's association."""
    return {"gathering_id": world.run.gatherings.get(organisation=world.organisation).pk}


def to_come(world: World) -> dict[str, Any]:
    """The common gathering that is not held yet."""
    return {"gathering_id": world.run.gatherings.get(title="Den som kommer").pk}


def another_run(world: World) -> dict[str, Any]:
    """The other run of the same course."""
    return {
        "to": CourseRun.objects.filter(course=world.course, organiser=world.organisation)
        .exclude(pk=world.run.pk)
        .get()
        .pk
    }


def lacking(world: World) -> Enrolment:
    """The author's place in a course that asks for something first."""
    return world.people["author"].enrolments.get(course_run__course__kind=CourseKind.ADD_ON)


def a_new_run(world: World) -> dict[str, Any]:
    """Everything a new run of the author's association needs."""
    return {
        "course": world.course.pk,
        "title": "Kurs på Hamar",
        "organiser": world.organisation.pk,
        "place": "Hamar",
        "starts_on": "2026-09-05",
        "ends_on": "2026-09-12",
        "language": "nb",
        "leaders": "Nina Ny, nina@likevel.example",
    }


def today(world: World) -> dict[str, Any]:
    """The common gathering that is held today."""
    return {"gathering_id": world.run.gatherings.get(title="Den i dag").pk}


WRITES = (
    Write("sekretariat/ny/", OFFICE, a_new_run),
    Write("sekretariat/personer/", NOBODY, fixed(navn="Solveig")),
    Write("sekretariat/meldinger/", NOBODY, fixed(navn="Solveig")),
    Write(f"{A_RUN}finn/", NOBODY, fixed(name="Solveig")),
    Write(f"{A_GATHERING}finn/", NOBODY, fixed(name="Solveig")),
    Write(f"{A_RUN}avslutning/", OFFICE, fixed(seen="on")),
    Write(f"{A_RUN}avtale/", LEADS, fixed(text="Det som sies her, blir her.")),
    Write(f"{A_RUN}sagt-fra/", LEADS, told_on_paper),
    Write(f"{A_RUN}delt/<int:response_id>/skjul/", LEADS, fixed(), response("1.12")),
    Write(f"{A_RUN}delt/<int:response_id>/vis/", LEADS, fixed(), response("1.13")),
    Write(f"{A_RUN}gjennomgang/<int:review_id>/sett/", HOLDS, fixed()),
    Write(A_GATHERING, HOLDS, everybody_here),
    Write(A_GATHERING, OFFICE | OWN, everybody_here, own_time),
    Write(f"{A_GATHERING}merker/", HOLDS, one_mark),
    Write(f"{A_GATHERING}liste/", HOLDS, fixed()),
    Write(f"{A_GATHERING}liste/<int:list_number>/skriv-inn/", HOLDS, fixed(absent="1")),
    Write(f"{A_GATHERING}innsjekk/", HOLDS, fixed(do="close")),
    Write(f"{A_GATHERING}ny-deltaker/", HOLDS, in_the_door, today),
    Write(f"{A_GATHERING}kommer-ikke/<int:enrolment_id>/", HOLDS, fixed(), to_come),
    Write(f"{A_GATHERING}grupper/", HOLDS, fixed(), to_come),
    Write(f"{A_PLACE}ta-igjen/<int:gathering_id>/", OFFICE | OWN, fixed(kind="own_time"), own_time),
    Write(f"{A_PLACE}ta-igjen/<int:make_up_id>/bekreft/", HOLDS, fixed(minutes="45")),
    Write(f"{A_PLACE}ta-igjen/<int:make_up_id>/bort/", HOLDS, fixed()),
    Write(f"{A_PLACE}merk/", HOLDS | OWN, fixed(activity="1.4", do="done", roles=["talker"])),
    Write(f"{A_PLACE}merk/", OFFICE | OWN, fixed(activity="1.7", do="done")),
    Write(f"{A_PLACE}lofte/", OFFICE | OWN, fixed(what="explained", day="2026-04-10")),
    Write(f"{A_PLACE}<slug:do>/", HOLDS, fixed()),
    Write(f"{AN_OFFICE}samlinger/", OFFICE, the_times),
    Write(f"{AN_OFFICE}leder/", OFFICE, fixed(person="Nina Ny, nina@likevel.example")),
    Write(f"{AN_OFFICE}leder/<int:leader_id>/slutt/", OFFICE, fixed()),
    Write(f"{AN_OFFICE}venteliste/<int:turn_id>/<slug:do>/", OFFICE, fixed(), fixed(do="fjern")),
    Write(
        f"{AN_OFFICE}deltaker/<int:enrolment_id>/flytt/",
        OFFICE,
        another_run,
    ),
    Write(
        f"{AN_OFFICE}deltaker/<int:enrolment_id>/slipp-inn/",
        OFFICE,
        fixed(on="paper"),
        lambda world: {"run_id": lacking(world).course_run_id, "enrolment_id": lacking(world).pk},
    ),
    Write(
        f"{AN_OFFICE}representant/<int:organisation_id>/",
        OFFICE,
        fixed(person="Nina Ny, nina@likevel.example"),
    ),
    Write(f"{AN_OFFICE}inviter/", OFFICE, on_a_list),
    Write(
        f"{AN_OFFICE}inviter/papir/",
        OFFICE,
        lambda world: {"organisation": world.organisation.pk, "name": "Nina Ny"},
    ),
    Write(f"{AN_OFFICE}deltaker/<int:enrolment_id>/<slug:do>/", OFFICE, fixed(), fixed(do="trekk")),
    Write(f"{AN_OFFICE}<slug:do>/", OFFICE, fixed(), fixed(do="avlys")),
)
