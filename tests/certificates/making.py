"""Make what a certificate grows out of: people, a course in Norwegian with its words, a run, a completed place."""

from __future__ import annotations

import datetime
from itertools import count

from wagtail.models import Locale

from certificates.documents import ApprovalFacts, CompletionFacts
from courses.kinds import EnrolmentState
from courses.models import (
    Attendance,
    CoursePage,
    CourseRun,
    DocumentKey,
    DocumentText,
    Enrolment,
    Gathering,
    RunLeader,
)
from lms.people.models import Organisation, User
from tests import making
from tests.making import OSLO
from tests.placing import put

SAMI_NAME = "Åse Sørgård Ædelsten-Čuđŋáŧ"
_serial = count(1)

WORDS = {
    "nb": {
        "course": "Grunnkurs for likepersoner",
        DocumentKey.COMPLETION_CERTIFICATE: (
            "Kursbevis",
            "{name} har gjennomført {course_title} hos {organiser} i samarbeid med {partners}, {dates}, {place}, "
            "{hours} kurstimer.\n\nTemaer: likepersonsrollen · hva som forventes · kommunikasjon og lytting.\n\n"
            "Kurset bygger på egen aktivitet, refleksjon og øving.",
            "Beviset viser at kurset er gjennomført. Det er ikke en godkjenning som likeperson.",
            {"partners": "I samarbeid med", "topics": "Temaer"},
        ),
        DocumentKey.APPROVAL_CERTIFICATE: (
            "Likepersonsertifikat",
            "{name} er godkjent som likeperson i {organisation} fra {from_date}, etter gjennomført grunnkurs, "
            "signert taushetsløfte og godkjenningssamtale.",
            "Sertifikatet er knyttet til oppdraget og er ikke en helsefaglig godkjenning. Om det gjelder i dag, "
            "ser du på {check_url} med koden {check_code}.",
            {},
        ),
    },
    "nn": {
        "course": "Grunnkurs for likepersonar",
        DocumentKey.COMPLETION_CERTIFICATE: (
            "Kursbevis",
            "{name} har gjennomført {course_title} hos {organiser} i samarbeid med {partners}, {dates}, {place}, "
            "{hours} kurstimar.\n\nTema: likepersonsrolla · kva som er venta.",
            "Beviset viser at kurset er gjennomført. Det er ikkje ei godkjenning som likeperson.",
            {"partners": "I samarbeid med"},
        ),
    },
}


def make_organisation(name: str = "Foreningen Nordlys", **fields) -> Organisation:
    """An association with a name that a paper can show."""
    return making.make_organisation(name, **fields)


def make_person(name: str = SAMI_NAME, **fields) -> User:
    """Somebody with all the letters there are."""
    return making.make_person(name, **fields)


