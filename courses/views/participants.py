"""One participant, for those who lead: what is done and what remains, and registering on their behalf."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import access, attending, enrolling, responding, taking_back
from courses.activities.base import ActivityPage
from courses.activities.pledge import signing
from courses.errors import CourseError
from courses.kinds import ResponseState
from courses.models import Enrolment, PracticePage
from courses.participant_forms import MarkForm, PledgeForm
from courses.participant_page import ParticipantPage
from lms.people.models import User


def _place(request: HttpRequest, run_id: int, enrolment_id: int) -> Enrolment:
    """The place in this run, for those who see its status. 404 otherwise."""
    enrolment = access.enrolment_for_worker(request.user, enrolment_id)
    if enrolment.course_run_id != run_id:
        raise Http404
    request.organisation = enrolment.course_run.organiser
    return enrolment


def _page(request: HttpRequest, enrolment: Enrolment) -> ParticipantPage:
    return ParticipantPage(request.user, enrolment, get_language() or enrolment.course_run.language)


@login_required
@require_safe
def participant(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """`/kursleder/<run>/deltaker/<enrolment>/`: done or not, by activity, and who acts on the rest."""
    enrolment = _place(request, run_id, enrolment_id)
    context = {"page": _page(request, enrolment), "enrolment": enrolment, "run": enrolment.course_run}
    return render(request, "courses/leader/participant.html", context)


@require_POST
@login_required
def mark(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """Marks an activity as done on paper or with others, as skipped by agreement, or takes a mark back."""
    enrolment = _place(request, run_id, enrolment_id)
    form = MarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    pages = ActivityPage.objects.descendant_of(enrolment.course_run.course).live()
    page = get_object_or_404(pages, code=form.cleaned_data["activity"]).specific
    return _try(request, enrolment, lambda: _mark(form, enrolment, page, request.user))


def _mark(form: MarkForm, enrolment: Enrolment, page: ActivityPage, by: User) -> None:
    """What the button says, through the verb it stands for."""
    if form.cleaned_data["do"] == MarkForm.TAKE_BACK:
        taking_back.take_back(enrolment=enrolment, activity=page, by=by)
        return
    state = ResponseState.SKIPPED if form.cleaned_data["do"] == MarkForm.SKIP else ResponseState.DONE
    roles = _roles(form, page) if state == ResponseState.DONE else []
    told = {"roles_tried": roles} if roles else {}
    responding.mark_done(enrolment=enrolment, activity=page, by=by, state=state, **told)


def _roles(form: MarkForm, page: ActivityPage) -> list[str]:
    """The roles that were ticked. With none ticked, those everybody has had when the practice is over."""
    everybody = page.roles_of_everybody if isinstance(page, PracticePage) else []
    return form.cleaned_data["roles"] or everybody


@require_POST
@login_required
def change_place(request: HttpRequest, run_id: int, enrolment_id: int, do: str) -> HttpResponse:
    """Confirms a place, takes or ends a pause, withdraws, or confirms the participation, on the person's behalf."""
    enrolment = _place(request, run_id, enrolment_id)
    verb = {
        "bekreft": enrolling.confirm,
        "pause": enrolling.pause,
        "fortsett": enrolling.resume,
        "trekk": enrolling.withdraw,
        "deltatt": attending.confirm_participation,
    }.get(do)
    if verb is None:
        raise Http404
    return _try(request, enrolment, lambda: verb(enrolment=enrolment, by=request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """`…/lofte/`: that the pledge was gone through (R57), and a signature on paper. For the association's own people.

    404 in a course other than the basic one: it speaks of no pledge (docs/decisions/0039-courses-that-follow.md).
    """
    enrolment = _place(request, run_id, enrolment_id)
    page = _page(request, enrolment)
    if not (enrolment.course_run.course.is_basic and page.stands_for_association):
        raise Http404
    form = PledgeForm(request.POST or None, initial={"signed_name": enrolment.person.name})
    if request.method == "POST" and form.is_valid():
        try:
            _record_pledge(request, enrolment, form)
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("courses:participant", run_id, enrolment_id)
    return render(request, "courses/leader/pledge.html", {"page": page, "form": form, "enrolment": enrolment})


def _record_pledge(request: HttpRequest, enrolment: Enrolment, form: PledgeForm) -> None:
    day, name = form.cleaned_data["day"], form.cleaned_data["signed_name"]
    if form.cleaned_data["what"] == PledgeForm.SIGNED:
        signing.register_paper(
            enrolment=enrolment,
            by=request.user,
            signed_on=day,
            signed_name=name,
            read_how=form.cleaned_data["read_how"],
        )
    else:
        signing.explain(enrolment=enrolment, by=request.user, on=day)


def _try(request: HttpRequest, enrolment: Enrolment, verb: Callable[[], object]) -> HttpResponse:
    """Run the verb, say how it went, and go back to the person; or to the run when they are no longer on its list."""
    try:
        verb()
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Recorded."))
    if Enrolment.objects.visible_to(request.user).on_the_list().filter(pk=enrolment.pk).exists():
        return redirect("courses:participant", enrolment.course_run_id, enrolment.pk)
    return redirect("courses:run", enrolment.course_run_id)
