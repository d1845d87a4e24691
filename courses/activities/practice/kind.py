"""Practising together: a card with roles, rounds and gentle time. What is kept is which roles were tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.activities.base import ActivityPage, Response
from courses.activities.contract import HERE, NEXT, ActivityForm, Kind
from courses.activities.practice import confirming
from courses.activities.practice.form import PracticeForm
from courses.activities.practice.models import (
    PAIR_ROLES,
    PracticePage,
    PracticeResponse,
    PracticeRole,
)
from courses.errors import CourseError
from lms.people.dates import number_words

if TYPE_CHECKING:
    from courses.workplace import Workplace

ROLE_ICONS = {PracticeRole.TALKER: "speech", PracticeRole.LISTENER: "ear", PracticeRole.OBSERVER: "eye"}
USUAL_ICON = "person"
PAIR = 2


class Practice(Kind):
    """Nothing of what was said is written anywhere (C.4.11)."""

    name = "practice"
    page_model = PracticePage
    response_model = PracticeResponse
    form_class = PracticeForm
    content_fields = ("roles_tried", "practised_with")
    is_own = False
    content_by_others = ("roles_tried",)

    def words(self, page: PracticePage) -> str:
        """«Øving på tre»."""
        if page.group_size == PAIR:
            return _("Practice in pairs")
        return _("Practice in groups of %(number)s") % {"number": number_words(page.group_size)}

    def print_template(self, page: ActivityPage) -> str | None:
        """The observer's sheet, where there is one."""
        return "courses/activities/observer_sheet.html" if page.observer_sheet else None

    def context(self, work: Workplace) -> dict[str, Any]:
        """Roles with their icons, the rotation in words, and what the timer needs."""
        page = work.page
        return {
            "roles": [
                {
                    "icon": ROLE_ICONS.get(block.value["key"], USUAL_ICON),
                    "name": block.value["name"],
                    "instruction": block.value["instruction"],
                }
                for block in page.roles
            ],
            "size_words": size_words(page),
            "rounds": rotation(page),
            "pair_rounds": pair_rotation(page),
            "tried": tried_words(page, work.content),
            **with_whom(work),
        }

    def initial(self, work: Workplace) -> dict[str, Any]:
        """What one has said before, and who says that one practised with them."""
        named = work.content.practised_with if work.content else []
        said_so = [
            one.pk for one in confirming.others_on_the_course(work) if work.enrolment.pk in one.practised_with
        ]
        return {
            "practised_with": [str(pk) for pk in named or said_so],
            "roles_tried": work.content.roles_tried if work.content else [],
        }

    def perform(self, work: Workplace, form: ActivityForm, save: Callable[..., Response]) -> str:
        """Keeps it, and goes on only when it is done: otherwise somebody else has to confirm first."""
        response = save(content=form.content(), finish=form.finishing)
        return NEXT if response.is_done else HERE

    def is_finished(self, response: PracticeResponse, page: PracticePage, *, finish: bool) -> bool:
        """When everybody named has said the same."""
        return finish and confirming.all_have_said_so(response)

    def when_kept(self, response: PracticeResponse, page: PracticePage) -> None:
        """The last to confirm makes it done for all."""
        if page.marked_by_oneself and response.practised_with:
            transaction.on_commit(partial(confirming.mark_what_all_have_said, response, page))

    def content_when_marked(self, response: PracticeResponse, page: PracticePage) -> Mapping[str, Any]:
        """Done without a word about roles: everybody moved on until all had had all of them."""
        roles = page.roles_of_everybody
        return {"roles_tried": roles} if roles and not response.roles_tried else {}

    def fill(
        self, response: PracticeResponse, page: PracticePage, content: Mapping[str, Any], *, finish: bool
    ) -> None:
        """Adds roles to those tried before. Refuses a role that is not in the exercise."""
        on_the_card = [block.value["key"] for block in page.roles]
        named = content.get("roles_tried", [])
        if not set(named) <= set(on_the_card):
            raise CourseError(_("This exercise has no such role."))
        if "practised_with" in content:
            response.practised_with = confirming.checked(response, content["practised_with"])
        tried = {*response.roles_tried, *named}
        response.roles_tried = [key for key in PracticeRole.values if key in tried]


def rotation(page: PracticePage) -> list[list[str]]:
    """For each round, who has which role: «A er forteller». Everybody moves one role on."""
    names = [block.value["name"] for block in page.roles]
    letters = "ABCDEFGH"[: len(names)]
    return [
        [
            _("%(person)s: %(role)s") % {"person": letter, "role": names[(place + number) % len(names)]}
            for place, letter in enumerate(letters)
        ]
        for number in range(page.rounds if names else 0)
    ]


def pair_rotation(page: PracticePage) -> list[list[str]]:
    """The rounds for two when a trio lacks one: they take turns, and the leader observes (edge case 41)."""
    if not page.has_pair_variant:
        return []
    names = {block.value["key"]: block.value["name"] for block in page.roles}
    observer = names[next(key for key in names if key not in PAIR_ROLES)]
    words = _("%(person)s: %(role)s")
    leader = words % {"person": _("The course leader"), "role": observer}
    return [
        [
            *(words % {"person": who, "role": names[role]} for who, role in zip("AB", roles, strict=True)),
            leader,
        ]
        for roles in (PAIR_ROLES, PAIR_ROLES[::-1])
    ]


def with_whom(work: Workplace) -> dict[str, list[str]]:
    """By name: who says that one practised with them and waits for one's word, and whose word one waits for oneself."""
    if work.response and work.response.is_done:
        return {"said_so": [], "waiting_for": []}
    others, me = confirming.others_on_the_course(work), work.enrolment.pk
    named = work.content.practised_with if work.content else []
    return {
        "said_so": [one.name for one in others if me in one.practised_with and one.pk not in named],
        "waiting_for": [one.name for one in others if one.pk in named and me not in one.practised_with],
    }


def tried_words(page: PracticePage, response: PracticeResponse | None) -> list[str]:
    """The names of the roles this person has tried here."""
    tried = set(response.roles_tried) if response else set()
    return [block.value["name"] for block in page.roles if block.value["key"] in tried]


def size_words(page: PracticePage) -> str:
    """«Tre runder: fem minutter samtale og fem minutter tilbakemelding.»"""
    rounds = ngettext("%(count)s round", "%(count)s rounds", page.rounds) % {
        "count": number_words(page.rounds)
    }
    return _("%(rounds)s: %(talk)s minutes of talk and %(feedback)s minutes of feedback.") % {
        "rounds": rounds.capitalize(),
        "talk": number_words(page.minutes_per_round),
        "feedback": number_words(page.feedback_minutes),
    }
