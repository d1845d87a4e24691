"""Thinking together: said aloud, agreed on, or one written sentence each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.base import Response
from courses.activities.contract import HERE, NEXT, ActivityForm, Kind
from courses.activities.group_reflection.agreeing import agreement_of
from courses.activities.group_reflection.form import LONGEST, GroupReflectionForm
from courses.activities.group_reflection.models import (
    GroupForm,
    GroupReflectionPage,
    GroupReflectionResponse,
)
from courses.activities.sharing import Reach, from_the_group, leader_words, reach_here, reach_of_row
from courses.errors import CourseError
from courses.kinds import Sharing

if TYPE_CHECKING:
    from courses.workplace import Workplace


class GroupReflection(Kind):
    """Spoken unless the page says otherwise; then nothing is written and the leader marks it."""

    name = "group_reflection"
    page_model = GroupReflectionPage
    response_model = GroupReflectionResponse
    form_class = GroupReflectionForm
    content_fields = ("sentence", "draft")
    own_words = ("sentence", "draft")
    shown_field = "sentence"
    box_name = "sentence"
    label = gettext_lazy("Together in the group")

    def initial(self, work: Workplace) -> dict[str, Any]:
        """The sentence written before."""
        if not work.page.is_written or work.content is None:
            return {}
        return {"sentence": self.text_in_box(work.content)}

    def context(self, work: Workplace) -> dict[str, Any]:
        """The agreement, or what the others wrote."""
        return {
            "agreement": agreement_of(work.enrolment.course_run, work.page)
            if work.page.has_agreement and work.is_in_group
            else None,
            "group": from_the_group(work),
            "reach": reach_here(work) if work.page.is_written else Reach(),
            "leader_words": leader_words(work),
            "shared": work.content.sentence if work.page.is_written and work.content else "",
        }

    def fill(
        self,
        response: GroupReflectionResponse,
        page: GroupReflectionPage,
        content: Mapping[str, Any],
        *,
        finish: bool,
    ) -> None:
        """Keeps the sentence as a draft of the author's own. Shared with the group it is by `share` alone, and only
        where the page asks for one.
        """
        if "typed" in content and page.is_written:
            self._keep_typed(response, content["typed"].strip())
            return
        sentence = content.get("sentence", "").replace("\r\n", "\n").strip()
        if sentence and not page.is_written:
            raise CourseError(_("This is said aloud in the group. Nothing is written here."))
        if not content.get("share"):
            response.draft = "" if sentence == response.sentence else sentence
            return
        if not sentence:
            raise CourseError(_("Write a sentence first. You may also let it be, without saying why."))
        if not self.reaches_group(page):
            raise CourseError(_("This text cannot be shared that way. It is still only yours."))
        response.sentence, response.draft, response.sharing = sentence, "", Sharing.GROUP

    def perform(self, work: Workplace, form: ActivityForm, save: Callable[..., Response]) -> str:
        """Stays on the page after sharing, so that the person sees what the group sees."""
        save(content=form.content(), finish=form.finishing)
        return NEXT if form.finishing and not form.shares else HERE

    def sharing_choices(self, page: GroupReflectionPage) -> tuple[str, ...]:
        """Only the author, or the group, where the page asks for a sentence and an editor has opened for it."""
        if page.is_written and page.sharing_ceiling == Sharing.GROUP:
            return (Sharing.PRIVATE, Sharing.GROUP)
        return (Sharing.PRIVATE,)

    def _keep_typed(self, response: GroupReflectionResponse, text: str) -> None:
        if len(text) > LONGEST:
            raise CourseError(_("This text is too long to be saved here. Divide it, or make it shorter."))
        response.draft = text if text != response.sentence else ""

    def box(self, page: GroupReflectionPage) -> str:
        """The sentence, where each writes one."""
        return self.box_name if page.is_written else ""

    def page_on_slip(self, **fields: Any) -> GroupReflectionPage:
        """Only where each writes one sentence is there a box."""
        return super().page_on_slip(form=GroupForm.WRITTEN, **fields)

    def text_in_box(self, response: GroupReflectionResponse | None) -> str:
        """What is being written; otherwise what is shared."""
        return (response.draft or response.sentence) if response else ""

    def reaches_group(self, page: GroupReflectionPage) -> bool:
        """Where each writes one sentence."""
        return Sharing.GROUP in self.sharing_choices(page)

    def shown_to_leader(self, page: GroupReflectionPage, response: GroupReflectionResponse) -> list[str]:
        """The leader is part of the group, and sees also what is hidden from it."""
        return [response.sentence] if response.sentence and reach_of_row(self, page, response).leaders else []
