"""The secretariat invites: one, or a pasted list that is looked at first; and sees to the places afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import enrolling, inviting, inviting_peer_supporters, waiting
from courses.inviting_forms import InviteForm, PaperInviteForm
from courses.kinds import TAKING_PART_STATES, EnrolmentState
from courses.models import CourseRun
from courses.place_forms import PeerSupportersForm
from courses.views.secretariat import REFUSALS, own_organisations, own_run
from lms.people.access import people_in_care_of
from lms.people.alphabet import alphabetical, containing

PEOPLE_ON_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/sekretariat/<run>/inviter/`: paste, look, send."""
    found = own_run(request, run_id)
    form = InviteForm(
        request.POST or None, request.FILES or None, organisations=found.organisations.order_by("name")
    )
    lines = []
    if request.method == "POST" and form.is_valid():
        lines = inviting.preview_list(course_run=found, text=form.cleaned_data["text"])
        # A file is always looked at first, whichever button was pressed.
        do = "look" if form.cleaned_data["file"] else request.POST.get("do")
        if do in ("send", "wait") and all(line.problem and not line.has_place for line in lines):
            form.add_error("text", _("None of the lines can be used. Beside each stands why."))
            do = "look"
        if do == "wait" and (answer := _wait(request, found, form)):
            return answer
        if do == "send" and (answer := _send(request, found, form)):
            return answer
    good = [line for line in lines if not line.problem]
    context = {"form": form, "run": found, "lines": lines, "good": good}
    return render(request, "courses/secretariat/invite.html", context)


def _send(request: HttpRequest, found: CourseRun, form: InviteForm) -> HttpResponse | None:
    """Invite those on the list; on a refusal the form keeps what was pasted."""
    data = form.cleaned_data
    try:
        invited = inviting.invite_list(
            course_run=found, organisation=data["organisation"], text=data["text"], by=request.user
        )
    except REFUSALS as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, _invited_words(len(invited.places)))
    return redirect("courses:secretariat_run", found.pk)


def _invited_words(count: int) -> str:
    """How many were invited. The second of two clicks finds nobody left to invite."""
    if not count:
        return _("Everybody on the list has a place already.")
    return ngettext("%(count)d person is invited.", "%(count)d people are invited.", count) % {"count": count}


def _wait(request: HttpRequest, found: CourseRun, form: InviteForm) -> HttpResponse | None:
    """Put those on the list last in line for a seat."""
    data = form.cleaned_data
    lines = inviting.preview_list(course_run=found, text=data["text"])
    try:
        turns = waiting.put_in_line(
            course_run=found, organisation=data["organisation"], lines=lines, by=request.user
        )
    except REFUSALS as refusal:
        form.refuse(refusal)
        return None
    words = ngettext("%(count)d person waits.", "%(count)d people wait.", len(turns)) % {"count": len(turns)}
    messages.success(request, words)
    return redirect("courses:secretariat_run", found.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_on_paper(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/inviter/papir/`: somebody with neither e-mail nor mobile; a login card comes afterwards."""
    found = own_run(request, run_id)
    form = PaperInviteForm(request.POST or None, organisations=found.organisations.order_by("name"))
    if request.method == "POST" and form.is_valid():
        try:
            inviting.invite_by_name(course_run=found, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The place is given. Make a login card, and send or hand it over."))
            return redirect("courses:secretariat_run", run_id)
    return render(request, "courses/secretariat/invite_on_paper.html", {"form": form, "run": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_peer_supporters(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/inviter/likepersoner/`: who of one's own association's approved ones has no place yet, and one button for all."""
    found = own_run(request, run_id)
    if not inviting_peer_supporters.takes_peer_supporters(found):
        raise Http404
    own = inviting_peer_supporters.own_associations(found, request.user)
    form = PeerSupportersForm(request.POST if request.method == "POST" else None, organisations=own)
    if form.is_valid() and (answer := _invite_all(request, found, form)):
        return answer
    lists = [(one, inviting_peer_supporters.not_asked_yet(found, one)) for one in own]
    context = {"form": form, "run": found, "lists": lists}
    return render(request, "courses/secretariat/invite_peer_supporters.html", context)


def _invite_all(request: HttpRequest, found: CourseRun, form: PeerSupportersForm) -> HttpResponse | None:
    """Invite everybody on the association's list, or tell why not."""
    try:
        places = inviting_peer_supporters.invite_peer_supporters(
            course_run=found, organisation=form.cleaned_data["organisation"], by=request.user
        )
    except REFUSALS as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, _invited_words(len(places)))
    return redirect("courses:secretariat_run", found.pk)


@require_POST
@login_required
def change_place(request: HttpRequest, run_id: int, enrolment_id: int, do: str) -> HttpResponse:
    """Sends an invitation again, confirms a place on behalf of somebody, or withdraws it."""
    found = own_run(request, run_id)
    enrolment = get_object_or_404(found.enrolments, pk=enrolment_id)
    verb, sentence = {
        "inviter": (inviting.invite_again, _("The invitation is sent again. The old link no longer works.")),
        "bekreft": (enrolling.confirm, _("The place is confirmed.")),
        "trekk": (enrolling.withdraw, _("The place is withdrawn. What was done stays.")),
    }.get(do, (None, ""))
    if verb is None:
        raise Http404
    try:
        verb(enrolment=enrolment, by=request.user)
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("courses:secretariat_run", run_id)


@login_required
@require_safe
def withdrawing(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """`…/trekk-plassen/`: asks once more before a place is withdrawn, and says what happens. Changes nothing."""
    found = own_run(request, run_id)
    enrolment = get_object_or_404(found.enrolments.select_related("person"), pk=enrolment_id)
    if enrolment.state not in (*TAKING_PART_STATES, EnrolmentState.INVITED):
        return redirect("courses:secretariat_run", run_id)
    context = {"run": found, "enrolment": enrolment}
    return render(request, "courses/secretariat/withdrawing.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """`/sekretariat/personer/`: the people of one's associations, by name, each with a button for a login card.

    POST looks for a name, and changes nothing.
    """
    own_organisations(request)
    wanted = request.POST.get("navn", "").replace("\0", "").strip()[:80]  # PostgreSQL takes no NUL
    found = people_in_care_of(request.user).order_by("pk")
    if wanted:
        found = found.filter(containing("name", wanted))
    in_order = sorted(found, key=lambda person: alphabetical(person.name))
    number = request.POST.get("side") or request.GET.get("side")
    page = Paginator(in_order, PEOPLE_ON_A_PAGE).get_page(number)
    return render(request, "courses/secretariat/people.html", {"people": page, "wanted": wanted})
