"""A ceiling that is lowered and raised again opens nothing that was shared before."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses import responding
from courses.closing_shares import close_shares
from courses.kinds import Sharing
from courses.models import ActivityPage, Response
from courses.shown_to_others import shared_with_leader
from tests.courses.working import SECRET, a_place, base_row, page, save
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import make_enrolment

pytestmark = pytest.mark.django_db


def ceiling(place, sharing: str) -> ActivityPage:
    """Sets how far the reflection may be shared, as publishing does in the table."""
    activity = page(place, "1.2")
    activity.sharing_ceiling = sharing
    activity.save()
    return activity


def read_by_leaders(place) -> list[str]:
    return [shared.text for shared in shared_with_leader(place.course_run)]


def reflection_form(activity: ActivityPage) -> dict[str, str]:
    """What the editor sends."""
    names = ("title", "slug", "code", "minutes", "marked_by", "in_gathering", "sharing_ceiling")
    no_comments = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}
    return nested_form_data(
        {
            **{name: str(getattr(activity, name)) for name in names},
            "content_notice": "",
            "body": rich_text(activity.body),
            "prompts": streamfield([]),
            "comments": no_comments,
        }
    )


def test_what_was_shared_before_stays_closed_until_it_is_chosen_anew():
    """Fails if `close_shares` leaves the choice on the row: the leader would read the text again."""
    place = a_place()
    ceiling(place, Sharing.LEADER)
    save(place, "1.2", text=SECRET, sharing=Sharing.LEADER)
    assert read_by_leaders(place) == [SECRET]

    ceiling(place, Sharing.PRIVATE_LOCKED)
    assert (read_by_leaders(place), close_shares(), close_shares()) == ([], 1, 0)
    ceiling(place, Sharing.LEADER)

    assert (read_by_leaders(place), base_row(place, "1.2").sharing) == ([], Sharing.PRIVATE)
    responding.change_sharing(response=base_row(place, "1.2"), sharing=Sharing.LEADER, by=place.person)
    assert read_by_leaders(place) == [SECRET]


def test_what_is_still_allowed_is_left_alone():
    """From the group down to the leader: who shared with the leader goes on, who shared with the group shares no more."""
    place = a_place()
    other = make_enrolment(place.course_run)
    ceiling(place, Sharing.GROUP)
    save(place, "1.2", text=SECRET, sharing=Sharing.LEADER)
    save(other, "1.2", text="Min", sharing=Sharing.GROUP)
    activity = ceiling(place, Sharing.LEADER)

    assert close_shares(activity_key=activity.translation_key) == 1
    assert [base_row(one, "1.2").sharing for one in (place, other)] == [Sharing.LEADER, Sharing.PRIVATE]


@pytest.mark.parametrize("in_bulk", [False, True])
def test_publishing_a_lower_ceiling_closes_it(client: Client, in_bulk: bool):
    """Fails if either hook is missing: then only the night's `run_due` would close it."""
    log_in_with_second_factor(client, make_superuser())
    place = a_place()
    activity = ceiling(place, Sharing.LEADER)
    save(place, "1.2", text=SECRET, sharing=Sharing.LEADER)
    activity.sharing_ceiling = Sharing.PRIVATE_LOCKED
    if in_bulk:
        activity.save_revision()
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        client.post(f"{bulk}?id={activity.pk}&next=/admin/")
    else:
        edit = reverse("wagtailadmin_pages:edit", args=[activity.pk])
        client.post(edit, {**reflection_form(activity), "action-publish": "1"})
    activity.refresh_from_db()
    assert activity.sharing_ceiling == Sharing.PRIVATE_LOCKED
    assert [row.sharing for row in Response.objects.non_polymorphic()] == [Sharing.PRIVATE]
