"""Thinking together: said aloud, agreed on, or one written sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.contract import Kind
from courses.activities.group_reflection.agreeing import agreement_of
from courses.activities.group_reflection.form import GroupReflectionForm
from courses.activities.group_reflection.models import GroupReflectionPage, GroupReflectionResponse
from courses.activities.sharing import from_the_group
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
    content_fields = ("sentence",)
    label = gettext_lazy("Together in the group")

    def initial(self, work: Workplace) -> dict[str, Any]:
        """The sentence written before."""
        if not work.page.is_written or work.content is None:
            return {}
        return {"sentence": work.content.sentence}

    def context(self, work: Workplace) -> dict[str, Any]:
        """The agreement, or what the others wrote."""
        return {
            "agreement": agreement_of(work.enrolment.course_run, work.page)
            if work.page.has_agreement and work.is_in_group
            else None,
            "group": from_the_group(work),
        }

    def fill(
        self,
        response: GroupReflectionResponse,
        page: GroupReflectionPage,
        content: Mapping[str, Any],
        *,
        finish: bool,
    ) -> None:
        """A sentence is written to be shared with the group, and only where the page asks for one."""
        sentence = content.get("sentence", "").strip()
        if sentence and not page.is_written:
            raise CourseError(_("This is said aloud in the group. Nothing is written here."))
        if page.is_written:
            response.sentence = sentence
            response.sharing = Sharing.GROUP if sentence else Sharing.PRIVATE

    def reaches_group(self, page: GroupReflectionPage) -> bool:
        """Where each writes one sentence."""
        return page.is_written

    def shown_to_group(self, page: GroupReflectionPage, response: GroupReflectionResponse) -> list[str]:
        """The sentence."""
        return [response.sentence] if response.sentence and response.sharing == Sharing.GROUP else []

    def shown_to_leader(self, page: GroupReflectionPage, response: GroupReflectionResponse) -> list[str]:
        """The leader is part of the group."""
        return self.shown_to_group(page, response)
