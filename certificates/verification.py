"""Answer whether a document is genuine and holds today, from its code or from the file itself.

The answer never says more than the paper in the asker's hand: a replaced certificate does not tell the former name, a
withdrawn one not why.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from certificates import codes
from certificates.documents import ApprovalFacts, CompletionFacts, DocumentFacts, from_json
from certificates.models import Certificate, CertificateFile, CertificateKind, CertificateStatus
from lms.people.dates import date_words
from lms.people.models import Organisation, User

LARGEST_FILE = 2_000_000
_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024
_LONGEST_SHOWN = 40

VALID, REPLACED, WITHDRAWN, UNKNOWN = "done", "repl", "stop", "unk"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer to a check, ready for the screen. `state` is one of the four marks of the verdict component.

    `rows` are label and value; `aside` is a quiet line under them; `typed` is what to show back when nothing was found.
    `certificate_id` is for our own room and never shown; `organisation` is the one whose name and phone stand on the page.
    """

    state: str
    heading: str
    sentence: str
    rows: tuple[tuple[str, str], ...] = ()
    aside: str = ""
    typed: str = ""
    certificate_id: int | None = None
    organisation: Organisation | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the document is genuine and holds today."""
        return self.state == VALID


def verify_code(typed: str) -> Verdict:
    """Return what the code on a paper says. A code that cannot be one is told without asking the database."""
    code = codes.normalise(typed)
    found = _certificates().filter(code=code).first() if code else None
    return verdict_of(found) if found else _unknown_code(typed)


def verify_file(uploaded: UploadedFile, *, person: User | None = None) -> Verdict:
    """Return whether `uploaded` is, to the byte, a document we made – and made for `person`, when one is given.

    Reads at most `LARGEST_FILE` bytes and keeps none.
    """
    if refused := _no_certificate(uploaded):
        return refused
    content = uploaded.read(LARGEST_FILE + 1)
    stored = (
        CertificateFile.objects.filter(sha256=hashlib.sha256(content).hexdigest())
        .only("certificate_id")
        .first()
    )
    if stored is None:
        return _no_match(
            gettext("We did not make this file"),
            gettext(
                "It differs from every certificate we have made. Check the code that is printed on it instead."
            ),
        )
    certificate = _certificates().get(pk=stored.certificate_id)
    if person is not None and certificate.person_id != person.pk:
        return _no_match(
            gettext("This certificate belongs to somebody else"),
            gettext("The file is genuine, but it was not issued to this person."),
        )
    return verdict_of(certificate)


def _no_certificate(uploaded: UploadedFile) -> Verdict | None:
    """Why the file cannot be one of ours, seen before all of it is read. None when it may be."""
    if not uploaded.size:
        return _no_match(
            gettext("The file is empty"), gettext("Save the certificate once more, and choose it again.")
        )
    if uploaded.size > LARGEST_FILE:
        return _no_match(
            gettext("The file is too big to be one of our certificates"),
            gettext("Choose the PDF file exactly as it was downloaded."),
        )
    beginning = uploaded.read(_MARK_WITHIN)
    uploaded.seek(0)
    if _PDF_MARK not in beginning:
        return _no_match(
            gettext("This is not a PDF file"),
            gettext(
                "Choose the PDF file exactly as it was downloaded. A photo or a scanned sheet cannot be compared."
            ),
        )
    return None


def verdict_of(certificate: Certificate) -> Verdict:
    """Return what a check of this certificate says now."""
    if certificate.is_emptied:
        return _emptied(certificate)
    facts = from_json(certificate.facts)
    if certificate.status == CertificateStatus.SUPERSEDED:
        return _replaced(certificate, facts)
    if certificate.status == CertificateStatus.REVOKED:
        return _withdrawn(certificate, facts)
    if isinstance(facts, CompletionFacts):
        return _valid_completion(certificate, facts)
    return _valid_approval(certificate, cast(ApprovalFacts, facts))


def kind_words(kind: str) -> str:
    """Return the name of a kind of document on its own, in the active language."""
    return str(CertificateKind(kind).label)


def _certificates() -> models.QuerySet[Certificate]:
    return Certificate.objects.select_related("superseded_by", "organisation")


def _valid_completion(certificate: Certificate, facts: CompletionFacts) -> Verdict:
    return Verdict(
        state=VALID,
        heading=gettext("The certificate of completion is genuine"),
        sentence=gettext("%(name)s has completed %(course)s.")
        % {"name": facts.name, "course": facts.course_title},
        rows=(
            (gettext("Type"), kind_words(facts.kind)),
            (gettext("Name"), facts.name),
            (gettext("Issued by"), facts.organisation),
            (gettext("Issued"), _iso_words(facts.issued_on)),
            (gettext("The course was held"), facts.period),
            (gettext("Course hours"), facts.hours),
        ),
        aside=gettext("A certificate of completion is not an approval as a peer supporter."),
        certificate_id=certificate.pk,
        organisation=certificate.organisation,
    )


def _valid_approval(certificate: Certificate, facts: ApprovalFacts) -> Verdict:
    today = {
        "name": facts.name,
        "organisation": facts.organisation,
        "date": date_words(timezone.localdate(), year=True),
    }
    return Verdict(
        state=VALID,
        heading=gettext("The certificate is valid"),
        sentence=gettext("%(name)s is an approved peer supporter in %(organisation)s today, %(date)s.")
        % today,
        rows=(
            (gettext("Type"), kind_words(facts.kind)),
            (gettext("Name"), facts.name),
            (gettext("Approved by"), facts.organisation),
            (gettext("Approved from"), _iso_words(facts.approved_from)),
        ),
        aside=gettext("A certificate is not an authorisation as a health professional."),
        certificate_id=certificate.pk,
        organisation=certificate.organisation,
    )


def _replaced(certificate: Certificate, facts: DocumentFacts) -> Verdict:
    newer = certificate.superseded_by
    replaced = ((gettext("Replaced"), date_words(newer.issued_at, year=True)),) if newer else ()
    return Verdict(
        state=REPLACED,
        heading=gettext("Replaced by a newer certificate"),
        sentence=gettext("The certificate with this code has been replaced. Ask to see the new one."),
        rows=(*_type_and_issuer(facts), *replaced),
        certificate_id=certificate.pk,
        organisation=certificate.organisation,
    )


def _withdrawn(certificate: Certificate, facts: DocumentFacts) -> Verdict:
    withdrawn = certificate.revoked_at
    day = ((gettext("Withdrawn"), date_words(withdrawn, year=True)),) if withdrawn else ()
    return Verdict(
        state=WITHDRAWN,
        heading=gettext("The certificate is not valid"),
        sentence=gettext("It has been withdrawn and cannot be used. We do not say why."),
        rows=(*_type_and_issuer(facts), *day),
        certificate_id=certificate.pk,
        organisation=certificate.organisation,
    )


def _emptied(certificate: Certificate) -> Verdict:
    """Number and status, and nothing about anybody: the rest is deleted."""
    withdrawn = certificate.status == CertificateStatus.REVOKED
    sentence = (
        gettext(
            "It has been withdrawn and cannot be used. What stood on it is deleted, so we cannot see whose it was."
        )
        if withdrawn
        else gettext(
            "It was replaced by a newer one. What stood on it is deleted, so we cannot see whose it was."
        )
    )
    return Verdict(
        state=WITHDRAWN if withdrawn else REPLACED,
        heading=gettext("The certificate is not valid")
        if withdrawn
        else gettext("Replaced by a newer certificate"),
        sentence=sentence,
        rows=(
            (gettext("Number"), certificate.number),
            (gettext("Type"), kind_words(certificate.kind)),
            (gettext("Issued by"), certificate.organisation.name),
        ),
        certificate_id=certificate.pk,
        organisation=certificate.organisation,
    )


def _type_and_issuer(facts: DocumentFacts) -> tuple[tuple[str, str], ...]:
    return ((gettext("Type"), kind_words(facts.kind)), (gettext("Issued by"), facts.organisation))


def _unknown_code(typed: str) -> Verdict:
    shown = typed.strip()
    return Verdict(
        state=UNKNOWN,
        heading=gettext("We cannot find the code"),
        sentence=gettext(
            "Check whether some characters have changed places. The code never has the letters I, L, O or U."
        ),
        typed=shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "…",
    )


def _no_match(heading: str, sentence: str) -> Verdict:
    return Verdict(state=UNKNOWN, heading=heading, sentence=sentence)


def _iso_words(day: str) -> str:
    return date_words(datetime.date.fromisoformat(day), year=True)
