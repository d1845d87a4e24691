"""Agreeing on how a missed gathering is made up, confirming that it was, and taking it back. For those who arrange it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import access, grouping, making_up
from courses.errors import CourseError
from courses.forecast import Missed
from courses.make_up_forms import AgreeForm, ConfirmForm
from courses.models import Enrolment, MakeUp
from courses.participant_page import ParticipantPage
from courses.views.gatherings import own_gathering


def _place(request: HttpRequest, run_id: int, enrolment_id: int) -> Enrolment:
    """The place in this run, for those who see its status. 404 otherwise."""
    enrolment = access.enrolment_for_worker(request.user, enrolment_id)
    if enrolment.course_run_id != run_id:
        raise Http404
    request.organisation = enrolment.course_run.organiser
    return enrolment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, run_id: int, enrolment_id: int, gathering_id: int) -> HttpResponse:
    """`…/deltaker/<place>/ta-igjen/<gathering>/`: how it is made up, when and where. 404 for who may not arrange it."""
    enrolment = _place(request, run_id, enrolment_id)
    gathering = own_gathering(request, run_id, gathering_id)
    page = ParticipantPage(request.user, enrolment, get_language() or enrolment.course_run.language)
    missed = _missed(page, gathering_id)
    data = request.POST if request.method == "POST" else None
    if missed.make_up and not data:
        return _agreed_already(request, run_id, enrolment_id)
    form = AgreeForm(data, kinds=page.make_up_kinds(missed), hosts=missed.hosts)
    if request.method == "POST" and form.is_valid():
        try:
            making_up.agree(enrolment=enrolment, gathering=gathering, by=request.user, **form.terms)
        except CourseError as refusal:
            if missed.make_up:
                return _agreed_already(request, run_id, enrolment_id)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted. It stands on the participant's page too."))
            return redirect("courses:participant", run_id, enrolment_id)
    context = {"form": form, "missed": missed, "enrolment": enrolment, "run": enrolment.course_run}
    return render(request, "courses/leader/make_up.html", context)


def _agreed_already(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """From a page that was open in another tab, or gone back to, to where the agreement stands and can be taken back."""
    messages.warning(request, _("Something is agreed already. It stands here, and can be taken back here."))
    return redirect("courses:participant", run_id, enrolment_id)


def _missed(page: ParticipantPage, gathering_id: int) -> Missed:
    """What the person missed there. 404 when it is nothing."""
    for missed in page.forecast.missed:
        if missed.gathering.pk == gathering_id:
            return missed
    raise Http404


@require_POST
@login_required
def confirm(request: HttpRequest, run_id: int, enrolment_id: int, make_up_id: int) -> HttpResponse:
    """`…/ta-igjen/<make-up>/bekreft/`: it is done, and counts for so many minutes."""
    make_up = _make_up(request, run_id, enrolment_id, make_up_id)
    form = ConfirmForm(request.POST)
    try:
        if form.is_valid():
            making_up.confirm(make_up=make_up, minutes=form.cleaned_data["minutes"], by=request.user)
            messages.success(request, _("Recorded."))
        else:
            messages.warning(request, form.errors["minutes"][0])
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    return redirect("courses:participant", run_id, enrolment_id)


@require_POST
@login_required
def let_fall(request: HttpRequest, run_id: int, enrolment_id: int, make_up_id: int) -> HttpResponse:
    """`…/ta-igjen/<make-up>/bort/`: the agreement is taken back. It is kept, and another can be made."""
    make_up = _make_up(request, run_id, enrolment_id, make_up_id)
    try:
        making_up.let_fall(make_up=make_up, by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Taken back. You can agree on something else."))
    return redirect("courses:participant", run_id, enrolment_id)


def _make_up(request: HttpRequest, run_id: int, enrolment_id: int, make_up_id: int) -> MakeUp:
    """The make-up of this place, for those who may arrange it. 404 otherwise."""
    enrolment = _place(request, run_id, enrolment_id)
    return get_object_or_404(MakeUp.objects.arranged_by(request.user), pk=make_up_id, enrolment=enrolment)


@require_POST
@login_required
def shuffle(request: HttpRequest, run_id: int, gathering_id: int) -> HttpResponse:
    """`/kursleder/<run>/samling/<gathering>/grupper/`: other pairs and threes, please. Nobody is asked why."""
    found = own_gathering(request, run_id, gathering_id)
    grouping.shuffle(gathering=found, by=request.user, seen=request.POST.get("seen"))
    return redirect("courses:run", run_id)
