"""Who a trainee may call from the pages of the course: those who lead it, and the help list. One query for both."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseRun, Enrolment, RunLeader
from lms.people.models import HelpContact, Organisation, User
from lms.people.prepared import Prepared

CRISIS_LINE = "crisis_line"
FALLBACK = "nb"
LEADER = "leader"
CONTACT = "contact"


@dataclass(frozen=True)
class Leader:
    """Somebody who leads the run today."""

    name: str
    phone: str

    @property
    def first_name(self) -> str:
        """For running text."""
        return self.name.split(" ")[0]


@dataclass(frozen=True)
class HelpLine:
    """An entry of the help list."""

    key: str
    label: str
    text: str
    phone: str


@dataclass(frozen=True)
class Contact:
    """A heading, a sentence that names the person, and the number."""

    heading: str
    sentence: str
    phone: str


@dataclass(frozen=True)
class SomeoneToCall:
    """The people and the lines."""

    leaders: list[Leader]
    help: list[HelpLine]
    organisation: Organisation

    @property
    def leader(self) -> Leader | None:
        """The first leader with a phone."""
        return next((leader for leader in self.leaders if leader.phone), None)

    @property
    def crisis_line(self) -> HelpLine | None:
        """The line that is open day and night."""
        return next((line for line in self.numbers if line.key == CRISIS_LINE), None)

    @property
    def numbers(self) -> tuple[HelpLine, ...]:
        """The entries that have a number."""
        return tuple(line for line in self.help if line.phone)

    @property
    def people(self) -> tuple[HelpLine, ...]:
        """The named people with a number: those who lead the course, then the association's own contact."""
        leads = _("Leads the course")
        named = [HelpLine(LEADER, one.name, leads, one.phone) for one in self.leaders if one.phone]
        own = self.organisation
        if own.contact_phone and own.contact_name:
            role = ", ".join(part for part in (own.contact_role, own.contact_hours) if part)
            named.append(HelpLine(CONTACT, own.contact_name, role, own.contact_phone))
        return tuple(named)

    @property
    def contact(self) -> Contact:
        """For the foot of the page: the first leader with a phone, else whom the association has named."""
        if self.leader is not None:
            sentence = _(
                "%(name)s leads your course. Do call, also if there is just something you wonder about."
            )
            words, phone = sentence % {"name": self.leader.first_name}, self.leader.phone
        else:
            named = (
                self.organisation.contact_name,
                self.organisation.contact_role,
                self.organisation.contact_hours,
            )
            sentence = _("Call %(who)s. Everything on these pages can also be done on paper.")
            words = sentence % {"who": ", ".join(part for part in named if part)}
            phone = self.organisation.contact_phone
        return Contact(_("Someone to call"), words, phone)


def someone_to_call(enrolment: Enrolment, language: str) -> SomeoneToCall:
    """The leaders of today, and the help list of the association in `language`, else the common one, else bokmål."""
    found = NAMED_AND_LINES.found(
        course_run=enrolment.course_run_id,
        day=timezone.localdate(),
        organisation=enrolment.organisation_id,
        language=language,
    )
    people = sorted((row for row in found if row[0] == LEADER and row[6] is None), key=lambda row: row[7])
    return SomeoneToCall(
        leaders=[Leader(row[1], row[2] or "") for row in people],
        help=_best_of_each_key([row for row in found if row[6] is not None]),
        organisation=enrolment.organisation,
    )


def _named_and_lines(course_run: int, day: datetime.date, organisation: int, language: str) -> QuerySet:
    leaders = RunLeader.objects.held_on(day).filter(course_run=course_run)
    named = _rows(leaders, what=Value(LEADER), first="person__name", second="person__phone")
    return named.union(_help_rows(Q(organisation=organisation), language), all=True)


def help_lines_for_leader(person: User, language: str) -> list[HelpLine]:
    """The numbers for somebody who leads, of the associations whose courses they work on, else the common. One query."""
    organisers = CourseRun.objects.visible_to(person).values("organiser")
    rows = list(_help_rows(Q(organisation__in=organisers), language))
    return [line for line in _best_of_each_key(rows) if line.phone]


def _help_rows(own: Q, language: str) -> QuerySet:
    lines = HelpContact.objects.filter(own | Q(organisation=None), language__in={language, FALLBACK})
    return _rows(
        lines,
        what=F("key"),
        first="label",
        second="phone",
        third="text",
        position="position",
        own=Q(organisation__isnull=False),
        spoken=Q(language=language),
    )


def _best_of_each_key(rows: list[tuple]) -> list[HelpLine]:
    """The association's own words go before the common ones, the wanted language before bokmål."""
    best: dict[str, tuple] = {}
    for row in sorted(rows, key=lambda row: (row[5], row[6])):
        best[row[0]] = row
    in_order = sorted(best.values(), key=lambda row: (row[4], row[7]))
    return [HelpLine(key=row[0], label=row[1], text=row[3], phone=row[2]) for row in in_order]


def _rows(
    queryset: QuerySet,
    *,
    what: Any,
    first: Any,
    second: Any,
    third: Any = "",
    position: Any = "",
    own: Q | None = None,
    spoken: Q | None = None,
) -> QuerySet:
    """The same eight columns from either table, so that they can be asked for together."""
    yes_no = BooleanField(null=True)
    columns = {
        "row_what": Cast(what, CharField()),
        "row_first": Cast(first, CharField()),
        "row_second": Cast(second, CharField()),
        "row_third": Cast(third, CharField()) if third else Value("", CharField()),
        "row_position": Cast(position, IntegerField()) if position else Value(0, IntegerField()),
        "row_own": _truth(own, yes_no),
        "row_spoken": _truth(spoken, yes_no),
        "row_pk": Cast("pk", IntegerField()),
    }
    return queryset.order_by().annotate(**columns).values_list(*columns)


def _truth(condition: Q | None, field: BooleanField) -> Value | ExpressionWrapper:
    return Value(None, field) if condition is None else ExpressionWrapper(condition, output_field=field)


NAMED_AND_LINES = Prepared(
    _named_and_lines, course_run=int, day=datetime.date, organisation=int, language=str
)
