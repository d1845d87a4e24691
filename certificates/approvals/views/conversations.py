"""Agree the conversation, and note that it was held."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from certificates.approvals.conversing import book, call_off, planned_by, record_held
from certificates.approvals.forms import BookingForm, HeldForm
from certificates.approvals.views.showing import attempt, attempt_with, case_here, to_case


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def book_conversation(request: HttpRequest, case_id: int) -> HttpResponse:
    """Agree a time and a place."""
    case = case_here(request, case_id)
    form = BookingForm(request.POST or None)
    if form.is_valid() and attempt_with(form, book, case=case, by=request.user, **form.verb_arguments()):
        messages.success(
            request, gettext("The conversation is agreed. The candidate gets a message with time and place.")
        )
        return to_case(case)
    return render(request, "approvals/book.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def conversation_held(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note that the conversation was held."""
    case = case_here(request, case_id)
    form = HeldForm(request.POST or None, initial=planned_by(case, request.user))
    if form.is_valid() and attempt_with(form, record_held, case=case, by=request.user, **form.cleaned_data):
        messages.success(request, gettext("It is noted that you had the conversation."))
        return to_case(case)
    return render(request, "approvals/held.html", {"case": case, "form": form})


@require_POST
@login_required
def call_conversation_off(request: HttpRequest, case_id: int) -> HttpResponse:
    """Call the agreed conversation off."""
    case = case_here(request, case_id)
    done = gettext("The conversation is called off. Phone the candidate and tell; no message is sent.")
    attempt(request, call_off, done, case=case, by=request.user)
    return to_case(case)
