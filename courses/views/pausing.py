"""A trainee's own yes, pause and way back, and leaving a course with dignity. From my page; no reason is asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses import access, enrolling, inviting, retention
from courses.errors import CourseError
from courses.kinds import TAKING_PART_STATES, UNDER_WAY_RUN_STATES, EnrolmentState
from courses.models import Enrolment
from courses.someone_to_call import someone_to_call

MY_PLACE = "home:my_place"
MAY_LEAVE = (*TAKING_PART_STATES, EnrolmentState.INVITED)


@require_POST
@login_required
def join(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/kurs/<enrolment>/bli-med/`: yes to an invitation, from one's own page."""
    return _do(request, enrolment_id, _confirm, _("Your place is confirmed. Welcome."))


def _confirm(*, enrolment: Enrolment, by) -> Enrolment:
    if enrolment.state == EnrolmentState.INVITED and not inviting.is_open(enrolment):
        raise CourseError(_("The invitation has become too old. Call, and we will find out of it together."))
    return enrolling.confirm(enrolment=enrolment, by=by)


@require_POST
@login_required
def pause(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/kurs/<enrolment>/pause/`: the course waits."""
    return _do(request, enrolment_id, enrolling.pause, _("You are taking a pause. The course waits for you."))


@require_POST
@login_required
def resume(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/kurs/<enrolment>/fortsett/`: back from the pause."""
    return _do(request, enrolment_id, enrolling.resume, _("Good to have you back. All is as you left it."))


@never_cache
@login_required
@require_safe
def leaving(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/kurs/<enrolment>/slutte/`: what happens if one leaves, asked once. Changes nothing by itself."""
    place = access.own_enrolment(request.user, enrolment_id)
    request.organisation = place.organisation
    if place.state not in MAY_LEAVE:
        return redirect(MY_PLACE, enrolment_id)
    context = {
        "place": place,
        "course": place.course_run.course,
        "texts_until": timezone.localdate() + retention.KEPT_FOR,
        "needs_until": retention.needs_deleted_on(place.course_run),
        "may_come_back": place.course_run.state in UNDER_WAY_RUN_STATES,
        "someone": someone_to_call(place, request.LANGUAGE_CODE),
    }
    return render(request, "courses/leaving.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/kurs/<enrolment>/avslutt/`: leave the course."""
    sentence = _("You have left the course. Thank you for the time you were with us.")
    return _do(request, enrolment_id, enrolling.withdraw, sentence)


@require_POST
@login_required
def come_back(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/kurs/<enrolment>/kom-tilbake/`: the place one left is taken up again."""
    return _do(request, enrolment_id, enrolling.come_back, _("Good to have you back. All is as you left it."))


def _do(request: HttpRequest, enrolment_id: int, verb: Callable, sentence: str) -> HttpResponse:
    enrolment = access.own_enrolment(request.user, enrolment_id)
    try:
        verb(enrolment=enrolment, by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect(MY_PLACE, enrolment_id)
