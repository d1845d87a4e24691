"""A branching conversation: kind replies, a step back and a new try as often as one likes. Seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from courses.activities.base import Response
from courses.activities.contract import HERE, ActivityForm, Kind
from courses.activities.scenario.form import ScenarioForm
from courses.activities.scenario.models import ScenarioPage, ScenarioResponse
from courses.activities.scenario.walking import follow, move

if TYPE_CHECKING:
    from courses.workplace import Workplace


class Scenario(Kind):
    """Done when an ending is reached; trying again keeps it done. No choice is right or wrong."""

    name = "scenario"
    page_model = ScenarioPage
    response_model = ScenarioResponse
    form_class = ScenarioForm
    content_fields = ("path",)
    label = _("A situation to think through")

    def form(self, work: Workplace, data: Mapping | None = None) -> ActivityForm:
        """The choices of the step one stands on."""
        version = work.response.version if work.response else 0
        return ScenarioForm(
            data, work=work, initial={"version": version, "seen": _walk(work).path}, walk=_walk(work)
        )

    def context(self, work: Workplace) -> dict[str, Any]:
        """The step, and how the last choice was met."""
        return {"walk": _walk(work)}

    def fill(
        self, response: ScenarioResponse, page: ScenarioPage, content: Mapping[str, Any], *, finish: bool
    ) -> None:
        """One move. A button pressed twice moves once: the second time one no longer stands where it was shown."""
        if not content:
            return
        present = follow(page, response.path).path
        if content.get("seen", present) == present:
            response.path = move(page, present, content["move"], content.get("choice", "")).path

    def is_finished(self, response: ScenarioResponse, page: ScenarioPage, *, finish: bool) -> bool:
        """At any ending."""
        return follow(page, response.path).ended

    def perform(self, work: Workplace, form: ActivityForm, save: Callable[..., Response]) -> str:
        """One move, and the reply on the same page."""
        save(content=form.content(), finish=False)
        return f"{HERE}#reply"


def _walk(work: Workplace) -> Any:
    return follow(work.page, work.content.path if work.content else "")
