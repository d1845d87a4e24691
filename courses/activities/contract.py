"""The contract of an activity kind: what its screen needs, what may be kept, when it is done, and what others may see.

Each kind is one folder with `models.py`, `kind.py` and, where something is filled in, `form.py`; it stands on one line in
`kinds.py`. Nothing outside asks which kind it has: the one list and these methods are all that is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.base import ActivityPage, Response
from courses.kinds import Sharing

if TYPE_CHECKING:
    import datetime

    from courses.workplace import Workplace
    from lms.people.models import User

#: Where the person goes after something was kept.
NEXT, HERE = "next", "here"
SAVE, FINISH = "save", "finish"

SHARED_WITH_LEADER = (Sharing.LEADER, Sharing.GROUP)


class ActivityForm(forms.Form):
    """What every kind sends: which version was on the screen, and whether the person is done for now."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    do = forms.ChoiceField(required=False, choices=[(SAVE, SAVE), (FINISH, FINISH)], widget=forms.HiddenInput)
    content_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, work: Workplace, **kwargs: Any) -> None:
        self.work = work
        super().__init__(*args, **kwargs)

    @property
    def finishing(self) -> bool:
        """Whether the person pressed the button that says they are done."""
        return self.data.get("do") != SAVE

    def content(self) -> dict[str, Any]:
        """What the kind keeps, taken from the cleaned fields."""
        return {name: self.cleaned_data[name] for name in self.content_names}

    def sharing_choice(self) -> str | None:
        """Whom the person chose to share with, or None where the form does not ask."""
        return self.cleaned_data.get("sharing")


class Kind:
    """One kind of activity. Subclasses say only how they differ; the instances in `KINDS` keep no state."""

    name: ClassVar[str]
    page_model: ClassVar[type[ActivityPage]]
    response_model: ClassVar[type[Response]]
    form_class: ClassVar[type[ActivityForm]] = ActivityForm
    #: Columns of the kind's own table that hold what the person did; they go when it is erased.
    content_fields: ClassVar[tuple[str, ...]] = ()
    #: Those of them that hold the person's own words: shown in «My thoughts», and never deleted by date without a notice.
    own_words: ClassVar[tuple[str, ...]] = ()
    #: Whether it is the person's own to delete. What was noted together is asked for by the course, and goes by date.
    is_own: ClassVar[bool] = True
    #: Those of them that stay when the rest goes, because they are a message that was given and no text.
    kept_when_erased: ClassVar[tuple[str, ...]] = ()
    #: What those who lead may fill in for somebody, from paper or at a gathering. Nobody writes another's words.
    content_by_others: ClassVar[tuple[str, ...]] = ()
    #: The one of them that others in the run may read while its author shares it with the group; empty where there is none.
    shown_field: ClassVar[str] = ""
    #: The field of the form whose text is kept while one writes; empty where there is none.
    box_name: ClassVar[str] = ""
    #: The line under the heading.
    label: ClassVar[Any] = ""
    #: The icon-less words of the button that finishes it.
    finish_words: ClassVar[Any] = _("Done for now")

    @property
    def template(self) -> str:
        """The screen."""
        return f"courses/activities/{self.name}.html"

    def print_template(self, page: ActivityPage) -> str | None:
        """The sheet for paper, or None where there is none."""
        return None

    def words(self, page: ActivityPage) -> str:
        """What kind of thing this is, in two or three words."""
        return str(self.label)

    def waiting_words(self, work: Workplace) -> str:
        """When somebody else marks it: who, and that one need not do anything now."""
        sentence = gettext(
            "%(names)s will mark this when you have done it together. You need not do anything now."
        )
        return sentence % {"names": work.marked_by_name}

    def form(self, work: Workplace, data: Mapping | None = None) -> ActivityForm:
        """The form of this screen, bound when `data` is given."""
        version = work.response.version if work.response else 0
        return self.form_class(data, work=work, initial={"version": version, **self.initial(work)})

    def initial(self, work: Workplace) -> dict[str, Any]:
        """What already stands in the form."""
        return {}

    def context(self, work: Workplace) -> dict[str, Any]:
        """What the template needs beyond the page, the form and the workplace. May run one query at most."""
        return {}

    def box(self, page: ActivityPage) -> str:
        """`box_name`, or empty where this page has no such field."""
        return self.box_name

    def page_on_slip(self, **fields: Any) -> ActivityPage:
        """A page with a box, made from what its slip says (`courses.slips`) and not read from the database."""
        page = copy(self._empty_page)
        for name, value in fields.items():
            setattr(page, name, value)
        return page

    @cached_property
    def _empty_page(self) -> ActivityPage:
        """To copy from: making a page goes through a hundred columns."""
        return self.page_model()

    def text_in_box(self, response: Response | None) -> str:
        """What stands in that field: what the author wrote last, also where others still read something older."""
        return ""

    def fill(
        self, response: Response, page: ActivityPage, content: Mapping[str, Any], *, finish: bool
    ) -> None:
        """Puts cleaned content onto the row, which is saved afterwards. Raises CourseError for what cannot be kept.

        `{"typed": text}` is what stands in the box while one writes: it is kept, and changes nothing that others read.
        """

    def is_finished(self, response: Response, page: ActivityPage, *, finish: bool) -> bool:
        """Whether the activity is done with what is on the row now. `finish` says that the person asked for it."""
        return finish

    def sharing_choices(self, page: ActivityPage) -> tuple[str, ...]:
        """Whom the author may share with here. The first is where it starts."""
        return (Sharing.PRIVATE,)

    def perform(self, work: Workplace, form: ActivityForm, save: Callable[..., Response]) -> str:
        """Carries out what a valid form asks for, through `save` (the one writer). Returns NEXT or HERE, perhaps with
        «#» and the place on the page."""
        save(content=form.content(), finish=form.finishing, sharing=form.sharing_choice())
        return NEXT if form.finishing else HERE

    def content_when_marked(self, response: Response, page: ActivityPage) -> Mapping[str, Any]:
        """What it means when somebody else marks it as done and says no more."""
        return {}

    def when_kept(self, response: Response, page: ActivityPage) -> None:
        """News to send after the row was saved, on commit."""

    def when_marked(self, response: Response, page: ActivityPage, *, by: User, at: datetime.datetime) -> None:
        """What else is recorded when a leader or representative marks it as done. Inside the same transaction."""

    def may_be_brought(self, page: ActivityPage) -> bool:
        """Whether the author may bring what they wrote here to their approval conversation."""
        return False

    def when_erased(self, response: Response) -> None:
        """What else goes when its author deletes it. Inside the same transaction."""

    def reaches_group(self, page: ActivityPage) -> bool:
        """Whether others in the run may have shared something to read on this page."""
        return False

    def shown_to_leader(self, page: ActivityPage, response: Response) -> list[str]:
        """What the course leaders may read of this row. Nothing, unless the kind says otherwise."""
        return []
