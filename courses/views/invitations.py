"""`/invitasjon/<token>/`: what one is invited to and who to call; then a code, and one button that confirms the place.

The link is no key: without logging in it shows only what the invitation says anyway, and nobody's name.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses import enrolling, inviting, prerequisites
from courses.errors import CourseError
from courses.models import Enrolment
from lms.people.code_login import send_code_to
from lms.people.rate_limit import limited

NOT_FOUND = 404


@never_cache
@limited("invitation", "120/m")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the invitation; a POST asks for a code, or confirms for who is logged in."""
    place = inviting.invitation_by(token)
    if place is None:
        return _answer(request, "courses/invitation_unknown.html", {}, status=NOT_FOUND)
    request.organisation = place.organisation
    context = {"place": place, "run": place.course_run, "organisation": place.organisation}
    if request.user.is_authenticated and request.user.pk != place.person_id:
        return _answer(request, "courses/invitation_for_another.html", context)
    if not inviting.is_open(place):
        return _answer(request, "courses/invitation_over.html", context)
    if request.method == "POST":
        return (
            _confirm(request, place)
            if request.user.is_authenticated
            else _ask_for_code(request, place, token)
        )
    context["lacking"] = prerequisites.why_not_in(place, request.user)
    return _answer(request, "courses/invitation.html", context)


def _answer(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    # The address stays with us: the site's own policy is same-origin. A stricter one makes browsers send «Origin: null»
    # with the form, and then the form is refused.
    response._has_been_logged = True  # Django logs the path of a 404, and this one holds a secret.
    return response


def _ask_for_code(request: HttpRequest, place: Enrolment, token: str) -> HttpResponse:
    return send_code_to(request, place.person, next_url=reverse("courses:invitation", args=[token]))


def _confirm(request: HttpRequest, place: Enrolment) -> HttpResponse:
    try:
        enrolling.confirm(enrolment=place, by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Your place is confirmed. Welcome."))
    return redirect("home:my_page")
