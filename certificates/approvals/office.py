"""What the secretariat sees of approvals: who is approved and what is left to arrange, and memberships to look up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from certificates.approvals.access import tasks_for_secretariat
from certificates.approvals.models import Case, HandoverTask, MembershipConfirmed
from lms.people.models import Membership, Role, RoleKind, User

SHOWN_FOR = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Office:
    """Practical tasks that are left or done lately, and cases whose membership nobody has confirmed."""

    tasks: list[HandoverTask]
    done: list[HandoverTask]
    memberships: list[Case]


def office_for(person: User) -> Office:
    """Return what the secretariat `person` works in has to do. A fixed number of queries."""
    recent = Q(done_at=None) | Q(done_at__gte=timezone.now() - SHOWN_FOR)
    tasks = list(
        tasks_for_secretariat(person)
        .filter(recent)
        .select_related("case__candidate", "case__organisation", "done_by")
        .order_by("case__candidate__name", "pk")
    )
    return Office(
        tasks=[task for task in tasks if task.done_at is None],
        done=[task for task in tasks if task.done_at is not None],
        memberships=list(
            _unconfirmed(person).select_related("candidate", "organisation").order_by("candidate__name")
        ),
    )


def membership_case_for(person: User, case_id: int) -> Case:
    """Return an open case whose membership the secretariat may confirm, or raise 404."""
    return get_object_or_404(_of_office(person).open(), pk=case_id)


def _unconfirmed(person: User) -> QuerySet[Case]:
    confirmed = Membership.objects.filter(confirmed_on__isnull=False, ended_on=None)
    asking = MembershipConfirmed.objects.values("policy")
    cases = _of_office(person).open().filter(policy__in=asking)
    known = {(row["person"], row["organisation"]) for row in confirmed.values("person", "organisation")}
    pairs = cases.values_list("pk", "candidate_id", "organisation_id")
    return cases.filter(
        pk__in=[pk for pk, candidate, organisation in pairs if (candidate, organisation) not in known]
    )


def _of_office(person: User) -> Any:
    offices = Role.objects.held_on().filter(person=person, kind=RoleKind.ADMINISTRATOR)
    return Case.objects.filter(organisation__in=offices.values("organisation")).exclude(candidate=person)
