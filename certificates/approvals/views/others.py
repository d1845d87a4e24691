"""Pages for those who are not in the committee: the candidate, the secretariat, and the contact in the local chapter."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from certificates.approvals.access import appointment_for_contact, own_case, tasks_for_secretariat
from certificates.approvals.appointing import tick_task
from certificates.approvals.candidate import status_of
from certificates.approvals.case_page import hours_words, last_decision
from certificates.approvals.handling import confirm_membership
from certificates.approvals.handover import guide_for, package_for
from certificates.approvals.history import history_of
from certificates.approvals.models import Conversation
from certificates.approvals.office import membership_case_for, office_for
from certificates.approvals.reading_back import details_of, sentence_of
from certificates.approvals.reminders import reminders_for
from certificates.approvals.seminars import seminars_for
from certificates.approvals.views.showing import attempt


@require_safe
@login_required
def my_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The candidate's own case, with all that is written in it."""
    case = own_case(request.user, case_id)
    request.organisation = case.organisation
    package = package_for(case.enrolment_id, wish=case.wish)
    decision = last_decision(case)
    talk = decision.conversations.select_related("member").last() if decision else None
    context = {
        "case": case,
        "package": package,
        "hours": hours_words(package),
        "status": next(row for row in status_of(request.user) if row.case_id == case.pk),
        "decision": decision,
        "decision_words": sentence_of(decision) if decision else "",
        "decision_details": details_of(decision.agreement, talk) if decision else "",
        "planned": Conversation.objects.planned().filter(case=case).first(),
        "guide": guide_for(case.enrolment_id, get_language() or "nb"),
        "history": history_of(case, package),
    }
    response = render(request, "approvals/my_case.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def office(request: HttpRequest) -> HttpResponse:
    """What the secretariat does for approvals: practical tasks, and memberships to look up. The outcome and no more."""
    context = {"office": office_for(request.user), "reminders": reminders_for(request.user)}
    response = render(request, "approvals/office.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def seminars(request: HttpRequest) -> HttpResponse:
    """Who of the approved has been at a seminar in the last two years (R72). A reminder for those whose matter it is."""
    response = render(request, "approvals/seminars.html", {"figures": seminars_for(request.user)})
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@login_required
def office_tick(request: HttpRequest, task_id: int) -> HttpResponse:
    """The secretariat ticks a practical task, or opens it again."""
    task = get_object_or_404(tasks_for_secretariat(request.user), pk=task_id)
    done = request.POST.get("done") != "no"
    attempt(request, tick_task, gettext("The list is saved."), task=task, by=request.user, done=done)
    return redirect("approvals:office")


@require_POST
@login_required
def office_membership(request: HttpRequest, case_id: int) -> HttpResponse:
    """The secretariat confirms a membership."""
    case = membership_case_for(request.user, case_id)
    done = gettext("The membership is confirmed today.")
    attempt(request, confirm_membership, done, case=case, by=request.user)
    return redirect("approvals:office")


@require_safe
@login_required
def chapter_notice(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """What the local chapter learns: that the person is approved, and nothing more (R66)."""
    appointment = appointment_for_contact(request.user, appointment_id)
    request.organisation = appointment.organisation
    return render(request, "approvals/chapter_notice.html", {"appointment": appointment})
