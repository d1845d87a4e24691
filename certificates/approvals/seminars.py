"""Who of an association's approved peer supporters has been at a seminar in the last two years (R70, R72).

All of them should («bør»), so this reminds and blocks nothing. Only the association's own secretariat and committee see
it, or its board where that appoints; what somebody does for another association is not counted and not told.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.utils import timezone

from certificates.approvals.handover import last_seminar_days
from certificates.approvals.models import Appointment
from lms.people.alphabet import alphabetical
from lms.people.kept_for import months_later
from lms.people.models import ApprovingBody, Organisation, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES

#: The two years of the seed documents (R77).
COUNTED_MONTHS = 24


@dataclass(frozen=True)
class PeerSupporter:
    """An approved peer supporter, and the last day at a seminar within the two years."""

    name: str
    last_seminar: datetime.date | None


@dataclass(frozen=True)
class SeminarFigure:
    """The approved peer supporters of one association, those who have not been at a seminar first."""

    organisation: Organisation
    people: list[PeerSupporter] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many are approved today."""
        return len(self.people)

    @property
    def attended(self) -> int:
        """How many of them have been at a seminar."""
        return sum(person.last_seminar is not None for person in self.people)


def seminars_for(person: User) -> list[SeminarFigure]:
    """The figures of the associations `person` may see them for, by name. Three queries, whatever the number of people."""
    organisations = {one.pk: one for one in _associations_of(person)}
    since = timezone.make_aware(
        datetime.datetime.combine(months_later(timezone.localdate(), -COUNTED_MONTHS), datetime.time())
    )
    last = last_seminar_days(organisations, since=since) if organisations else {}
    figures = {pk: SeminarFigure(organisation) for pk, organisation in organisations.items()}
    held = Appointment.objects.held_on().filter(organisation__in=organisations, person__is_active=True)
    for row in held.select_related("person").order_by("pk"):
        figures[row.organisation_id].people.append(
            PeerSupporter(row.person.name, last.get((row.person_id, row.organisation_id)))
        )
    for figure in figures.values():
        figure.people.sort(key=lambda one: (one.last_seminar is not None, alphabetical(one.name)))
    return list(figures.values())


def _associations_of(person: User) -> list[Organisation]:
    if not person.is_authenticated:
        return []
    seats = Role.objects.held_on().filter(person=person)
    board = Q(kind=RoleKind.BOARD_MEMBER, organisation__approving_body=ApprovingBody.BOARD)
    own = seats.filter(Q(kind__in=(*COMMITTEE_ROLES, RoleKind.ADMINISTRATOR)) | board)
    return list(
        Organisation.objects.filter(pk__in=own.values("organisation")).order_by(F("name").asc(), "pk")
    )
