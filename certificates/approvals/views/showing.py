"""What several views share: the case one may work with, its page, and saying how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from certificates.approvals.access import case_for_member
from certificates.approvals.case_page import case_page_for
from certificates.approvals.errors import ApprovalError
from certificates.approvals.forms import CertificateFileForm, OutcomeForm
from certificates.approvals.models import Case
from certificates.approvals.typed_outcome import typed_before
from certificates.approvals.weighing import Verdict, weigh
from lms.people.models import User


def case_here(request: HttpRequest, case_id: int) -> Case:
    """The case, when this person may work with it (404 otherwise); its association's name stands on the page."""
    case = case_for_member(request.user, case_id)
    request.organisation = case.organisation
    return case


def show_case(
    request: HttpRequest, case: Case, *, outcome_form: Form | None = None, file_form: Form | None = None
) -> HttpResponse:
    """The page of a case, with forms that may carry what was typed and what is wrong with it."""
    context = {
        "page": case_page_for(request.user, case),
        "case": case,
        "outcome_form": outcome_form or OutcomeForm(case=case),
        "file_form": file_form or CertificateFileForm(),
    }
    response = render(request, "approvals/case.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def attempt(request: HttpRequest, verb: Callable[..., Any], success: str, /, **arguments: Any) -> bool:
    """Do it, and say how it went at the top of the next page. Returns whether it was done."""
    try:
        verb(**arguments)
    except ApprovalError as refusal:
        messages.warning(request, str(refusal))
        return False
    messages.success(request, success)
    return True


def attempt_with(form: Form, verb: Callable[..., Any], /, **arguments: Any) -> bool:
    """Do it; a refusal is written beside the field it is about. Returns whether it was done."""
    try:
        verb(**arguments)
    except ApprovalError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def outcome_form_of(request: HttpRequest, case: Case) -> OutcomeForm:
    """The form for the outcome: empty; as it was typed, to be changed; or as it was typed, with what is wrong with it."""
    comes_back = case.may_be_decided and {"endre", "mangler"} & set(request.GET)
    typed = typed_before(request, case) if comes_back else {}
    if typed and "mangler" in request.GET:
        form = OutcomeForm(typed, case=case)
        can_be_decided(form, case, by=request.user)
        return form
    return OutcomeForm(case=case, initial=typed)


def can_be_decided(form: OutcomeForm, case: Case, *, by: User) -> bool:
    """Whether what is in the form could be decided now; what speaks against it is written in the form."""
    if not form.is_valid():
        return False
    try:
        weigh(case, Verdict(**form.cleaned_data), by=by, at=timezone.now())
    except ApprovalError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def to_case(case: Case, **query: int) -> HttpResponse:
    """Back to the page of the case."""
    address = reverse("approvals:case", args=[case.pk])
    return redirect(f"{address}?{urlencode(query)}" if query else address)
