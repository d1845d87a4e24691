"""People in and out: moving somebody to another run, who stands in the door, and who waits for a seat."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import moving, prerequisites, setting_up, waiting, walking_in
from courses.errors import CourseError
from courses.models import Enrolment, Gathering
from courses.place_forms import LetInForm, MoveForm, WalkInForm
from courses.views.gatherings import own_gathering
from courses.views.secretariat import REFUSALS, own_run
from lms.people.models import Organisation
from lms.people.rate_limit import limited

#: More than ever stand in one door, and too few to find out with a list of addresses who is known here.
MOST_WALK_IN = "120/h"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """`/sekretariat/<run>/deltaker/<place>/flytt/`: to another run of the same course; what was done comes along."""
    found = own_run(request, run_id)
    places = found.enrolments.select_related("person", "organisation", "course_run__course")
    enrolment = get_object_or_404(places, pk=enrolment_id)
    if already := moving.moved_already(enrolment, request.POST.get("to", ""), request.user):
        return _moved(request, already)
    runs = moving.runs_to_move_to(enrolment, request.user)
    form = MoveForm(request.POST if request.method == "POST" else None, runs=runs)
    if form.is_valid():
        try:
            new = moving.move_place(enrolment=enrolment, to=form.cleaned_data["to"], by=request.user)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            return _moved(request, new)
    context = {"run": found, "enrolment": enrolment, "form": form, "runs": runs}
    return render(request, "courses/secretariat/move.html", context)


def _moved(request: HttpRequest, new: Enrolment) -> HttpResponse:
    """To where the place is now, also after the second of two clicks."""
    sentences = [_("The place is moved.")]
    if not new.course_run.course.is_seminar:
        sentences.append(_("What was done is there already."))
    messages.success(request, " ".join(sentences))
    return redirect("courses:secretariat_run", new.course_run_id)


@login_required
@limited("walk-in", MOST_WALK_IN, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, run_id: int, gathering_id: int) -> HttpResponse:
    """`/kursleder/<run>/samling/<gathering>/ny-deltaker/`: somebody who is on no list, put on it at once."""
    found = own_gathering(request, run_id, gathering_id)
    form = WalkInForm(
        request.POST if request.method == "POST" else None, organisations=_organisations_at(found)
    )
    if form.is_valid():
        line, organisation = form.cleaned_data["person"], form.cleaned_data["organisation"]
        try:
            walking_in.walk_in(gathering=found, organisation=organisation, line=line, by=request.user)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They are on the list now. Record that they are here."))
            return redirect("courses:gathering", run_id, gathering_id)
    return render(request, "courses/leader/walk_in.html", {"gathering": found, "form": form})


def _organisations_at(gathering: Gathering) -> QuerySet[Organisation]:
    """The associations somebody in the door may come from: for own time the one whose it is."""
    found = gathering.course_run.organisations.order_by("name")
    return found.filter(pk=gathering.organisation_id) if gathering.organisation_id else found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """`/sekretariat/<run>/deltaker/<place>/slipp-inn/`: somebody took what is asked for elsewhere (edge case 19)."""
    found = own_run(request, run_id)
    enrolment = get_object_or_404(found.enrolments.select_related("person"), pk=enrolment_id)
    if refusal := prerequisites.why_not_let_in(enrolment):
        messages.warning(request, refusal)
    if refusal or not prerequisites.who_lacks(found, [enrolment]):
        return redirect("courses:secretariat_run", run_id)
    form = LetInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            prerequisites.let_in(enrolment=enrolment, by=request.user, **form.cleaned_data)
        except REFUSALS as error:
            form.refuse(error)
        else:
            messages.success(request, _("They are let in. Who decided is recorded, and what it builds on."))
            return redirect("courses:secretariat_run", run_id)
    asked = prerequisites.what_is_asked(found.course)
    context = {"run": found, "enrolment": enrolment, "form": form, "asked": asked}
    return render(request, "courses/secretariat/let_in.html", context)


@require_POST
@login_required
def change_turn(request: HttpRequest, run_id: int, turn_id: int, do: str) -> HttpResponse:
    """`/sekretariat/<run>/venteliste/<turn>/…`: gives somebody who waits a seat, or takes them off the list.

    A turn that is gone, as after the second of two clicks, leads back without a word.
    """
    found = own_run(request, run_id)
    verb, sentence = {
        "inviter": (waiting.give_seat, _("The invitation is sent.")),
        "fjern": (waiting.leave_line, _("They are taken off the waiting list.")),
    }.get(do, (None, ""))
    if verb is None:
        raise Http404
    turn = found.waiting.select_related("course_run__organiser", "person").filter(pk=turn_id).first()
    if turn is None:
        return redirect("courses:secretariat_run", run_id)
    try:
        verb(turn=turn, by=request.user)
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("courses:secretariat_run", run_id)


@require_POST
@login_required
def end_leader(request: HttpRequest, run_id: int, leader_id: int) -> HttpResponse:
    """`/sekretariat/<run>/leder/<leader>/slutt/`: somebody leads no longer, and has no access from now on.

    Who is gone already, as after the second of two clicks, leads back without a word.
    """
    found = own_run(request, run_id)
    leader = found.leaders.select_related("course_run__organiser").filter(pk=leader_id).first()
    if leader is None:
        return redirect("courses:secretariat_run", run_id)
    try:
        setting_up.end_leadership(leader=leader, by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("They lead no longer, and no longer open the pages of the course."))
    return redirect("courses:secretariat_run", run_id)
