"""Everything the page of one case shows, gathered in a fixed number of queries. It is the handover package and no more."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from certificates.approvals.access import (
    deciding_seats,
    has_led_the_course,
    may_decide,
    others_without_ties,
)
from certificates.approvals.facts import CaseFacts, Facts
from certificates.approvals.handover import HandoverPackage, completion_certificate_of, package_for
from certificates.approvals.history import HistoryLine, history_of
from certificates.approvals.models import (
    Case,
    CertificateCheck,
    Conversation,
    Decision,
    HandoverTask,
    MembershipConfirmed,
    Proposal,
    Wish,
)
from certificates.approvals.reading_back import details_of, pledge_words, sentence_of
from certificates.models import Certificate
from lms.people.dates import date_words
from lms.people.judging import Judgement
from lms.people.models import User

Fact = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """What the template asks for."""

    viewer_id: int
    case: Case
    package: HandoverPackage
    facts: CaseFacts
    missing: list[Judgement]
    asks_for_membership: bool
    certificate: Certificate | None
    may_fetch: bool
    may_keep: bool
    check: CertificateCheck | None
    planned: Conversation | None
    held: list[Conversation]
    decision: Decision | None
    tasks: list[HandoverTask]
    proposal: Proposal | None
    may_decide: bool
    led_the_course: bool
    others: list[User]
    history: list[HistoryLine]

    @property
    def name(self) -> str:
        """What the candidate is called in sentences."""
        return self.case.candidate.first_name

    @property
    def completed(self) -> Fact:
        """The first of the three facts."""
        if self.package.completed_at is None:
            return "wait", gettext("The course is not completed"), ""
        words = {"date": date_words(self.package.completed_at, year=True), "hours": hours_words(self.package)}
        return "done", gettext("The course is completed"), gettext("%(date)s, %(hours)s hours") % words

    @property
    def signed(self) -> Fact:
        """The second of the three facts."""
        pledge = {"pledge": pledge_words(self.case.organisation)}
        if self.package.pledge_signed_at is None:
            return "wait", capfirst(gettext("%(pledge)s is not signed") % pledge), ""
        words = {
            "date": date_words(self.package.pledge_signed_at, year=True),
            "version": self.package.pledge_version,
        }
        return (
            "done",
            capfirst(gettext("%(pledge)s is signed") % pledge),
            gettext("%(date)s, version %(version)s") % words,
        )

    @property
    def approved(self) -> Fact:
        """The third of the three facts."""
        decision = self.decision
        if decision is None or not hasattr(decision, "appointment"):
            board = self.case.policy.approving_body == "board"
            who = gettext("The board decides") if board else gettext("The committee decides")
            return "wait", gettext("Not approved yet"), who
        return (
            "done",
            gettext("Approved"),
            gettext("from %(date)s") % {"date": date_words(decision.appointment.starts_on, year=True)},
        )

    @property
    def checked_words(self) -> str:
        """«Kontrollert i dag av deg», or who and when."""
        check = self.check
        if check is None:
            return ""
        day = timezone.localdate(check.checked_at)
        when = gettext("today") if day == timezone.localdate() else date_words(day, year=True)
        if check.checked_by_id == self.viewer_id:
            return gettext("Checked %(when)s by you") % {"when": when}
        return gettext("Checked %(when)s by %(name)s") % {"when": when, "name": check.checked_by.first_name}

    @property
    def brought(self) -> str:
        """What the candidate chose to let the committee know, in the words of the course."""
        return {
            Wish.NOW: gettext("«I ask for a conversation now.»"),
            Wish.WAIT: gettext("«I want to wait.»"),
            Wish.NOT_NOW: gettext("«This is not for me now.»"),
        }.get(self.package.wish, "")

    @property
    def decision_words(self) -> str:
        """The decision as a full sentence."""
        return sentence_of(self.decision) if self.decision else ""

    @property
    def decision_details(self) -> str:
        """Who had the conversation, and what was agreed."""
        if self.decision is None:
            return ""
        talk = next((row for row in self.held if row.decision_id == self.decision.pk), None)
        return details_of(self.decision.agreement, talk)


def case_page_for(person: User, case: Case) -> CasePage:
    """Gather the page of `case` for a member who may work with it."""
    facts = Facts.gather([case])
    package = package_for(case.enrolment_id, wish=case.wish)
    certificate = completion_certificate_of(case.enrolment_id)
    conversations = list(
        Conversation.objects.filter(case=case, cancelled_at=None).select_related("member").order_by("pk")
    )
    return CasePage(
        viewer_id=person.pk,
        case=case,
        package=package,
        facts=facts.by_case[case.pk],
        missing=[judgement for judgement in facts.judge(case) if judgement.blocks],
        asks_for_membership=any(
            isinstance(rule, MembershipConfirmed) for rule in facts.requirements[case.policy_id]
        ),
        certificate=certificate,
        may_fetch=bool(certificate)
        and Certificate.objects.visible_to(person).filter(pk=certificate.pk).exists(),
        may_keep=bool(certificate) and Certificate.objects.kept_by(person).filter(pk=certificate.pk).exists(),
        check=_last_check(case, certificate),
        planned=next((row for row in conversations if row.held_on is None), None),
        held=[row for row in conversations if row.held_on],
        decision=last_decision(case),
        tasks=list(case.handover_tasks.select_related("done_by")),
        proposal=Proposal.objects.filter(case=case, settled_at=None).select_related("proposed_by").first(),
        may_decide=may_decide(person, case),
        led_the_course=has_led_the_course(person, case),
        others=others_without_ties(case, person, deciding_seats(case)),
        history=history_of(case, package),
    )


def last_decision(case: Case) -> Decision | None:
    """Return the latest decision of a case, with what its sentence needs."""
    return (
        case.decisions.select_related(
            "case__candidate",
            "case__organisation",
            "case__policy",
            "decided_by",
            "co_decided_by",
            "appointment",
        )
        .order_by("decided_at", "pk")
        .last()
    )


def _last_check(case: Case, certificate: Certificate | None) -> CertificateCheck | None:
    """Return the newest check of the certificate that holds now."""
    if certificate is None or not certificate.is_valid:
        return None
    return case.certificate_checks.filter(certificate=certificate).select_related("checked_by").first()


def hours_words(package: HandoverPackage) -> str:
    """«9», «8,5»: hours as they are written."""
    return floatformat(package.hours_attended, "-1")
