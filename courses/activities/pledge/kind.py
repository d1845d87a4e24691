"""The pledge: read, hear it explained, ask, sign. It is a gate to approval, never to the certificate of completion."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.base import ActivityPage, Response
from courses.activities.contract import HERE, ActivityForm, Kind
from courses.activities.pledge import signing
from courses.activities.pledge.form import ASK, PledgeForm
from courses.activities.pledge.models import (
    PledgeExplanation,
    PledgePage,
    PledgeResponse,
    PledgeSignature,
    PledgeText,
)
from courses.errors import CourseError
from lms.people.dates import date_words

if TYPE_CHECKING:
    from courses.workplace import Workplace
    from lms.people.models import User


TO_WRITE_ON = "…" * 12


class Pledge(Kind):
    """The signature is a record of its own; the row here says only that the pledge was gone through."""

    name = "pledge"
    page_model = PledgePage
    response_model = PledgeResponse
    form_class = PledgeForm
    content_fields = ("wants_to_ask",)
    label = gettext_lazy("Read – hear it explained – ask – sign")

    def print_template(self, page: ActivityPage) -> str | None:
        """The sheet to sign with a pen."""
        return "courses/activities/pledge_sheet.html"

    def initial(self, work: Workplace) -> dict[str, Any]:
        """Which text is on the screen."""
        pledge = the_pledge(work)
        return {"text": pledge.text.pk if pledge else None}

    def context(self, work: Workplace) -> dict[str, Any]:
        """The words, who has gone through them, and the signature."""
        return {
            "pledge": the_pledge(work),
            "paragraphs": paragraphs(work),
            "label": capfirst(work.enrolment.organisation.get_pledge_label_display()),
        }

    def perform(self, work: Workplace, form: ActivityForm, save: Callable[..., Response]) -> str:
        """Signs the text that was on the screen, through `signing`, and stays to show it. Or notes that one wants to ask."""
        if question := form.cleaned_data["question"]:
            save(content={"wants_to_ask": question == ASK}, finish=False)
            return f"{HERE}#ask"
        text = PledgeText.objects.filter(pk=form.cleaned_data["text"]).select_related("version").first()
        if text is None or text.version.organisation_id != work.enrolment.organisation_id:
            raise CourseError(
                _("The text has come in a new version since you opened the page. Read it once more, please.")
            )
        signing.sign(
            person=work.enrolment.person,
            enrolment=work.enrolment,
            text=text,
            signed_name=form.cleaned_data["signed_name"],
            has_read=form.cleaned_data["has_read"],
        )
        return HERE

    def fill(
        self, response: PledgeResponse, page: ActivityPage, content: Mapping[str, Any], *, finish: bool
    ) -> None:
        """Only that one wants to ask, never what about: that is said, not written."""
        response.wants_to_ask = bool(content.get("wants_to_ask", response.wants_to_ask))

    def when_marked(self, response: Response, page: ActivityPage, *, by: User, at: datetime.datetime) -> None:
        """To mark it is to say that it was gone through with this person (R57)."""
        signing.record_explanation(enrolment=response.enrolment, explained_by=by, on=timezone.localdate(at))


@dataclass(frozen=True)
class ThePledge:
    """The association's words for this person, and how far they have come with them."""

    text: PledgeText
    explained_by: str | None
    explained_on: datetime.date | None
    signed_name: str | None
    signed_at: datetime.datetime | None
    wants_to_ask: bool
    earlier_number: int | None
    earlier_signed_at: datetime.datetime | None


def the_pledge(work: Workplace) -> ThePledge | None:
    """None before the association has adopted any. One query, asked once."""
    if "pledge" not in work.noted:
        work.noted["pledge"] = _asked_for(work)
    return work.noted["pledge"]


def _asked_for(work: Workplace) -> ThePledge | None:
    explained = PledgeExplanation.objects.filter(enrolment=work.enrolment)
    own = PledgeSignature.objects.filter(person=work.enrolment.person_id)
    signed = own.filter(version=OuterRef("version"))
    earlier = own.filter(
        version__organisation=OuterRef("version__organisation"),
        version__number__lt=OuterRef("version__number"),
    ).order_by("-version__number")
    asking = PledgeResponse.objects.filter(enrolment=work.enrolment.pk, wants_to_ask=True)
    text = (
        signing.texts_in_force(work.enrolment.organisation, work.language)
        .annotate(
            explainer=Subquery(explained.values("explained_by__name")[:1]),
            explained_on=Subquery(explained.values("explained_on")[:1]),
            signed_name=Subquery(signed.values("signed_name")[:1]),
            signed_at=Subquery(signed.values("signed_at")[:1]),
            wants_to_ask=Exists(asking),
            earlier_number=Subquery(earlier.values("version__number")[:1]),
            earlier_signed_at=Subquery(earlier.values("signed_at")[:1]),
        )
        .first()
    )
    if text is None:
        return None
    return ThePledge(
        text,
        text.explainer,
        text.explained_on,
        text.signed_name,
        text.signed_at,
        text.wants_to_ask,
        text.earlier_number,
        text.earlier_signed_at,
    )


def paragraphs(work: Workplace) -> list[str]:
    """The clauses as they are shown: the association's own, or the course's common text before it has adopted one.

    Who went through it and when is filled in once it has happened; until then that clause has a line to write on.
    """
    pledge = the_pledge(work)
    clauses = pledge.text.paragraphs if pledge else [str(block.value) for block in work.page.clauses]
    organisation = work.enrolment.organisation
    words = {
        "{organisation}": organisation.name,
        "{contact_role}": organisation.contact_role or _("the peer support contact"),
        "{explained_by}": (pledge and pledge.explained_by) or TO_WRITE_ON,
        "{explained_date}": (pledge and pledge.explained_on and date_words(pledge.explained_on, year=True))
        or TO_WRITE_ON,
    }
    return [_filled(clause, words) for clause in clauses]


def _filled(clause: str, words: Mapping[str, str]) -> str:
    for placeholder, word in words.items():
        clause = clause.replace(placeholder, word)
    return clause
