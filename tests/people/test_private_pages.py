"""What one has seen while logged in stays in no browser."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.courses.working import SECRET, address, logged_in, page, save
from tests.making import make_enrolment, make_home, make_run

pytestmark = pytest.mark.django_db


def test_pages_of_somebody_who_is_logged_in_are_kept_nowhere() -> None:
    """Edge case 34, a shared phone. Fails without the middleware: outline, lists and shared texts said nothing."""
    place = make_enrolment(make_run())
    activity = page(place, "1.2")
    activity.sharing_ceiling = "group"
    activity.save()
    save(place, "1.2", text=SECRET, sharing="leader")
    leader = logged_in(place.course_run.leaders.get().person)
    trainee = logged_in(place.person)
    run = f"/kursleder/{place.course_run_id}/"
    pages = [leader.get(run), leader.get(f"{run}delt/"), leader.get(f"{run}deltaker/{place.pk}/")]
    pages += [
        trainee.get(f"/kurs/{place.pk}/"),
        trainee.get("/min-side/"),
        trainee.get(address(place, "1.2")),
    ]
    assert [answer.status_code for answer in pages] == [200] * 6
    assert ["no-store" in answer.headers.get("Cache-Control", "") for answer in pages] == [True] * 6


def test_a_guests_pages_are_as_they_were() -> None:
    make_home()
    assert Client().get("/personvern/").headers.get("Cache-Control") is None
