"""Read back, confirm, decide together, put right."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from certificates.approvals.access import has_led_the_course, proposal_for
from certificates.approvals.case_page import last_decision
from certificates.approvals.deciding import (
    confirm_together,
    correct_sentence,
    decide,
    propose,
    set_aside,
)
from certificates.approvals.forms import (
    AgreedForm,
    ConfirmForm,
    OutcomeForm,
    SentenceForm,
    sign_values,
    signed_values,
)
from certificates.approvals.models import Case, Conversation, Decision
from certificates.approvals.reading_back import ReadBack, read_back
from certificates.approvals.typed_outcome import forget, keep, typed_before
from certificates.approvals.views.showing import attempt, attempt_with, can_be_decided, case_here, to_case
from certificates.approvals.weighing import Verdict


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def read_through(request: HttpRequest, case_id: int) -> HttpResponse:
    """Read the outcome back as a full sentence. Nothing is decided yet; «go back» brings what was typed."""
    case = case_here(request, case_id)
    if request.method == "POST":
        keep(request, case, request.POST)
        return redirect("approvals:read_through", case.pk)
    typed = typed_before(request, case)
    if not typed:
        return to_case(case)
    form = OutcomeForm(typed, case=case)
    if not can_be_decided(form, case, by=request.user):
        return to_case(case, mangler=1)
    return _read_back_page(request, case, form.cleaned_data)


@require_POST
@login_required
def confirm(request: HttpRequest, case_id: int) -> HttpResponse:
    """Decide what was read through, or ask a second member to confirm it."""
    case = case_here(request, case_id)
    values = signed_values(case, request.user.pk, request.POST.get("values", ""))
    form = OutcomeForm(values or {}, case=case)
    if values is None or not form.is_valid():
        messages.warning(
            request, gettext("Choose the outcome once more and read it through. Nothing was decided.")
        )
        return to_case(case)
    if "agreed" not in request.POST:
        keep(request, case, form.cleaned_data)
        return redirect(reverse("approvals:read_through", args=[case.pk]) + "?kryss=1")
    second = has_led_the_course(request.user, case)
    verb, done = (
        (propose, gettext("Another member can confirm it now. It does not count before that."))
        if second
        else (decide, gettext("The decision is recorded."))
    )
    attempt(request, verb, done, case=case, by=request.user, **form.cleaned_data)
    forget(request, case)
    return to_case(case)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def together(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second member reads the same sentence and confirms it, or sets it aside. A settled one leads to the case."""
    proposal = proposal_for(request.user, proposal_id)
    case = case_here(request, proposal.case_id)
    if proposal.settled_at is not None:
        return to_case(case)
    if "aside" in request.POST:
        done = gettext("The suggestion is set aside. Nothing is decided.")
        attempt(request, set_aside, done, proposal=proposal, by=request.user)
        return to_case(case)
    form = AgreedForm(request.POST if request.method == "POST" else None, agreed=gettext("I agree on this"))
    if form.is_valid() and attempt_with(form, confirm_together, proposal=proposal, by=request.user):
        messages.success(request, gettext("The decision is recorded."))
        return to_case(case)
    words = _words(case, proposal, second_person=False)
    context = {"case": case, "proposal": proposal, "words": words, "form": form}
    return render(request, "approvals/together.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def put_right(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the agreed sentence of the latest decision right."""
    case = case_here(request, case_id)
    decision = get_object_or_404(Decision, pk=getattr(last_decision(case), "pk", None))
    form = SentenceForm(request.POST or None, case=case, initial={"agreement": decision.agreement})
    if form.is_valid() and attempt_with(
        form, correct_sentence, decision=decision, by=request.user, **form.cleaned_data
    ):
        messages.success(request, gettext("The sentence is put right. The old one stays in the history."))
        return redirect("approvals:case", case.pk)
    return render(request, "approvals/put_right.html", {"case": case, "decision": decision, "form": form})


def _read_back_page(request: HttpRequest, case: Case, values: dict) -> HttpResponse:
    """The sentence, and the tick. Who went on without ticking is told so beside it."""
    verdict = Verdict(**values)
    words = _words(case, verdict, second_person=has_led_the_course(request.user, case))
    sealed = {"values": sign_values(case, request.user.pk, values)}
    form = ConfirmForm(sealed if "kryss" in request.GET else None, agreed=words.agreed, initial=sealed)
    context = {"case": case, "words": words, "form": form}
    response = render(request, "approvals/read_through.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _words(case: Case, wanted, *, second_person: bool) -> ReadBack:
    talk = Conversation.objects.filter(case=case, decision=None, cancelled_at=None, held_on__isnull=False)
    return read_back(
        case,
        outcome=wanted.outcome,
        agreement=wanted.agreement,
        starts_on=wanted.board_decision_on or timezone.localdate(),
        postponed_to=wanted.postponed_to,
        board_decision_on=wanted.board_decision_on,
        conversation=talk.select_related("member").order_by("pk").last(),
        second_person=second_person,
    )
