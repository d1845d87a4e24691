"""Own thoughts: private by default, encrypted, shared only by the author and only as far as the page allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.base import Response
from courses.activities.contract import ActivityForm, Kind
from courses.activities.reflection.form import LONGEST, ReflectionForm
from courses.activities.reflection.letter import letter_days
from courses.activities.reflection.models import ReflectionPage, ReflectionResponse
from courses.activities.sharing import from_the_group, leader_words, reach_here, reach_of_row
from courses.errors import CourseError
from courses.kinds import Sharing
from courses.models.brought import BroughtText

if TYPE_CHECKING:
    from courses.workplace import Workplace


class Reflection(Kind):
    """One box. Nobody's business but the author's."""

    name = "reflection"
    page_model = ReflectionPage
    response_model = ReflectionResponse
    form_class = ReflectionForm
    content_fields = ("text", "draft", "wants_reminder")
    own_words = ("text", "draft")
    shown_field = "text"
    box_name = "text"
    label = gettext_lazy("My thoughts")

    def form(self, work: Workplace, data: Mapping | None = None) -> ActivityForm:
        """With the choices of sharing that the page allows."""
        version = work.response.version if work.response else 0
        initial = {"version": version, **self.initial(work)}
        return ReflectionForm(data, work=work, initial=initial, allowed=self.sharing_choices(work.page))

    def initial(self, work: Workplace) -> dict[str, Any]:
        """What is written already; sharing starts at «only me»."""
        if work.response is None:
            return {"sharing": Sharing.PRIVATE}
        return {
            "text": self.text_in_box(work.content),
            "wants_reminder": work.content.wants_reminder if work.content else False,
            "sharing": work.response.sharing,
        }

    def context(self, work: Workplace) -> dict[str, Any]:
        """Who reads it, what is brought to the conversation, and what others share with the group, if they may."""
        return {
            "group": from_the_group(work),
            "locked": work.page.sharing_ceiling == Sharing.PRIVATE_LOCKED,
            "reach": reach_here(work),
            "leader_words": leader_words(work),
            "letter": letter_days(work),
            "may_bring": self.may_be_brought(work.page),
            "brought": BroughtText.objects.of_activity(work.enrolment.pk, work.step.key).first()
            if work.response and work.response.is_brought
            else None,
        }

    def fill(
        self, response: ReflectionResponse, page: ReflectionPage, content: Mapping[str, Any], *, finish: bool
    ) -> None:
        """Keeps the text as it was written. Refuses to call nothing done."""
        if "typed" in content:
            self._keep_typed(response, content["typed"].replace("\r\n", "\n"))
            return
        text = content.get("text", "").replace("\r\n", "\n")
        if finish and not text.strip():
            raise CourseError(_("Write a few words first. One sentence is enough, and keywords are fine."))
        response.text, response.draft = text, ""
        response.wants_reminder = page.offers_reminder and bool(content.get("wants_reminder", False))

    def _keep_typed(self, response: ReflectionResponse, text: str) -> None:
        """What others read is changed by the button alone: until then it stands in a draft of the author's."""
        if len(text) > LONGEST:
            raise CourseError(_("This text is too long to be saved here. Divide it, or make it shorter."))
        if response.sharing != Sharing.PRIVATE:
            response.draft = text if text != response.text else ""
        else:
            response.text, response.draft = text, ""

    def text_in_box(self, response: ReflectionResponse | None) -> str:
        """The draft where there is one."""
        return (response.draft or response.text) if response else ""

    def sharing_choices(self, page: ReflectionPage) -> tuple[str, ...]:
        """Private always; the leader unless locked; the group only where an editor has opened for it."""
        if not page.may_be_shared:
            return (Sharing.PRIVATE,)
        reach = (Sharing.PRIVATE, Sharing.LEADER)
        return (*reach, Sharing.GROUP) if page.sharing_ceiling == Sharing.GROUP else reach

    def reaches_group(self, page: ReflectionPage) -> bool:
        """Where an editor has opened for it."""
        return page.sharing_ceiling == Sharing.GROUP

    def shown_to_leader(self, page: ReflectionPage, response: ReflectionResponse) -> list[str]:
        """The text, when and only while the author shares it."""
        return [response.text] if response.text and reach_of_row(self, page, response).leaders else []

    def may_be_brought(self, page: ReflectionPage) -> bool:
        """Everywhere but where an editor has locked the text to its author."""
        return page.may_be_shared

    def when_erased(self, response: Response) -> None:
        """What its author deletes is gone from the conversation too."""
        BroughtText.objects.of_activity(response.enrolment_id, response.activity_key).delete()
