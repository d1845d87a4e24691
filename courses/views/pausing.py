"""A trainee's own pause and way back, and leaving a course. From my page; one button each, no reason asked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses import access, enrolling
from courses.errors import CourseError

MY_PAGE = "home:my_page"


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


@require_POST
@login_required
def withdraw(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/kurs/<enrolment>/avslutt/`: leave the course."""
    return _do(
        request,
        enrolment_id,
        enrolling.withdraw,
        _("You have left the course. Call us if you change your mind."),
    )


def _do(request: HttpRequest, enrolment_id: int, verb, sentence: str) -> HttpResponse:
    enrolment = access.own_enrolment(request.user, enrolment_id)
    try:
        verb(enrolment=enrolment, by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect(MY_PAGE)
