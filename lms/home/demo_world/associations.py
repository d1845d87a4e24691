"""Three invented associations with the rules of the three seed documents, and the people who work in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from certificates.approvals.adopting import adopt_policy
from courses.activities.pledge.signing import publish_version
from courses.models import CoursePage, PledgePage
from lms.home.demo_world.calendar import Calendar
from lms.people.appointing import give_role
from lms.people.models import ApprovingBody, Area, Chapter, Organisation, RoleKind, User
from lms.people.models.organisations import PledgeLabel
from lms.people.registering import (
    found_area,
    found_chapter,
    found_organisation,
    register_membership,
    register_person,
)


@dataclass
class Association:
    """An association of the demo, with its chapters, areas and people by name."""

    organisation: Organisation
    chapters: dict[str, Chapter] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


PROSTATE = {
    "name": "Prostatanettet",
    "short_name": "Prostatanettet",
    "slug": "prostatanettet",
    "sender_name": "Kurset ditt",
    "contact_name": "Hege",
    "contact_phone": "400 00 001",
    "contact_hours": "hverdager kl. 9–15",
    "approving_body": ApprovingBody.COMMITTEE,
    "pledge_label": PledgeLabel.PROMISE,
    "registration_link": "https://registrering.example/",
}
# Name, address, roles, and what else is known of them.
PROSTATE_PEOPLE = (
    ("Hege Sand", "hege", (RoleKind.ADMINISTRATOR,), {}),
    ("Kari Moe", "kari", (RoleKind.COMMITTEE_MEMBER,), {"experience": "next_of_kin"}),
    ("Roar Bakken", "roar", (RoleKind.COMMITTEE_LEADER, RoleKind.BOARD_MEMBER), {}),
    ("Odd Berge", "odd", (RoleKind.COMMITTEE_MEMBER,), {}),
    ("Liv Aune", "liv", (), {"experience": "own"}),
    ("Runa Falk", "runa", (RoleKind.EDITOR,), {}),
    ("Stein Wold", "stein", (RoleKind.CHAPTER_CONTACT,), {"chapter": "Trondheim"}),
    ("Wenche Lia", "wenche", (RoleKind.CHAPTER_CONTACT,), {"chapter": "Bergen"}),
)
LIVER = {
    "name": "Levernettet",
    "short_name": "Levernettet",
    "slug": "levernettet",
    "sender_name": "Kurset ditt",
    "contact_name": "Tone",
    "contact_phone": "400 00 011",
    "contact_hours": "tirsdag og torsdag kl. 10–14",
    "approving_body": ApprovingBody.BOARD,
    "pledge_label": PledgeLabel.DECLARATION,
    "main_colour": "#1f4e5f",
}
MIND = {
    "name": "Sinn og samvær",
    "short_name": "Sinn og samvær",
    "slug": "sinn-og-samvaer",
    "sender_name": "Kurset ditt",
    "contact_name": "Berit",
    "contact_role": "dagvakten",
    "contact_phone": "400 00 021",
    "contact_hours": "mandag kl. 15–16",
    "approving_body": ApprovingBody.COMMITTEE,
    "pledge_label": PledgeLabel.PROMISE,
    "peer_supporter_title": "likeperson og veiviser",
}


def found(
    facts: dict, *, chapters: list[str], areas: list[str], course: CoursePage, calendar: Calendar
) -> Association:
    """One association with chapters, areas, pledge in three languages, and the policy of its approving body."""
    organisation = found_organisation(**facts)
    association = Association(
        organisation,
        chapters={name: found_chapter(organisation=organisation, name=name) for name in chapters},
        areas={name: found_area(organisation=organisation, name=name) for name in areas},
    )
    adopted = calendar.day(-290)
    publish_version(
        organisation=organisation,
        texts=pledge_texts(course),
        adopted_on=adopted,
        adopted_by="Hovedstyret",
    )
    adopt_policy(organisation=organisation, approving_body=organisation.approving_body, adopted_on=adopted)
    return association


def pledge_texts(course: CoursePage) -> dict[str, tuple[str, str]]:
    """The clauses and the words above the signature from the starter course, by language."""
    key = PledgePage.objects.descendant_of(course).values_list("translation_key", flat=True)[0]
    pages = PledgePage.objects.filter(translation_key=key).select_related("locale")
    return {
        page.locale.language_code: ("\n\n".join(block.value for block in page.clauses), page.confirmation)
        for page in pages
    }


def employ(
    association: Association, name: str, email: str, *kinds: RoleKind, calendar: Calendar, **role
) -> User:
    """A member of the association with one or more roles since last year."""
    person = register_person(name=name, email=email)
    register_membership(
        person=person,
        organisation=association.organisation,
        chapter=next(iter(association.chapters.values()), None),
        confirmed_on=calendar.day(-200),
        experience=role.pop("experience", ""),
    )
    for kind in kinds:
        give_role(
            person=person, organisation=association.organisation, kind=kind, since=calendar.day(-400), **role
        )
    association.people[name.split(" ")[0]] = person
    return person


def make_associations(course: CoursePage, calendar: Calendar) -> tuple[Association, Association, Association]:
    """The three associations: committee (PROFO), board (FAL), next of kin and special competence (WSO)."""
    return _prostate(course, calendar), _liver(course, calendar), _mind(course, calendar)


def _prostate(course: CoursePage, calendar: Calendar) -> Association:
    """Its committee approves; it has an editor of its own, and a contact in two chapters."""
    prostate = found(
        PROSTATE,
        chapters=["Trondheim", "Bergen", "Tromsø"],
        areas=["Partner"],
        course=course,
        calendar=calendar,
    )
    for name, address, kinds, more in PROSTATE_PEOPLE:
        role = {"chapter": prostate.chapters[more["chapter"]]} if "chapter" in more else more
        employ(prostate, name, f"{address}@prostatanettet.example", *kinds, calendar=calendar, **role)
    return prostate


def _liver(course: CoursePage, calendar: Calendar) -> Association:
    """Its board appoints, for five areas."""
    liver = found(
        LIVER,
        chapters=["Midt-Norge", "Vestlandet"],
        areas=["AIH", "PBC", "PSC", "Mindreårige", "Pårørende"],
        course=course,
        calendar=calendar,
    )
    employ(liver, "Tone Vik", "tone@levernettet.example", RoleKind.ADMINISTRATOR, calendar=calendar)
    employ(liver, "Åse Nygård", "aase@levernettet.example", RoleKind.COMMITTEE_MEMBER, calendar=calendar)
    employ(liver, "Einar Hove", "einar@levernettet.example", RoleKind.BOARD_MEMBER, calendar=calendar)
    return liver


def _mind(course: CoursePage, calendar: Calendar) -> Association:
    """For next of kin too, and with a word of its own for its peer supporters."""
    mind = found(
        MIND, chapters=["Trøndelag"], areas=["Pårørende", "Rettigheter"], course=course, calendar=calendar
    )
    employ(mind, "Berit Lund", "berit@sinnogsamvaer.example", RoleKind.ADMINISTRATOR, calendar=calendar)
    employ(
        mind,
        "Ingrid Dahl",
        "ingrid@sinnogsamvaer.example",
        RoleKind.COMMITTEE_MEMBER,
        RoleKind.COMMITTEE_LEADER,
        calendar=calendar,
    )
    return mind
