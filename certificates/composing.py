"""Compose the facts of the two documents: bare values and a wording in, finished sentences out. Asks no database."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from certificates import codes
from certificates.documents import DEFAULT_COLOUR, ApprovalFacts, CompletionFacts, DocumentFacts, Logo
from certificates.fitting import clean
from certificates.wording import (
    Wording,
    cleaned,
    fill,
    hours,
    lower_first,
    paragraphs,
    period,
    sentences,
    topics_of,
    without_name,
)
from lms.people.dates import date_words, list_words

MOST_SIGNERS = 3
_SCHEME = re.compile(r"^https?://")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Issue:
    """What a document has because it is issued: to whom, by whom, when, under which number and code, and its look."""

    name: str
    organisation: str
    language: str
    number: str
    code: str
    issued_at: datetime.datetime
    colour: str = ""
    logo: Logo | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class CourseTaken:
    """What somebody took part in. `minutes` are own work and attended gatherings together."""

    title: str
    partners: str
    dates: tuple[datetime.date, ...]
    place: str
    minutes: int
    leaders: tuple[str, ...]


def check_address() -> str:
    """Return the address of the check as a person types it: without `https://`."""
    return _SCHEME.sub("", settings.SITE_ADDRESS) + "/sjekk"


def check_url(code: str) -> str:
    """Return the full address behind the QR code."""
    return f"{settings.SITE_ADDRESS}/sjekk/{codes.printed(code)}/"


def _common(issue: Issue, wording: Wording) -> dict:
    """Return the values that both documents carry."""
    return {
        "language": issue.language,
        "title": clean(wording.title),
        "name": clean(issue.name),
        "organisation": clean(issue.organisation),
        "number": issue.number,
        "code": issue.code,
        "check_url": check_url(issue.code),
        "qr_label": gettext("QR code to the page that checks this document"),
        "issued_on": _day(issue).isoformat(),
        "created_at": _moment(issue),
        "colour": issue.colour or DEFAULT_COLOUR,
        "logo": issue.logo,
    }


def reissued(facts: DocumentFacts, issue: Issue) -> DocumentFacts:
    """Return `facts` word for word, with the name, number, code and date of `issue`."""
    with translation.override(facts.language):
        number_line = _number_line(facts.kind, issue)
    return dataclasses.replace(
        facts,
        name=clean(issue.name),
        number=issue.number,
        number_line=number_line,
        code=issue.code,
        check_url=check_url(issue.code),
        issued_on=_day(issue).isoformat(),
        created_at=_moment(issue),
    )


def _day(issue: Issue) -> datetime.date:
    return timezone.localtime(issue.issued_at).date()


def _moment(issue: Issue) -> str:
    return timezone.localtime(issue.issued_at).isoformat(timespec="seconds")


def _number_line(kind: str, issue: Issue) -> str:
    """Return the number as the foot says it; only the certificate of completion names its date there."""
    if kind == ApprovalFacts.kind:
        return pgettext("document", "No. %(number)s.") % {"number": issue.number}
    values = {"number": issue.number, "date": date_words(_day(issue), year=True)}
    return pgettext("document", "No. %(number)s, issued %(date)s.") % values


def completion_facts(issue: Issue, wording: Wording, course: CourseTaken) -> CompletionFacts:
    """Compose the certificate of completion in `issue.language`, which is the language of `wording`."""
    with translation.override(issue.language):
        values = cleaned(
            {
                "name": issue.name,
                "course_title": course.title,
                "organiser": issue.organisation,
                "partners": course.partners,
                "dates": period(course.dates),
                "place": course.place,
                "hours": hours(course.minutes),
            }
        )
        heading, topics, body = topics_of(paragraphs(wording.body), wording.labels)
        statement, *closing = [fill(without_name(text), values, wording.labels) for text in _in_lines(body)]
        partners_label = wording.labels.get("partners") or gettext("In cooperation with")
        return CompletionFacts(
            **_common(issue, wording),
            statement=tuple(line for line in statement.split("\n") if line),
            signers=tuple(
                gettext("%(name)s, course leader") % {"name": clean(leader)}
                for leader in course.leaders[:MOST_SIGNERS]
            ),
            number_line=_number_line(CompletionFacts.kind, issue),
            check_line=gettext("Check it at %(address)s with the code") % {"address": check_address()},
            partners_line=lower_first(f"{partners_label} {values['partners']}") if values["partners"] else "",
            course_title=values["course_title"],
            period=values["dates"],
            place=values["place"],
            hours=values["hours"],
            topics_label=clean(heading),
            topics=tuple(clean(topic) for topic in topics),
            closing=tuple(closing),
            disclaimer=sentences(clean(wording.disclaimer)),
        )


def _in_lines(body: list[str]) -> list[str]:
    """Set the first paragraph in lines: after the course title, and before the dates; without the last full stop."""
    statement = (body[0] if body else "").removesuffix(".")
    statement = re.sub(r"(?<=\{course_title\})\s+", "\n", statement)
    return [re.sub(r",\s*(?=\{dates\})", "\n", statement), *body[1:]]


def approval_facts(
    issue: Issue,
    wording: Wording,
    *,
    approved_from: datetime.date,
    role_title: str,
    basis: Iterable[str] | None,
    signers: Iterable[str],
) -> ApprovalFacts:
    """Compose the certificate of approval in `issue.language`, which is the language of `wording`.

    `basis` names what came before the approval, when it is not what the wording says. `role_title` replaces the word
    likeperson where the association calls its peer supporters something else. `signers` are whole lines.
    """
    with translation.override(issue.language):
        values = cleaned(
            {
                "name": issue.name,
                "organisation": issue.organisation,
                "from_date": date_words(approved_from, year=True),
                "role_title": role_title,
                "check_url": check_address(),
            }
        )
        told, came_before = _told_and_before(wording, role_title)
        disclaimer, check_line = _split_check(wording.disclaimer)
        if basis is not None:
            came_before = gettext("after %(steps)s") % {"steps": list_words([clean(step) for step in basis])}
        return ApprovalFacts(
            **_common(issue, wording),
            statement=(fill(told, values, wording.labels),),
            signers=tuple(clean(signer) for signer in signers)[:MOST_SIGNERS],
            number_line=_number_line(ApprovalFacts.kind, issue),
            check_line=fill(check_line, values, wording.labels),
            basis=fill(came_before, values, wording.labels).strip(),
            disclaimer=fill(disclaimer, values, wording.labels),
            approved_from=approved_from.isoformat(),
        )


def _told_and_before(wording: Wording, role_title: str) -> tuple[str, str]:
    """Part the text in what it states, until the day, and what came before that. The role is called what it is called here."""
    body = without_name(" ".join(paragraphs(wording.body))).removesuffix(".")
    if role_title:
        body = re.sub(r"\blikeperson\b", "{role_title}", body)
    told, comma, came_before = body.partition("{from_date},")
    return told + comma.removesuffix(","), came_before


def _split_check(disclaimer: str) -> tuple[str, str]:
    """Take the sentence that ends with the code out of `disclaimer`; the code is set in bold after it."""
    kept, check = [], ""
    for sentence in sentences(disclaimer):
        if "{check_code}" in sentence:
            check = sentence.partition("{check_code}")[0].strip()
        else:
            kept.append(sentence)
    return " ".join(kept), check or gettext("Check it at %(address)s with the code") % {
        "address": "{check_url}"
    }
