"""Recommendations of the seed documents («bør»). They remind the committee's leader and the secretariat, and block nothing."""

from __future__ import annotations

from django.utils.translation import gettext

from certificates.approvals.models import Case, ConflictOfInterest
from lms.people.access import organisations_where
from lms.people.models import ApprovingBody, Membership, Organisation, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES, Experience

_REMINDED = (RoleKind.COMMITTEE_LEADER, RoleKind.ADMINISTRATOR)
_NEXT_OF_KIN = (Experience.NEXT_OF_KIN, Experience.BOTH)


def reminders_for(person: User) -> list[str]:
    """Return the reminders of the associations `person` leads the committee of, or works in the secretariat of."""
    return [
        f"{organisation.short_name}: {sentence}"
        for organisation in organisations_where(person, _REMINDED)
        for sentence in _reminders(organisation)
    ]


def _reminders(organisation: Organisation) -> list[str]:
    seats = list(
        Role.objects.held_on()
        .filter(organisation=organisation, kind__in=[*COMMITTEE_ROLES, RoleKind.BOARD_MEMBER])
        .values_list("person_id", "kind")
    )
    committee = {person for person, kind in seats if kind in COMMITTEE_ROLES}
    board = {person for person, kind in seats if kind == RoleKind.BOARD_MEMBER}
    leaders = {person for person, kind in seats if kind == RoleKind.COMMITTEE_LEADER}
    sentences = []
    if committee and not _has_next_of_kin(organisation, committee):
        sentences.append(
            gettext("There is no partner or other next of kin in the committee. One member should be.")
        )
    if leaders and not leaders & board:
        sentences.append(gettext("The leader of the committee does not sit on the board, and should."))
    deciders = board if organisation.approving_body == ApprovingBody.BOARD else committee
    if _cases_nobody_can_take(organisation, deciders):
        sentences.append(
            gettext(
                "A case waits, because everybody who could decide it knows the candidate. The board must find somebody."
            )
        )
    return sentences


def _has_next_of_kin(organisation: Organisation, committee: set[int]) -> bool:
    """Whether a committee member has told that they are next of kin (R60)."""
    return Membership.objects.filter(
        organisation=organisation, person__in=committee, experience__in=_NEXT_OF_KIN
    ).exists()


def _cases_nobody_can_take(organisation: Organisation, deciders: set[int]) -> bool:
    tied: dict[int, set[int]] = {}
    open_cases = dict(Case.objects.open().filter(organisation=organisation).values_list("pk", "candidate_id"))
    conflicts = ConflictOfInterest.objects.filter(case__in=open_cases).values_list("case_id", "member_id")
    for case_id, member_id in conflicts:
        tied.setdefault(case_id, set()).add(member_id)
    return any(
        deciders <= {candidate, *tied.get(case_id, set())} for case_id, candidate in open_cases.items()
    )
