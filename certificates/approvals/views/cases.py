"""The queue, the case, and the small steps in it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.approvals.access import has_passed_on
from certificates.approvals.appointing import tick_task
from certificates.approvals.forms import CertificateFileForm
from certificates.approvals.handling import (
    check_by_file,
    check_in_register,
    confirm_membership,
    pass_on,
    take,
    take_up_again,
)
from certificates.approvals.handover import guide_for
from certificates.approvals.queue import queue_for
from certificates.approvals.reminders import reminders_for
from certificates.approvals.views.showing import (
    attempt,
    attempt_with,
    case_here,
    outcome_form_of,
    show_case,
    to_case,
)


@require_safe
@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """The queue, in two groups."""
    context = {"queue": queue_for(request.user), "reminders": reminders_for(request.user)}
    response = render(request, "approvals/cases.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case."""
    found = case_here(request, case_id)
    return show_case(request, found, outcome_form=outcome_form_of(request, found))


@require_POST
@login_required
def take_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case."""
    found = case_here(request, case_id)
    attempt(request, take, gettext("You have taken the case."), case=found, by=request.user)
    return to_case(found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pass_case_on(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say what passing on means, and pass it on. Who has done it sees no case any more, but the queue and a thank you."""
    done = gettext("Thank you for telling. Somebody else takes the case, and you cannot see it any more.")
    if request.method == "POST" and has_passed_on(request.user, case_id):
        messages.success(request, done)
        return redirect("approvals:cases")
    found = case_here(request, case_id)
    if request.method != "POST":
        return render(request, "approvals/pass_on.html", {"case": found})
    if not attempt(request, pass_on, done, case=found, by=request.user):
        return to_case(found)
    return redirect("approvals:cases")


@require_POST
@login_required
def take_case_up(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a postponed case up before its day."""
    found = case_here(request, case_id)
    attempt(request, take_up_again, gettext("The case is open again."), case=found, by=request.user)
    return to_case(found)


@require_POST
@login_required
def check_register(request: HttpRequest, case_id: int) -> HttpResponse:
    """Check the certificate in the register."""
    found = case_here(request, case_id)
    attempt(
        request,
        check_in_register,
        gettext("The certificate is genuine and valid."),
        case=found,
        by=request.user,
    )
    return to_case(found)


@require_POST
@login_required
def check_file(request: HttpRequest, case_id: int) -> HttpResponse:
    """Check an uploaded PDF. What is wrong stands beside the field."""
    found = case_here(request, case_id)
    form = CertificateFileForm(request.POST, request.FILES)
    if form.is_valid() and attempt_with(
        form, check_by_file, case=found, by=request.user, uploaded=form.cleaned_data["file"]
    ):
        return to_case(found)
    return show_case(request, found, file_form=form)


@require_POST
@login_required
def confirm_member(request: HttpRequest, case_id: int) -> HttpResponse:
    """Confirm that the candidate is a member."""
    found = case_here(request, case_id)
    attempt(
        request,
        confirm_membership,
        gettext("The membership is confirmed today."),
        case=found,
        by=request.user,
    )
    return to_case(found)


@require_POST
@login_required
def tick(request: HttpRequest, case_id: int, task_id: int) -> HttpResponse:
    """Tick a practical task, or open it again."""
    found = case_here(request, case_id)
    task = found.handover_tasks.filter(pk=task_id).first()
    if task is not None:
        done = request.POST.get("done") != "no"
        attempt(request, tick_task, gettext("The list is saved."), task=task, by=request.user, done=done)
    return to_case(found)


@require_safe
@login_required
def guide(request: HttpRequest, case_id: int) -> HttpResponse:
    """The conversation guide, on one page to print. It says nothing about the candidate."""
    found = case_here(request, case_id)
    context = {"case": found, "guide": guide_for(found.enrolment_id, get_language() or "nb")}
    return render(request, "approvals/guide.html", context)