def make_course(language: str = "nb", *, like: CoursePage | None = None) -> CoursePage:
    """A published course with the words of its documents; `like` makes it a translation of that course."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    words = WORDS[language]
    course = CoursePage(
        title=words["course"],
        slug=f"grunnkurs-{next(_serial)}",
        hours_online=5,
        hours_gatherings=9,
        locale=locale,
    )
    if like is not None:
        course.translation_key = like.translation_key
    put(making.make_home(language), course)
    for key in DocumentKey:
        if key in words:
            title, body, closing, labels = words[key]
            DocumentText.objects.create(
                course=course, key=key, title=title, body=body, closing=closing, labels=labels
            )
    return course


def make_completed(
    person: User | None = None,
    *,
    organisation: Organisation | None = None,
    course: CoursePage | None = None,
    **run_fields,
) -> Enrolment:
    """A place in a run on 14 and 28 March 2026 in Trondheim, with nine hours attended and the course completed."""
    organisation = organisation or make_organisation()
    run_fields = {"partner_credit": "Nyrenett", "place": "Trondheim"} | run_fields
    run = CourseRun.objects.create(
        course=course or make_course(),
        title="Grunnkurs i Trondheim",
        organiser=organisation,
        starts_on=datetime.date(2026, 3, 14),
        ends_on=datetime.date(2026, 3, 28),
        **run_fields,
    )
    for name in ("Liv", "Odd"):
        RunLeader.objects.create(course_run=run, person=make_person(name), since=datetime.date(2026, 1, 1))
    completed = datetime.datetime(2026, 3, 28, 16, tzinfo=OSLO)
    enrolment = Enrolment.objects.create(
        course_run=run,
        person=person or make_person(),
        organisation=organisation,
        state=EnrolmentState.COMPLETED,
        completed_at=completed,
    )
    for number, day in enumerate((14, 14, 28, 28)):
        start = datetime.datetime(2026, 3, day, 10 + 3 * (number % 2), tzinfo=OSLO)
        gathering = Gathering.objects.create(
            course_run=run,
            activity_key=f"00000000-0000-4000-8000-{run.pk:06d}{number:06d}",
            code=f"{number}.9",
            title="Økt",
            starts_at=start,
            minutes=135,
            place="Trondheim",
        )
        Attendance.objects.create(enrolment=enrolment, gathering=gathering, minutes=135, attended_at=start)
    return enrolment


COMMON = {
    "language": "nb",
    "name": SAMI_NAME,
    "organisation": "Foreningen Nordlys",
    "created_at": "2026-03-28T16:00:00+01:00",
    "issued_on": "2026-03-28",
    "qr_label": "QR-kode til siden som kontrollerer dette dokumentet",
}


def make_completion_facts(**fields) -> CompletionFacts:
    """Facts of a certificate of completion, as the mock-up has them."""
    values = COMMON | {
        "title": "Kursbevis",
        "statement": (
            "har gjennomført Grunnkurs for likepersoner",
            "hos Foreningen Nordlys i samarbeid med Nyrenett",
            "14. og 28. mars 2026, Trondheim, 14 kurstimer",
        ),
        "signers": ("Liv, kursleder", "Odd, kursleder"),
        "number": "KB-2026-0412",
        "number_line": "Nr. KB-2026-0412, utstedt 28. mars 2026.",
        "code": "7K4MQ2XV9RTP",
        "check_url": "http://127.0.0.1:8000/sjekk/7K4M-Q2XV-9RTP/",
        "check_line": "Kontroller på 127.0.0.1:8000/sjekk med koden",
        "partners_line": "i samarbeid med Nyrenett",
        "course_title": "Grunnkurs for likepersoner",
        "period": "14. og 28. mars 2026",
        "place": "Trondheim",
        "hours": "14",
        "topics_label": "Temaer",
        "topics": ("Likepersonsrollen", "Hva som forventes", "Kommunikasjon og lytting"),
        "closing": ("Kurset bygger på egen aktivitet, refleksjon og øving.",),
        "disclaimer": (
            "Beviset viser at kurset er gjennomført.",
            "Det er ikke en godkjenning som likeperson.",
        ),
    }
    return CompletionFacts(**(values | fields))


def make_approval_facts(**fields) -> ApprovalFacts:
    """Facts of a certificate of approval, as the mock-up has them."""
    values = COMMON | {
        "title": "Likepersonsertifikat",
        "statement": ("er godkjent som likeperson i Foreningen Nordlys fra 15. april 2026",),
        "signers": ("Kari, for likepersonsutvalget",),
        "number": "LS-2026-0031",
        "number_line": "Nr. LS-2026-0031.",
        "code": "3N8PW5HD6YCJ",
        "check_url": "http://127.0.0.1:8000/sjekk/3N8P-W5HD-6YCJ/",
        "check_line": "Om det gjelder i dag, ser du på 127.0.0.1:8000/sjekk med koden",
        "basis": "etter gjennomført grunnkurs, signert taushetsløfte og godkjenningssamtale",
        "disclaimer": "Sertifikatet er knyttet til oppdraget og er ikke en helsefaglig godkjenning.",
        "approved_from": "2026-04-15",
    }
    return ApprovalFacts(**(values | fields))
