"""Adopt what an association asks for before somebody is approved. Versions are never changed; a new one is adopted."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.errors import ApprovalError
from certificates.approvals.models import (
    ApprovalPolicy,
    ApprovalRequirement,
    BoardDecides,
    CertificateVerified,
    ConversationHeld,
    MembershipConfirmed,
    PledgeSigned,
)
from lms.people.judging import Strength
from lms.people.models import ApprovingBody, Organisation

RequirementClass = type[ApprovalRequirement]
USUAL: dict[str, tuple[RequirementClass, ...]] = {
    ApprovingBody.COMMITTEE: (CertificateVerified, PledgeSigned, MembershipConfirmed, ConversationHeld),
    ApprovingBody.BOARD: (CertificateVerified, PledgeSigned, MembershipConfirmed, BoardDecides),
}


def adopt_policy(
    *,
    organisation: Organisation,
    approving_body: ApprovingBody | str,
    adopted_on: datetime.date,
    requirements: Sequence[RequirementClass | tuple[RequirementClass, Strength]] | None = None,
) -> ApprovalPolicy:
    """Adopt a new version of the rules of `organisation` (R54), and make `approving_body` the one that decides.

    Without `requirements` the usual ones are taken: a conversation where the committee decides (R63), the decision of
    the board where the board appoints (R67). «Skal» unless a strength is given with the class. Cases already open keep
    the version they began with. Raises `ApprovalError` when the pledge or the decider is left out, both are «skal».
    """
    body = ApprovingBody(approving_body)
    wanted = [_with_strength(entry) for entry in requirements or USUAL[body]]
    _refuse_what_must_not_be_missing(body, wanted)
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        newest = ApprovalPolicy.objects.filter(organisation=locked).order_by("-number").first()
        policy = ApprovalPolicy.objects.create(
            organisation=locked,
            number=newest.number + 1 if newest else 1,
            approving_body=body,
            adopted_on=adopted_on,
        )
        for position, (requirement, strength) in enumerate(wanted):
            requirement.objects.create(policy=policy, position=position, strength=strength)
        if locked.approving_body != body:
            locked.approving_body = body
            locked.save(update_fields=["approving_body"])
    return policy


def policy_of(organisation: Organisation) -> ApprovalPolicy:
    """Return the rules that hold for `organisation` now; the usual ones are adopted when it has none."""
    newest = ApprovalPolicy.objects.filter(organisation=organisation).order_by("-number").first()
    return newest or adopt_policy(
        organisation=organisation, approving_body=organisation.approving_body, adopted_on=timezone.localdate()
    )


def _with_strength(
    entry: RequirementClass | tuple[RequirementClass, Strength],
) -> tuple[RequirementClass, Strength]:
    return entry if isinstance(entry, tuple) else (entry, Strength.MUST)


def _refuse_what_must_not_be_missing(
    body: ApprovingBody, wanted: list[tuple[RequirementClass, Strength]]
) -> None:
    musts = {requirement for requirement, strength in wanted if strength == Strength.MUST}
    if PledgeSigned not in musts:
        raise ApprovalError(
            gettext("The pledge must be signed before the work starts, so it cannot be left out.")
        )
    if body == ApprovingBody.BOARD and BoardDecides not in musts:
        raise ApprovalError(gettext("When the board decides, its decision cannot be left out."))
    if body == ApprovingBody.COMMITTEE and ConversationHeld not in musts:
        raise ApprovalError(
            gettext(
                "When the committee decides, all new peer supporters have a conversation. It cannot be left out."
            )
        )
