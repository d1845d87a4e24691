"""What tests of the pledge share: a published version, a place that is ready to sign, and a refusal's words."""

from __future__ import annotations

import datetime

import pytest

from courses.activities.pledge import signing
from courses.errors import CourseError
from courses.models import PledgeSignature, PledgeVersion
from tests.courses.working import a_place, representative_of

WORDS = {
    "nb": (
        [
            "Jeg lover {organisation} å tie. Det gjelder også etter at jeg har sluttet.",
            "Spør {contact_role}.",
        ],
        "Lest.",
    ),
    "nn": (["Eg lovar {organisation} å teie. Det gjeld òg etter at eg har slutta."], "Lese."),
    "en": (["I promise {organisation} to keep silent, also after I have ended my service."], "Read."),
}
FEBRUARY = datetime.date(2026, 2, 8)


def published(organisation, **fields) -> PledgeVersion:
    """A version adopted on 8 February 2026, unless another day is named."""
    return signing.publish_version(
        organisation=organisation, texts=WORDS, adopted_on=fields.pop("adopted_on", FEBRUARY), **fields
    )


def ready(**fields):
    """A place whose pledge is published and has been gone through; and the words for the person."""
    place = a_place(**fields)
    published(place.organisation)
    signing.explain(enrolment=place, by=representative_of(place.course_run))
    return place, signing.text_for(place.organisation, "nb")


def sign(place, text, name="Solveig Nordahl", **fields) -> PledgeSignature:
    """Signs as the person of the place."""
    return signing.sign(person=place.person, enrolment=place, text=text, signed_name=name, **fields)


def refusal(act, *args, **kwargs) -> str:
    """The sentence with which `act` refuses."""
    with pytest.raises(CourseError) as refused:
        act(*args, **kwargs)
    return str(refused.value)
