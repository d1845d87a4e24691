"""What tests of marks from a phone share: a mark and a parcel as the page sends them."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from courses.models import CourseRun, Enrolment
from tests.courses.leading import gathering_of


def mark(place: Enrolment, minutes: int, *, age: int = 0, **more: Any) -> dict[str, Any]:
    """A mark as a phone makes it; `age` in milliseconds."""
    usual = {"id": str(uuid4()), "untouched": False}
    return usual | {"place": place.pk, "minutes": minutes, "age": age} | more


def address_of_marks(run: CourseRun) -> str:
    """Where marks at the common gathering are sent."""
    return f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/merker/"


def send(client: Client, run: CourseRun, *marks: dict[str, Any], **more: Any) -> HttpResponse:
    """Sends a parcel."""
    parcel = {"marks": marks, "together": [], "finished": False} | more
    return client.post(address_of_marks(run), json.dumps(parcel), content_type="application/json")


def answers(response: HttpResponse) -> list[tuple[bool, str]]:
    """Of each mark, whether it came too late, and why it was refused."""
    return [(told["outdated"], told["refusal"]) for told in response.json()["marks"]]
