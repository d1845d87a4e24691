"""The confirmation of participation as a PDF, for who does not complete a course: asked for, made by a task, soon gone.

It is no certificate, so it has no number, no code and no place in the register, and it is not stored for years: it is
made from the attendance, which has its own years, and again whenever somebody asks. Why:
docs/decisions/0042-a-confirmation-of-participation-is-no-certificate.md.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext

from certificates.errors import CertificateError
from certificates.models import ParticipationSheet
from courses.judgements import duration_words
from courses.models import CoursePage, CourseRun, Enrolment
from courses.participation import Participation, participation_of
from lms.people.dates import date_words, list_words
from lms.people.models import User

#: A file lies ready for so long; afterwards it is made anew when somebody asks.
KEPT_FOR = datetime.timedelta(days=30)


def places_for(person: User) -> QuerySet[Enrolment]:
    """The places whose confirmation `person` may have: one's own, and those in courses one's secretariat organises.

    Not the leaders: on a joint course the day of own time would tell them who belongs where.
    """
    if not person.is_authenticated:
        return Enrolment.objects.none()
    arranged = CourseRun.objects.administered_by(person).values("pk")
    return Enrolment.objects.filter(Q(person=person) | Q(course_run__in=arranged)).select_related(
        "person", "organisation", "course_run__course__locale", "course_run__organiser"
    )


def facts_of(enrolment: Enrolment) -> dict[str, Any] | None:
    """All that stands on the paper, in its person's language, as the attendance says it now. None when there is nothing
    to confirm: nobody was anywhere, or the course is completed and has a certificate.

    Nothing of what was missed, or why; and of associations only the one that holds the course.
    """
    try:
        found = participation_of(enrolment)
    except Http404:
        return None
    with translation.override(enrolment.person.language):
        return _words(enrolment, found)


def _words(enrolment: Enrolment, found: Participation) -> dict[str, Any]:
    run = enrolment.course_run
    said = {"name": enrolment.person.name, "course": _title(enrolment), "place": run.place}
    own_time = found.own_time and gettext(
        "Own time with the association was held %(day)s. It lies within a gathering and adds no hours."
    ) % {"day": date_words(found.own_time, year=True)}
    words = {"hours": duration_words(found.minutes), "units": found.units}
    return {
        "language": enrolment.person.language,
        "title": gettext("Confirmation of participation"),
        "organiser": run.organiser.name,
        "partners": run.partner_credit,
        "run": run.title,
        "statement": gettext("%(name)s took part in «%(course)s», %(place)s.") % said,
        "rows": [
            [date_words(one.date, year=True), one.title, duration_words(one.minutes)]
            for one in found.gatherings
        ],
        "own_time": own_time or "",
        "together": gettext("Together %(hours)s, which is %(units)s.") % words,
        "disclaimer": gettext(
            "This confirms participation. It is no certificate of completion, and no approval as a peer supporter."
        ),
        "led_by": gettext("Led by %(names)s.") % {"names": list_words(found.leaders)}
        if found.leaders
        else "",
    }


def _title(enrolment: Enrolment) -> str:
    """The title of the course in the person's language, where there is one."""
    course, language = enrolment.course_run.course, enrolment.person.language
    same = CoursePage.objects.filter(translation_key=course.translation_key, locale__language_code=language)
    return (same.live().first() or course).title


@transaction.atomic
def ask_for(*, enrolment: Enrolment, by: User, at: datetime.datetime | None = None) -> ParticipationSheet:
    """Have the PDF made, by a task after commit. Twice changes nothing, unless the attendance was corrected meanwhile.

    Raises CertificateError for anybody but the person and the secretariat that organises the course, and when there is
    nothing to confirm.
    """
    place = places_for(by).select_for_update(of=("self",)).filter(pk=enrolment.pk).first()
    if place is None:
        raise CertificateError(gettext("Only the person and the secretariat can have this made."))
    facts = facts_of(place)
    if facts is None:
        raise CertificateError(gettext("There is nothing to confirm."))
    sheet = ParticipationSheet.objects.filter(enrolment=place).first()
    if sheet is not None and sheet.facts == facts:
        return sheet
    new = {"facts": facts, "content": None, "asked_at": at or timezone.now(), "asked_by": by}
    sheet, _made = ParticipationSheet.objects.update_or_create(enrolment=place, defaults=new)
    transaction.on_commit(lambda: _enqueue(sheet.pk))
    return sheet


def _enqueue(sheet_id: int) -> None:
    from certificates.tasks import make_participation_sheet

    make_participation_sheet.enqueue(sheet_id)


def store_file(*, sheet_id: int) -> bool:
    """Render what the sheet says and keep the bytes, unless they are there. Whether it did now.

    Rendering happens outside any transaction; when the facts were changed meanwhile, the task for those comes after.
    """
    from certificates.rendering import render_participation

    sheet = ParticipationSheet.objects.filter(pk=sheet_id, content=None).first()
    if sheet is None:
        return False
    content = render_participation(sheet.facts, sheet.asked_at)
    with transaction.atomic():
        now = ParticipationSheet.objects.select_for_update().filter(pk=sheet_id, content=None).first()
        if now is None or now.facts != sheet.facts:
            return False
        now.content = content
        now.save(update_fields=["content"])
    return True


def find_what_a_crash_left() -> int:
    """Enqueue the making of files that were asked for and are not there. Returns how many. One query."""
    unmade = list(ParticipationSheet.objects.filter(content=None).values_list("pk", flat=True))
    for sheet_id in unmade:
        _enqueue(sheet_id)
    return len(unmade)


def delete_old(*, at: datetime.datetime | None = None) -> int:
    """Delete files that were asked for a month ago. Returns how many."""
    before = (at or timezone.now()) - KEPT_FOR
    return ParticipationSheet.objects.filter(asked_at__lte=before).delete()[0]
