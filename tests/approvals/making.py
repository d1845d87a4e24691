"""Make what a case grows out of: a committee, a completed course, a signed pledge, a certificate, and the case itself."""

from __future__ import annotations

import datetime
import hashlib

from certificates.approvals.conversing import record_held
from certificates.approvals.handling import check_in_register, confirm_membership
from certificates.approvals.models import Case
from certificates.approvals.opening import open_case_when_ready
from certificates.issuing import issue_completion
from certificates.models import Certificate, CertificateFile
from courses.kinds import ResponseState
from courses.models import (
    ChecklistPage,
    ChecklistResponse,
    Enrolment,
    ModulePage,
    PledgeSignature,
    PledgeText,
    PledgeVersion,
    ReadyChoice,
)
from lms.people.models import Organisation, Role, RoleKind, User
from tests.certificates.making import make_completed, make_course
from tests.making import OSLO, make_organisation, make_person
from tests.placing import put

__all__ = [
    "NOW",
    "TALK",
    "TODAY",
    "make_case",
    "make_choice",
    "make_completed",
    "make_course",
    "make_decidable",
    "make_file",
    "make_member",
    "make_organisation",
    "make_person",
    "make_ready",
    "make_signature",
]

SIGNED = datetime.datetime(2026, 3, 28, 17, tzinfo=OSLO)
NOW = datetime.datetime(2026, 4, 15, 12, tzinfo=OSLO)
TODAY = NOW.date()
TALK = datetime.date(2026, 4, 14)


def make_member(organisation: Organisation, name: str = "Kari Krogh", **fields) -> User:
    """Somebody with a seat since long ago: in the committee, or where `kind` says."""
    kind = fields.pop("kind", RoleKind.COMMITTEE_MEMBER)
    since = fields.pop("since", datetime.date(2024, 1, 1))
    until = fields.pop("until", None)
    chapter = fields.pop("chapter", None)
    person = make_person(name, **fields)
    Role.objects.create(
        person=person, organisation=organisation, kind=kind, since=since, until=until, chapter=chapter
    )
    return person


def make_signature(enrolment: Enrolment, *, signed_at: datetime.datetime = SIGNED) -> PledgeSignature:
    """The pledge of the enrolment's association, signed."""
    version, _made = PledgeVersion.objects.get_or_create(
        organisation=enrolment.organisation, number=3, defaults={"adopted_on": datetime.date(2025, 1, 1)}
    )
    text, _made = PledgeText.objects.get_or_create(
        version=version, language="nb", defaults={"clauses": "Jeg tier."}
    )
    return PledgeSignature.objects.create(
        person=enrolment.person,
        version=version,
        text=text,
        text_sha256=text.sha256,
        enrolment=enrolment,
        signed_name=enrolment.person.name,
        signed_at=signed_at,
        explained_on=signed_at.date(),
    )


def make_choice(enrolment: Enrolment, choice: ReadyChoice) -> ChecklistResponse:
    """What the person chose at the end of the course, beside ticks that nobody else may see."""
    course = enrolment.course_run.course
    page = ChecklistPage.objects.descendant_of(course).first()
    if page is None:
        module = put(
            course,
            ModulePage(
                title="Avslutning", slug="avslutning", code="9", theme="closing", locale=course.locale
            ),
        )
        page = put(
            module,
            ChecklistPage(title="Klar", slug="klar", code="9.3", purpose="ready", locale=course.locale),
        )
    return ChecklistResponse.objects.update_or_create(
        enrolment=enrolment,
        activity_key=page.translation_key,
        defaults={
            "page": page,
            "state": ResponseState.DONE,
            "ticked": "check_steady",
            "choice": choice,
            "started_at": SIGNED,
            "changed_at": SIGNED,
        },
    )[0]


def make_ready(
    person: User | None = None, *, organisation: Organisation | None = None, course=None
) -> Enrolment:
    """A completed course, a signed pledge and an issued certificate: what a case needs."""
    enrolment = make_completed(person, organisation=organisation, course=course)
    make_signature(enrolment)
    issue_completion(enrolment_id=enrolment.pk)
    return enrolment


def make_case(
    name: str = "Arne Vik", *, organisation: Organisation | None = None, course=None, **person
) -> Case:
    """An open case."""
    enrolment = make_ready(make_person(name, **person), organisation=organisation, course=course)
    return open_case_when_ready(enrolment_id=enrolment.pk)


def make_decidable(case: Case, by: User) -> Case:
    """A case with everything in place for an approval by the committee: checked, confirmed, talked."""
    check_in_register(case=case, by=by)
    confirm_membership(case=case, by=by)
    record_held(case=case, by=by, held_on=TALK)
    case.refresh_from_db()
    return case


def make_file(certificate: Certificate, content: bytes = b"%PDF-1.7 as it was issued") -> CertificateFile:
    """The stored bytes of a certificate; what they look like on paper is tested elsewhere."""
    return CertificateFile.objects.create(
        certificate=certificate, content=content, sha256=hashlib.sha256(content).hexdigest()
    )
