"""Gather what a document shall say from the courses and the association, as they are at the moment of issue."""

from __future__ import annotations

import base64
import datetime
import mimetypes
from collections.abc import Iterable

from django.db import models
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, pgettext

from certificates.composing import CourseTaken, Issue, approval_facts, completion_facts
from certificates.documents import ApprovalFacts, CompletionFacts, Logo
from certificates.standard_wording import approval_wording, completion_wording
from certificates.wording import Wording
from courses.completion import days_attended, minutes_attended
from courses.models import CoursePage, CourseRun, DocumentKey, Enrolment, RunLeader
from lms.people.models import Organisation, User
from lms.people.models.organisations import ApprovingBody, PledgeLabel

LARGEST_LOGO = 300_000
# No SVG: one that asks for something outside itself would stop the document from being made.
LOGO_TYPES = ("image/png", "image/jpeg")


class ApprovalStep(models.TextChoices):
    """What came before an approval; only what has really happened is named on the paper."""

    COURSE = "course", gettext_lazy("The basic course")
    PLEDGE = "pledge", gettext_lazy("The pledge of confidentiality")
    CONVERSATION = "conversation", gettext_lazy("The approval conversation")
    BOARD = "board", gettext_lazy("A decision by the board")


USUAL_STEPS = (ApprovalStep.COURSE, ApprovalStep.PLEDGE, ApprovalStep.CONVERSATION)


def issue_of(
    person: User, organisation: Organisation, *, language: str, number: str, code: str, at: datetime.datetime
) -> Issue:
    """Return what a document has because it is issued by `organisation`: names and look as they are now."""
    return Issue(
        name=person.name,
        organisation=organisation.name,
        language=language,
        number=number,
        code=code,
        issued_at=at,
        colour=organisation.main_colour,
        logo=_logo_of(organisation),
    )


def freeze_completion(
    enrolment: Enrolment, *, number: str, code: str, at: datetime.datetime
) -> CompletionFacts:
    """Return the facts of the certificate of completion (R39: organiser and partners are credited)."""
    run = enrolment.course_run
    course = _course_in(run.course, enrolment.person.language)
    wording, language = _wording(course, DocumentKey.COMPLETION_CERTIFICATE, enrolment.person.language)
    taken = CourseTaken(
        title=course.title,
        partners=run.partner_credit,
        dates=_days_attended(enrolment),
        place=run.place,
        minutes=_minutes(enrolment, course),
        leaders=_leaders(run),
    )
    issue = issue_of(enrolment.person, run.organiser, language=language, number=number, code=code, at=at)
    return completion_facts(issue, wording, taken)


def freeze_approval(
    person: User,
    organisation: Organisation,
    *,
    enrolment: Enrolment | None,
    approved_from: datetime.date,
    steps: Iterable[ApprovalStep],
    signed_by: Iterable[str],
    number: str,
    code: str,
    at: datetime.datetime,
) -> ApprovalFacts:
    """Return the facts of the certificate of approval (R64). `signed_by` are names of those who decided."""
    course = _course_in(enrolment.course_run.course, person.language) if enrolment else None
    wording, language = _wording(course, DocumentKey.APPROVAL_CERTIFICATE, person.language)
    with translation.override(language):
        by_the_board = organisation.approving_body == ApprovingBody.BOARD
        line = (
            gettext("%(name)s, for the board")
            if by_the_board
            else gettext("%(name)s, for the peer support committee")
        )
        signers = [line % {"name": name} for name in signed_by]
        basis = _basis(organisation, tuple(steps))
    issue = issue_of(person, organisation, language=language, number=number, code=code, at=at)
    return approval_facts(
        issue,
        wording,
        approved_from=approved_from,
        role_title=organisation.peer_supporter_title if language != "en" else "",
        basis=basis,
        signers=signers,
    )


def _basis(organisation: Organisation, steps: tuple[ApprovalStep, ...]) -> list[str] | None:
    """Return the steps in words, or None when the course's own wording says just these."""
    promise = organisation.pledge_label == PledgeLabel.PROMISE
    if set(steps) == set(USUAL_STEPS) and promise:
        return None
    words = {
        ApprovalStep.COURSE: pgettext("after …", "completing the basic course"),
        ApprovalStep.PLEDGE: pgettext("after …", "signing the confidentiality promise")
        if promise
        else pgettext("after …", "signing the declaration of confidentiality"),
        ApprovalStep.CONVERSATION: pgettext("after …", "an approval conversation"),
        ApprovalStep.BOARD: pgettext("after …", "a decision by the board"),
    }
    return [words[step] for step in ApprovalStep if step in steps]


def _course_in(course: CoursePage, language: str) -> CoursePage:
    """Return the course in `language`, or the language in which it was held."""
    same = CoursePage.objects.filter(translation_key=course.translation_key, locale__language_code=language)
    return same.live().first() or course


def _wording(course: CoursePage | None, key: DocumentKey, language: str) -> tuple[Wording, str]:
    """Return the course's words for a document and their language; ours when the course has none."""
    text = course.document_texts.filter(key=key).first() if course else None
    if course is None or text is None or not text.body:
        standard = completion_wording if key == DocumentKey.COMPLETION_CERTIFICATE else approval_wording
        return standard(language), language
    own = Wording(title=text.title, body=text.body, disclaimer=text.closing, labels=text.labels)
    return own, course.locale.language_code


def _days_attended(enrolment: Enrolment) -> tuple[datetime.date, ...]:
    """Return the days on which the person was at a gathering, or the first and last of the course."""
    run = enrolment.course_run
    return tuple(days_attended(enrolment)) or (run.starts_on, run.ends_on)


def _minutes(enrolment: Enrolment, course: CoursePage) -> int:
    """Return course hours in minutes: the work at home that the course asks for, and the gatherings attended."""
    return minutes_attended(enrolment) + int(course.hours_online * 60)


def _leaders(run: CourseRun) -> tuple[str, ...]:
    """Return the names of those who led the course on its last day."""
    return tuple(
        RunLeader.objects.held_on(run.ends_on)
        .filter(course_run=run)
        .order_by("since", "pk")
        .values_list("person__name", flat=True)
    )


def _logo_of(organisation: Organisation) -> Logo | None:
    """Return the association's picture, unless it is missing, too large or of a kind paper cannot show."""
    if not organisation.logo:
        return None
    content_type = mimetypes.guess_type(organisation.logo.name)[0]
    if content_type not in LOGO_TYPES or organisation.logo.size > LARGEST_LOGO:
        return None
    with organisation.logo.open("rb") as picture:
        return Logo(content_type=content_type, content=base64.b64encode(picture.read()).decode())
