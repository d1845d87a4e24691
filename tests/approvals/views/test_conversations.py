"""The conversation through the pages, and the guide for it."""

import datetime

import pytest

from certificates.approvals.models import Conversation
from tests.approvals.making import TALK, make_case, make_member, make_organisation
from tests.approvals.visiting import address, as_user, text_of

pytestmark = pytest.mark.django_db


def test_the_conversation_is_agreed_and_held_through_the_pages() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    client = as_user(kari)
    wrong = client.post(
        address("book", case.pk), {"day": "2026-04-14", "time": "18.00", "place": "på telefon"}
    )
    assert "Det tidspunktet er over." in text_of(wrong)
    client.post(address("book", case.pk), {"day": "2026-04-16", "time": "18.00", "place": "på telefon"})
    talk = Conversation.objects.get()
    assert talk.starts_at == datetime.datetime(2026, 4, 16, 16, tzinfo=datetime.UTC)
    future = client.post(address("held", case.pk), {"held_on": "2026-04-16"})
    assert "Den dagen har ikke vært ennå." in text_of(future)
    client.post(address("call_off", case.pk))
    client.post(address("held", case.pk), {"held_on": TALK.isoformat(), "place": "på telefon"})
    shown = text_of(client.get(address("case", case.pk)))
    assert ("Du hadde samtalen tirsdag 14. april På telefon" in shown, Conversation.objects.count()) == (
        True,
        2,
    )


def test_the_guide_says_nothing_about_the_candidate(starter_course) -> None:
    organisation = make_organisation()
    case = make_case("Arne Hemmelig", organisation=organisation, course=starter_course)
    shown = text_of(as_user(make_member(organisation)).get(address("guide", case.pk)))
    assert ("Hva har gjort mest inntrykk på deg på kurset?" in shown, "Arne" in shown) == (True, False)
