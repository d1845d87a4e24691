"""The pledge of confidentiality: published in versions, gone through, signed once – on screen or on paper (R55–R58)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses import events
from courses.activities.pledge.models import (
    PledgeExplanation,
    PledgePage,
    PledgeSignature,
    PledgeText,
    PledgeVersion,
    ReadHow,
    SignedHow,
)
from courses.errors import CourseError
from courses.marking import stands_for_association
from courses.models.enrolments import Enrolment
from lms.people.access import is_administrator
from lms.people.models import Organisation, User

SHORTEST_NAME = 2
Words = tuple[str | Sequence[str], str]


@transaction.atomic
def publish_version(
    *,
    organisation: Organisation,
    texts: Mapping[str, Words],
    adopted_on: datetime.date,
    adopted_by: str = "",
    by: User | None = None,
) -> PledgeVersion:
    """Publishes the association's next version (R54): for each language its clauses and the words above the signature.

    `{organisation}` and `{contact_role}` are filled in now, so that what is signed is what stands here. Clauses are a
    list, or one text with empty lines between. Only the association's secretariat may (`by=None` is the command line).
    Raises CourseError.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and not is_administrator(by, organisation):
        raise CourseError(_("Only the association's secretariat can publish a version."))
    missing = [name for code, name in settings.LANGUAGES if not _paragraphs(texts.get(code, ("", ""))[0])]
    if missing:
        raise CourseError(
            _("The text is missing in: %(languages)s.") % {"languages": ", ".join(map(str, missing))}
        )
    last = organisation.pledge_versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = PledgeVersion.objects.create(
        organisation=organisation, number=last + 1, adopted_on=adopted_on, adopted_by=adopted_by
    )
    for language, (clauses, confirmation) in texts.items():
        with translation.override(language):
            filled = [_filled(paragraph, organisation) for paragraph in _paragraphs(clauses)]
            PledgeText.objects.create(
                version=version,
                language=language,
                clauses="\n\n".join(filled),
                confirmation=_filled(confirmation, organisation),
            )
    return version


def texts_in_force(organisation: Organisation, language: str) -> QuerySet[PledgeText]:
    """The adopted texts in `language`, the newest first. No query yet."""
    return (
        PledgeText.objects.filter(
            version__organisation=organisation,
            version__adopted_on__lte=timezone.localdate(),
            language=language,
        )
        .select_related("version")
        .order_by("-version__number")
    )


def text_for(organisation: Organisation, language: str) -> PledgeText | None:
    """The words of the current version in `language`, or None before the association has adopted any. One query."""
    return texts_in_force(organisation, language).first()


@transaction.atomic
def explain(*, enrolment: Enrolment, by: User, on: datetime.date | None = None) -> PledgeExplanation:
    """Records that `by` has gone through the pledge with the participant (R57), and marks it. The first record stands.

    The association's representative or secretariat does it; where none is named, the course leader.
    Raises CourseError, also for a day to come and for oneself.
    """
    enrolment = _locked(enrolment)
    _refuse_unless_association(by, enrolment)
    day = _day_not_to_come(on)
    explanation = record_explanation(enrolment=enrolment, explained_by=by, on=day)
    _mark_gone_through(enrolment, by, day)
    return explanation


def record_explanation(*, enrolment: Enrolment, explained_by: User, on: datetime.date) -> PledgeExplanation:
    """The record alone, for those who have checked already. The first one stands."""
    explanation, _is_new = PledgeExplanation.objects.get_or_create(
        enrolment=enrolment, defaults={"explained_by": explained_by, "explained_on": on}
    )
    return explanation


def _mark_gone_through(enrolment: Enrolment, by: User, day: datetime.date) -> None:
    """The pledge's activity in the course is done once it was gone through; the signature may come later."""
    from courses.responding import mark_done  # it knows all kinds, so also this one

    page = PledgePage.objects.descendant_of(enrolment.course_run.course).live().first()
    if page is not None and enrolment.may_answer:
        mark_done(enrolment=enrolment, activity=page, by=by, at=_noon(day))


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


