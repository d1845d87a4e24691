"""The secretariat's working pages: runs, who leads and represents, when people meet, and opening and closing."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import access, planning, run_defaults, setting_up, timetable
from courses.cancelling import Concerned
from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES
from courses.models import CourseRun
from courses.secretariat_forms import GatheringsForm, LeaderForm, PersonForm, RunForm
from courses.secretariat_page import SecretariatPage
from lms.people.access import organisations_where
from lms.people.errors import PeopleError
from lms.people.models import Organisation, RoleKind

REFUSALS = (CourseError, PeopleError)


def own_organisations(request: HttpRequest) -> list[Organisation]:
    """The associations in whose secretariat the person works. 404 for anybody who works in none."""
    found = organisations_where(request.user, (RoleKind.ADMINISTRATOR,))
    if not found:
        raise Http404
    request.organisation = found[0]
    return found


def own_run(request: HttpRequest, run_id: int) -> CourseRun:
    """A run the person's association organises. 404 otherwise."""
    run = access.run_for_secretariat(request.user, run_id)
    request.organisation = run.organiser
    return run


@login_required
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """`/sekretariat/`: the runs one's association arranges, and a way to set up another."""
    own_organisations(request)
    mine = CourseRun.objects.administered_by(request.user).select_related("organiser")
    found = access.with_representatives(access.with_reviews(mine))
    return render(request, "courses/secretariat/runs.html", {"runs": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    """`/sekretariat/ny/`: a run in one form; gatherings get their usual times. `?kurs=` is the course one comes from."""
    organisers = own_organisations(request)
    begun = run_defaults.begins_with(request.GET.get("kurs"), organisers)
    form = RunForm(request.POST or None, organisers=organisers, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            run = setting_up.set_up_run(by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The course is set up. Look at the times, then open it."))
            return redirect("courses:secretariat_run", run.pk)
    return render(request, "courses/secretariat/new_run.html", {"form": form})


@login_required
@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/sekretariat/<run>/`: what is set up, what is lacking, and the people."""
    found = own_run(request, run_id)
    return render(request, "courses/secretariat/run.html", {"page": SecretariatPage(found), "run": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gatherings(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/samlinger/`: when and where each gathering is held."""
    found = own_run(request, run_id)
    form = GatheringsForm(request.POST or None, gatherings=found.gatherings.select_related("organisation"))
    if request.method == "POST" and form.is_valid():
        try:
            timetable.move_gatherings(course_run=found, times=form.times(), by=request.user)
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The times are saved."))
            return redirect("courses:secretariat_run", run_id)
    return render(request, "courses/secretariat/gatherings.html", {"form": form, "run": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leader(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/leder/`: one more course leader, or a guest until a day."""
    found = own_run(request, run_id)
    return _name_somebody(
        request,
        found,
        form=LeaderForm(request.POST or None),
        heading=_("One more course leader"),
        verb=lambda given: setting_up.name_leader(
            course_run=found, line=given["person"], until=given["until"], by=request.user
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def representative(request: HttpRequest, run_id: int, organisation_id: int) -> HttpResponse:
    """`…/representant/<association>/`: who represents an association (R53)."""
    found = own_run(request, run_id)
    organisation = get_object_or_404(found.organisations, pk=organisation_id)
    return _name_somebody(
        request,
        found,
        form=PersonForm(request.POST or None),
        heading=_("Representative of %(name)s") % {"name": organisation.short_name},
        verb=lambda given: setting_up.name_representative(
            course_run=found, organisation=organisation, line=given["person"], by=request.user
        ),
    )


def _name_somebody(
    request: HttpRequest, found: CourseRun, *, form: PersonForm, heading: str, verb: Callable
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            verb(form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("courses:secretariat_run", found.pk)
    context = {"form": form, "run": found, "heading": heading}
    return render(request, "courses/secretariat/person.html", context)


@login_required
@require_safe
def cancelling(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/avlyse/`: asks once more before a run is cancelled, and says who is told. Changes nothing."""
    found = own_run(request, run_id)
    if found.state in OVER_RUN_STATES:
        return redirect("courses:secretariat_run", run_id)
    return render(request, "courses/secretariat/cancelling.html", {"run": found, "who": Concerned(found)})


@require_POST
@login_required
def change_run(request: HttpRequest, run_id: int, do: str) -> HttpResponse:
    """`…/apne/`, `…/avlys/`: opens or cancels a run. It is closed where one has seen who lacks something (decision 34)."""
    found = own_run(request, run_id)
    verb, sentence = {
        "apne": (planning.open_run, _("The course is open.")),
        "avlys": (planning.cancel_run, _("The course is cancelled. Those it concerns get a message now.")),
    }.get(do, (None, ""))
    if verb is None:
        raise Http404
    try:
        verb(course_run=found, by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("courses:secretariat_run", run_id)
