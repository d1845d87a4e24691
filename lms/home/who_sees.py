"""Who sees what: the one table behind the page, and behind the test that tries every cell (tests/privacy/test_table.py).

The numbers come from the rules themselves. A row says of each reader what they meet: all of it, part of it in words, or
nothing. Whoever is not named meets nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from courses.activities.checklist.evaluating import FEWEST_ANSWERS
from courses.retention import KEPT_FOR, NEEDS_KEPT_FOR
from lms.people.kept_for import (
    APPROVAL_CERTIFICATE_MONTHS,
    APPROVED_CASE_MONTHS,
    ATTENDANCE_NAMES_MONTHS,
    MESSAGE_MONTHS,
    MONTHS_IN_A_YEAR,
    NOT_APPROVED_CASE_MONTHS,
    PLEDGE_MONTHS,
)

Words = str | Promise


class Reader(StrEnum):
    """The columns: who might meet something about a participant."""

    SELF = "self"
    GROUP = "group"
    LEADER = "leader"
    COMMITTEE = "committee"
    SECRETARIAT = "secretariat"
    PARTNER = "partner"


READERS: dict[Reader, Words] = {
    Reader.SELF: _("You"),
    Reader.GROUP: _("The others in the group"),
    Reader.LEADER: _("The course leaders"),
    Reader.COMMITTEE: _("The committee in your association"),
    Reader.SECRETARIAT: _("The secretariat"),
    Reader.PARTNER: _("The other association on a joint course"),
}


@dataclass(frozen=True)
class Seen:
    """What a reader meets. `part` says in words that it is less than all of it."""

    part: Words = ""


ALL = Seen()
THAT_IT_IS_DONE = Seen(_("Only that you have done it"))
AS_LEADER = Seen(_("Only those who lead the course together with yours"))


@dataclass(frozen=True)
class Row:
    """One kind of information: what it is, who meets it, and how long it is kept."""

    key: str
    title: Words
    seen: dict[Reader, Seen]
    kept: Words


WORDS_KEPT = format_lazy(
    _("Until you delete it, and at the latest {days} days after you finished the course"), days=KEPT_FOR.days
)
ROWS: tuple[Row, ...] = (
    Row(
        "private_text",
        _("What you write in «My thoughts»"),
        {Reader.SELF: ALL, Reader.LEADER: THAT_IT_IS_DONE, Reader.SECRETARIAT: THAT_IT_IS_DONE},
        WORDS_KEPT,
    ),
    Row(
        "shared_with_leader",
        _("A text you share with the course leaders"),
        {
            Reader.SELF: ALL,
            Reader.LEADER: ALL,
            Reader.SECRETARIAT: THAT_IT_IS_DONE,
            Reader.PARTNER: AS_LEADER,
        },
        format_lazy(
            _(
                "{kept}. If you take it back, it is gone for them at once, but what they have read, they have read"
            ),
            kept=WORDS_KEPT,
        ),
    ),
    Row(
        "group_text",
        _("What you share with the group"),
        {
            Reader.SELF: ALL,
            Reader.GROUP: ALL,
            Reader.LEADER: ALL,
            Reader.SECRETARIAT: THAT_IT_IS_DONE,
            Reader.PARTNER: Seen(_("Only those who take part in your course or lead it")),
        },
        _("The group can read it until the course is over"),
    ),
    Row(
        "scenario",
        _("What you choose in a practice conversation"),
        {Reader.SELF: ALL, Reader.LEADER: THAT_IT_IS_DONE, Reader.SECRETARIAT: THAT_IT_IS_DONE},
        WORDS_KEPT,
    ),
    Row(
        "ticks",
        _("What you tick on your own lists"),
        {Reader.SELF: ALL, Reader.LEADER: THAT_IT_IS_DONE, Reader.SECRETARIAT: THAT_IT_IS_DONE},
        WORDS_KEPT,
    ),
    Row(
        "practice",
        _("That you have practised, and which roles you have tried"),
        {Reader.SELF: ALL, Reader.LEADER: ALL, Reader.SECRETARIAT: ALL, Reader.PARTNER: AS_LEADER},
        _("The course remembers that it is done. What was said is written nowhere"),
    ),
    Row(
        "attendance",
        _("Attendance, and what you make up"),
        {
            Reader.SELF: ALL,
            Reader.LEADER: ALL,
            Reader.COMMITTEE: Seen(_("Only the hours in all")),
            Reader.SECRETARIAT: ALL,
            Reader.PARTNER: AS_LEADER,
        },
        format_lazy(
            _("Names for {years} years, after that only numbers, for those who give grants to the course"),
            years=ATTENDANCE_NAMES_MONTHS // MONTHS_IN_A_YEAR,
        ),
    ),
    Row(
        "let_in",
        _("That you were let in to a course without what it asks for"),
        {
            Reader.SELF: Seen(_("That you get in")),
            Reader.SECRETARIAT: Seen(
                _(
                    "The day, who decided, what it builds on and whether own time remains, when it arranges the course"
                )
            ),
            Reader.PARTNER: Seen(_("The same, when its secretariat arranges the course. Otherwise nothing")),
        },
        format_lazy(
            _("For {years} years after the course. No reason is written"),
            years=ATTENDANCE_NAMES_MONTHS // MONTHS_IN_A_YEAR,
        ),
    ),
    Row(
        "needs",
        _("What you need in order to take part"),
        {Reader.SELF: ALL, Reader.LEADER: ALL, Reader.SECRETARIAT: ALL, Reader.PARTNER: AS_LEADER},
        format_lazy(_("Until {days} days after the course"), days=NEEDS_KEPT_FOR.days),
    ),
    Row(
        "evaluation",
        _("What you answer in the evaluation"),
        {
            Reader.LEADER: Seen(
                format_lazy(
                    _("All answers together, without names, when there are at least {number}"),
                    number=FEWEST_ANSWERS,
                )
            ),
            Reader.SECRETARIAT: Seen(_("The same")),
        },
        _("Without your name, so that not even you can find it again"),
    ),
    Row(
        "messages",
        _("Which messages we have sent you"),
        {
            Reader.SELF: Seen(_("The messages themselves")),
            Reader.LEADER: Seen(
                _("Kind and day of those in their course that did not reach you, so that they can tell you")
            ),
            Reader.PARTNER: AS_LEADER,
            Reader.SECRETARIAT: Seen(
                _(
                    "Kind, course, way and day of those about courses. Never what stood in them, nor any about what you have written"
                )
            ),
        },
        format_lazy(
            _("{months} months, or as long as you have a place in a course"),
            months=MESSAGE_MONTHS,
        ),
    ),
    Row(
        "pledge",
        _("The promise of confidentiality"),
        {
            Reader.SELF: ALL,
            Reader.LEADER: Seen(_("Only whether it is signed")),
            Reader.COMMITTEE: ALL,
            Reader.SECRETARIAT: ALL,
        },
        format_lazy(
            _("As long as you have the task, and {years} years after that, because the promise goes on"),
            years=PLEDGE_MONTHS // MONTHS_IN_A_YEAR,
        ),
    ),
    Row(
        "completion",
        _("The certificate of completion"),
        {
            Reader.SELF: ALL,
            Reader.LEADER: Seen(_("Only whether you have it")),
            Reader.COMMITTEE: ALL,
            Reader.SECRETARIAT: ALL,
            Reader.PARTNER: Seen(_("Anyone you give the code to can check it")),
        },
        _("Until you ask for it to be deleted. Number and status stay"),
    ),
    Row(
        "brought",
        _("A text you bring to your approval conversation"),
        {Reader.SELF: ALL, Reader.COMMITTEE: ALL},
        _("The committee can read it until your case is decided. Then the copy is deleted"),
    ),
    Row(
        "case",
        _("Your case in the committee"),
        {Reader.SELF: ALL, Reader.COMMITTEE: ALL, Reader.SECRETARIAT: Seen(_("Only the outcome"))},
        format_lazy(
            _(
                "As long as you have the task, and {years} years after that; {months} months if you were not approved"
            ),
            years=APPROVED_CASE_MONTHS // MONTHS_IN_A_YEAR,
            months=NOT_APPROVED_CASE_MONTHS,
        ),
    ),
    Row(
        "category",
        _("Whether your experience is your own or as next of kin"),
        {Reader.SELF: ALL, Reader.COMMITTEE: ALL, Reader.SECRETARIAT: ALL},
        _("Until you ask the secretariat to take it away"),
    ),
    Row(
        "approval",
        _("The certificate of approval"),
        {
            Reader.SELF: ALL,
            Reader.COMMITTEE: ALL,
            Reader.SECRETARIAT: ALL,
            Reader.PARTNER: Seen(_("Anyone you give the code to can check it")),
        },
        format_lazy(
            _("As long as you have the task, and {years} years after that. Number and status stay"),
            years=APPROVAL_CERTIFICATE_MONTHS // MONTHS_IN_A_YEAR,
        ),
    ),
)


def table() -> list[dict[str, Any]]:
    """The rows for the screen, each with its cells in the order of the columns."""
    return [
        {
            "title": row.title,
            "kept": row.kept,
            "cells": [(name, row.seen.get(who)) for who, name in READERS.items()],
        }
        for row in ROWS
    ]


@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """`/hvem-ser-hva/`: the whole table, as a table on wide screens and as one card for each row on small ones."""
    return render(request, "home/who_sees_what.html", {"rows": table(), "readers": list(READERS.values())})
