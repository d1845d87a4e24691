"""The planted world: what is secret, the word that shows a place was read, who is there, and the rows they come to.

Each secret is a nonsense word that stands nowhere else, so that a single hit is a leak; beside it stands another one to
search for, since a search page repeats what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image

from certificates.approvals.models import Appointment, Case, Proposal
from certificates.models import Certificate
from courses.models import AttendanceReview, CoursePage, CourseRun, Enrolment, MakeUp
from lms.people.models import Chapter, Organisation, User

#: Stands in what everybody may read, and in what only its place shows; proves that each place was read.
PUBLIC = "offentligq7d2"
#: Stands beside every secret and nowhere else; what the walk searches for.
HOOK = "lokkeordz4m8"


@dataclass(frozen=True)
class Secret:
    """Something written, the nonsense word in it, and the roles it is written for."""

    needle: str
    readers: frozenset[str]

    @property
    def text(self) -> str:
        """What is typed."""
        return f"{HOOK} {self.needle}"


AUTHOR = frozenset({"author"})
LEADERS = frozenset({"leader", "leader from the partner"})
GROUP = AUTHOR | LEADERS | {"participant", "participant from the partner"}
COMMITTEE = frozenset({"committee member", "committee leader", "representative"})  # who sits in the committee

SECRETS = {
    "private reflection": Secret("hemmeligk3v9", AUTHOR),
    "locked reflection": Secret("hemmeligl8w2", AUTHOR),
    "reflection shared and taken back": Secret("hemmeligt5r1", AUTHOR),
    "reflection shared with the leaders": Secret("fortroligh6c4", AUTHOR | LEADERS),
    "reflection shared with the group": Secret("fortroligg2n7", GROUP),
    "sentence for the group": Secret("fortroligs9b3", GROUP),
    "agreement of the group": Secret("fortroliga1x6", GROUP),
    "reflection not shared yet": Secret("utkastr8f5", AUTHOR),
    "sentence not shared yet": Secret("utkasts4h2", AUTHOR),
    "another window's version": Secret("annenw6v3", AUTHOR),
    "copy brought to the conversation": Secret("medbragtb7k4", AUTHOR),  # no case is open in that course
    "way through a scenario": Secret("stegj4p8/valgy7d5", AUTHOR),
    "ticks on a list": Secret("linjeu3e9=ticked", frozenset()),  # shown as a tick, never as this text
    "agreed sentence of a decision": Secret("avtaleo6f2", AUTHOR | COMMITTEE),
}


@dataclass
class World:
    """Who is there, and the rows that addresses are filled with."""

    people: dict[str, User | None] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    organisation: Organisation = None
    partner: Organisation = None
    chapter: Chapter = None
    course: CoursePage = None
    run: CourseRun = None
    place: Enrolment = None
    invitation: str = ""
    image: Image = None
    document: Document = None
    make_up: MakeUp = None
    review: AttendanceReview = None
    case: Case = None
    open_case: Case = None
    proposal: Proposal = None
    appointment: Appointment = None
    certificate: Certificate = None
