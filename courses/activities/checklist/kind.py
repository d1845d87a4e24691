"""A list: to tick, to ask about, or to think about first. The style decides the form, the purpose who sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import events
from courses.activities.base import ActivityPage, Response
from courses.activities.checklist.answers import (
    ASK,
    DEPENDS,
    NO,
    THOUGHTS,
    TICKED,
    UNDERSTOOD,
    YES,
    answers_of,
    lines_shown_to_leader,
    written,
)
from courses.activities.checklist.evaluating import hand_in
from courses.activities.checklist.form import AskForm, ExplainForm, TickForm
from courses.activities.checklist.models import (
    ChecklistPage,
    ChecklistPurpose,
    ChecklistResponse,
    ChecklistStyle,
    ReadyChoice,
)
from courses.activities.contract import HERE, ActivityForm, Kind
from courses.errors import CourseError

if TYPE_CHECKING:
    from courses.workplace import Workplace

FORMS: dict[str, type[ActivityForm]] = {
    ChecklistStyle.TICK: TickForm,
    ChecklistStyle.ASK: AskForm,
    ChecklistStyle.EXPLAIN: ExplainForm,
}
SHEETS: dict[str, str] = {
    ChecklistPurpose.POCKET_CARD: "courses/activities/pocket_card.html",
    ChecklistPurpose.SUPPORT_MAP: "courses/activities/support_map.html",
}


class Checklist(Kind):
    """Nothing is counted or compared."""

    name = "checklist"
    page_model = ChecklistPage
    response_model = ChecklistResponse
    content_fields = ("ticked", "choice")
    kept_when_erased = ("choice",)
    content_by_others = ("ticked", "choice", "answers")
    label = gettext_lazy("A list to tick")
    LABELS: ClassVar[dict[str, Any]] = {
        ChecklistStyle.EXPLAIN: gettext_lazy("To think about"),
        ChecklistStyle.ASK: gettext_lazy("To read and ask about"),
    }

    def words(self, page: ChecklistPage) -> str:
        """By style."""
        return str(self.LABELS.get(page.style, self.label))

    def print_template(self, page: ActivityPage) -> str | None:
        """The pocket card, or the map of one's own people."""
        return SHEETS.get(page.purpose)

    def form(self, work: Workplace, data: Mapping | None = None) -> ActivityForm:
        """The form of the style, with what was answered before."""
        version = work.response.version if work.response else 0
        return FORMS[work.page.style](data, work=work, initial={"version": version, **self.initial(work)})

    def initial(self, work: Workplace) -> dict[str, Any]:
        """What was answered before."""
        answers = answers_of(work.content)
        return {
            "ticked": [key for key, answer in answers.items() if answer == TICKED],
            "choice": work.content.choice if work.content else "",
            **{f"line_{key}": answer for key, answer in answers.items()},
        }

    def context(self, work: Workplace) -> dict[str, Any]:
        """For «think first»: each line with what one thought and, once one has, how others think."""
        answers = answers_of(work.content)
        lines = [
            {
                "key": block.value["key"],
                "text": block.value["text"],
                "thought": THOUGHTS.get(answers.get(block.value["key"], "")),
                "answer_label": block.value["answer_label"],
                "explanation": block.value["explanation"],
                "chosen": answers.get(block.value["key"]) == TICKED,
            }
            for block in work.page.lines
        ]
        done = next((number for number, line in enumerate(lines) if not line["thought"]), len(lines))
        return {
            "lines": lines,
            "lines_so_far": lines[: done + 1],
            "line_number": done + 1,
            "thoughts": THOUGHTS.items(),
            "has_sheet": self.print_template(work.page) is not None,
        }

    def fill(
        self, response: ChecklistResponse, page: ChecklistPage, content: Mapping[str, Any], *, finish: bool
    ) -> None:
        """Keeps the answers – except of an evaluation, which is handed in without a name and kept nowhere else."""
        keys = [block.value["key"] for block in page.lines]
        answers = _answers(content, keys, answers_of(response))
        if page.purpose == ChecklistPurpose.EVALUATION:
            hand_in(response, page, answers, finish=finish)
            return
        choice = content.get("choice", "")
        if choice and choice not in ReadyChoice.values:
            raise CourseError(_("Choose one of the three."))
        if finish and page.purpose == ChecklistPurpose.READY and not choice:
            raise CourseError(_("Choose one. If you are unsure, waiting is fine."))
        if finish and page.style == ChecklistStyle.ASK and set(answers) != set(keys):
            raise CourseError(_("Some lines are not answered yet."))
        response.ticked = written(answers)
        response.choice = choice if page.purpose == ChecklistPurpose.READY else ""

    def is_finished(self, response: ChecklistResponse, page: ChecklistPage, *, finish: bool) -> bool:
        """When the person says so; «think first» by itself after the last line."""
        if page.style == ChecklistStyle.EXPLAIN:
            return set(answers_of(response)) == {block.value["key"] for block in page.lines}
        return finish

    def perform(self, work: Workplace, form: ActivityForm, save: Callable[..., Response]) -> str:
        """«Think first» stays on the page, where the reply is."""
        if work.page.style == ChecklistStyle.EXPLAIN:
            content = form.content()
            save(content=content, finish=False)
            return f"{HERE}#line-{content['line']}"
        return super().perform(work, form, save)

    def when_kept(self, response: ChecklistResponse, page: ChecklistPage) -> None:
        """The committee's room hears that a door was chosen, not which."""
        if response.choice:
            news = partial(events.ready_choice_changed.send, sender=type(response))
            transaction.on_commit(partial(news, enrolment_id=response.enrolment_id))

    def shown_to_leader(self, page: ChecklistPage, response: ChecklistResponse) -> list[str]:
        """By purpose."""
        return lines_shown_to_leader(page, response)


def _answers(content: Mapping[str, Any], keys: list[str], before: Mapping[str, str]) -> dict[str, str]:
    """The answers after this content. Raises CourseError for lines or answers that are not on the page."""
    if "line" in content:
        answers = {**before, content["line"]: content["answer"]}
    else:
        answers = {**dict.fromkeys(content.get("ticked", []), TICKED), **content.get("answers", {})}
    allowed = (TICKED, UNDERSTOOD, ASK, YES, NO, DEPENDS, "")
    if not set(answers) <= set(keys) or not set(answers.values()) <= set(allowed):
        raise CourseError(_("Choose one of the answers, and press it again."))
    return {key: answers[key] for key in keys if answers.get(key)}
