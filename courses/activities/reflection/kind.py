"""Own thoughts: private by default, encrypted, shared only by the author and only as far as the page allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.contract import SHARED_WITH_LEADER, ActivityForm, Kind
from courses.activities.reflection.form import ReflectionForm
from courses.activities.reflection.models import ReflectionPage, ReflectionResponse
from courses.activities.sharing import from_the_group
from courses.errors import CourseError
from courses.kinds import Sharing

if TYPE_CHECKING:
    from courses.workplace import Workplace


class Reflection(Kind):
    """One box. Nobody's business but the author's."""

    name = "reflection"
    page_model = ReflectionPage
    response_model = ReflectionResponse
    form_class = ReflectionForm
    content_fields = ("text", "wants_reminder")
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
            "text": work.content.text if work.content else "",
            "wants_reminder": work.content.wants_reminder if work.content else False,
            "sharing": work.response.sharing,
        }

    def context(self, work: Workplace) -> dict[str, Any]:
        """What others have shared with the group, where the page allows that at all."""
        return {"group": from_the_group(work), "locked": work.page.sharing_ceiling == Sharing.PRIVATE_LOCKED}

    def fill(
        self, response: ReflectionResponse, page: ReflectionPage, content: Mapping[str, Any], *, finish: bool
    ) -> None:
        """Keeps the text as it was written. Refuses to call nothing done."""
        text = content.get("text", "").replace("\r\n", "\n")
        if finish and not text.strip():
            raise CourseError(_("Write a few words first. One sentence is enough, and keywords are fine."))
        response.text = text
        response.wants_reminder = page.offers_reminder and bool(content.get("wants_reminder", False))

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
        return [response.text] if response.text and self._shared(page, response, SHARED_WITH_LEADER) else []

    def shown_to_group(self, page: ReflectionPage, response: ReflectionResponse) -> list[str]:
        """The text, when and only while the author shares it with the group."""
        return [response.text] if response.text and self._shared(page, response, (Sharing.GROUP,)) else []

    def _shared(self, page: ReflectionPage, response: ReflectionResponse, with_whom: tuple[str, ...]) -> bool:
        """Both the author's choice and the page's ceiling must allow it: a ceiling lowered later hides at once."""
        return response.sharing in with_whom and response.sharing in self.sharing_choices(page)