@transaction.atomic
def sign(
    *,
    person: User,
    enrolment: Enrolment,
    text: PledgeText,
    signed_name: str,
    has_read: bool = True,
    at: datetime.datetime | None = None,
) -> PledgeSignature:
    """Signs on screen, exactly the words in `text`. A second signature of the same version returns the first.

    Raises CourseError unless it is the person's own place, they say they have read it, it was gone through with them,
    `text` is the current version in their language, and a name is written. Sends `events.pledge_signed` after commit.
    """
    enrolment = _locked(enrolment)
    if enrolment.person_id != person.pk or not enrolment.may_answer:
        raise CourseError(_("You have no place on this course now, so nothing can be saved here."))
    if already := PledgeSignature.objects.filter(person=person, version=text.version_id).first():
        return already
    if not has_read:
        raise CourseError(_("Read the text first, and tick that you have read it."))
    explanation = PledgeExplanation.objects.filter(enrolment=enrolment).first()
    if explanation is None:
        raise CourseError(
            _("The text must be gone through with you before you can sign. This happens when you meet.")
        )
    if text != text_for(enrolment.organisation, person.language):
        raise CourseError(
            _("The text has come in a new version since you opened the page. Read it once more, please.")
        )
    return _record(
        enrolment,
        text,
        _name(signed_name),
        at or timezone.now(),
        explanation=explanation,
        how=SignedHow.SCREEN,
    )


@transaction.atomic
def register_paper(
    *,
    enrolment: Enrolment,
    by: User,
    signed_on: datetime.date,
    signed_name: str | None = None,
    explained_by: User | None = None,
    read_how: str = ReadHow.ONESELF,
) -> PledgeSignature:
    """Registers a signature on paper. The sheet also says that the pledge was gone through, so that is recorded too.

    `by` is the association's representative or secretariat (where none is named, the course leader); the name is the
    person's own unless the sheet says otherwise. A second registration returns the first. Raises CourseError.
    """
    enrolment = _locked(enrolment)
    _refuse_unless_association(by, enrolment)
    day = _day_not_to_come(signed_on)
    text = text_for(enrolment.organisation, enrolment.person.language)
    if text is None:
        raise CourseError(_("The association has not adopted its text yet, so there is nothing to sign."))
    if already := PledgeSignature.objects.filter(person=enrolment.person_id, version=text.version_id).first():
        return already
    explanation = record_explanation(enrolment=enrolment, explained_by=explained_by or by, on=day)
    _mark_gone_through(enrolment, by, day)
    return _record(
        enrolment,
        text,
        _name(signed_name or enrolment.person.name),
        _noon(day),
        explanation=explanation,
        how=SignedHow.PAPER,
        registered_by=by,
        read_how=read_how,
    )


def _record(
    enrolment: Enrolment,
    text: PledgeText,
    name: str,
    moment: datetime.datetime,
    *,
    explanation: PledgeExplanation,
    how: str,
    registered_by: User | None = None,
    read_how: str = ReadHow.ONESELF,
) -> PledgeSignature:
    signature = PledgeSignature.objects.create(
        person_id=enrolment.person_id,
        version_id=text.version_id,
        text=text,
        text_sha256=text.sha256,
        enrolment=enrolment,
        signed_name=name,
        signed_at=moment,
        how=how,
        explained_by_id=explanation.explained_by_id,
        explained_on=explanation.explained_on,
        registered_by=registered_by,
        read_how=read_how,
    )
    news = partial(events.pledge_signed.send, sender=PledgeSignature, signature_id=signature.pk)
    transaction.on_commit(news, robust=True)
    return signature


def _locked(enrolment: Enrolment) -> Enrolment:
    places = Enrolment.objects.select_for_update(of=("self",))
    return places.select_related("person", "organisation", "course_run__organiser", "course_run__course").get(
        pk=enrolment.pk
    )


def _refuse_unless_association(by: User, enrolment: Enrolment) -> None:
    if by.pk == enrolment.person_id:
        raise CourseError(_("Somebody else has to record this for you."))
    if not stands_for_association(by, enrolment):
        raise CourseError(_("Only the association's own representative or its secretariat can record this."))


def _day_not_to_come(day: datetime.date | None) -> datetime.date:
    today = timezone.localdate()
    if day is not None and day > today:
        raise CourseError(_("The day has not come yet. Write the day it happened."))
    return day or today


def _name(written: str) -> str:
    name = " ".join(written.split())
    if len(name) < SHORTEST_NAME:
        raise CourseError(_("Write your name. It counts as your signature."))
    return name[:120]


def _paragraphs(clauses: str | Sequence[str]) -> list[str]:
    parts = clauses.split("\n\n") if isinstance(clauses, str) else clauses
    return [part.strip() for part in parts if part.strip()]


def _filled(words: str, organisation: Organisation) -> str:
    contact = organisation.contact_role or _("the peer support contact")
    return words.replace("{organisation}", organisation.name).replace("{contact_role}", contact)
