"""What a person chooses about messages: the way they come, and whether one comes after a quiet time."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.errors import PeopleError
from lms.people.models import Channel, User


@transaction.atomic
def choose_messages(*, person: User, told_by: str, wants_nudges: bool) -> User:
    """Keep the choice. Raises PeopleError for a way that cannot reach this person."""
    chosen = User.objects.select_for_update().get(pk=person.pk)
    if told_by not in {way.value for way in ways_to(chosen)}:
        raise PeopleError(_("We cannot reach you that way. Choose one of those on the page."))
    chosen.told_by, chosen.wants_nudges = told_by, wants_nudges
    chosen.save(update_fields=["told_by", "wants_nudges"])
    return chosen


def ways_to(person: User) -> list[Channel]:
    """The ways a message can come to this person: paper can always be sent."""
    possible = {Channel.EMAIL: person.email, Channel.SMS: person.phone, Channel.PAPER: True}
    return [way for way, reachable in possible.items() if reachable]
