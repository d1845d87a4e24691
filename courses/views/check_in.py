"""Checking in oneself: the leader's screen with the code, and the page of whoever types or scans it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from courses import check_in_codes
from courses.check_in_form import CodeForm
from courses.check_in_page import CheckInPage
from courses.checking_in import check_in_oneself, close_check_in, how_it_stands, open_check_in
from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES
from courses.models import CheckIn
from courses.views.gatherings import own_gathering
from lms.people.rate_limit import WrongTries, asking_to_wait, limited

#: The code that was shown is remembered in the session of this browser while somebody logs in.
REMEMBERED, MINUTES = "check_in", 20
#: A whole congress behind one router, and still hopeless to guess in.
MOST = "1200/m"
#: Wrong codes of one person in ten minutes. Whoever reads from the screen needs two or three.
WRONG = WrongTries("wrong-check-in-code", most=10, seconds=600)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, run_id: int, gathering_id: int) -> HttpResponse:
    """`…/samling/<gathering>/innsjekk/`: opens and closes the check-in, shows its code and who is here.

    When the course is over nobody checks in, so it leads to the gathering.
    """
    found = own_gathering(request, run_id, gathering_id)
    if found.course_run.state in OVER_RUN_STATES:
        return redirect("courses:gathering", run_id, gathering_id)
    refusal = ""
    if request.method == "POST":
        verb = close_check_in if request.POST.get("do") == "close" else open_check_in
        try:
            verb(gathering=found, by=request.user)
        except CourseError as error:
            refusal = str(error)
        else:
            return redirect("courses:check_in_screen", run_id, gathering_id)
    context = {"gathering": found, "page": CheckInPage(found), "refusal": refusal}
    return render(request, "courses/leader/check_in.html", context)


@never_cache
@login_required
@require_safe
def live(request: HttpRequest, run_id: int, gathering_id: int) -> JsonResponse:
    """`…/innsjekk/naa/`: the same as JSON, for the screen that keeps itself up to date."""
    return JsonResponse(CheckInPage(own_gathering(request, run_id, gathering_id)).live())


@never_cache
@limited("check-in", MOST)
@require_safe
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """`/innsjekk/<code>/`: from the square. Remembers the code for this browser, and leads on; nothing is recorded yet."""
    if WRONG.are_used_up(request):
        return _stopped(request, code)
    found = check_in_codes.find(code, timezone.now())
    if found is None:
        WRONG.count(request)
        return render(request, "courses/check_in.html", {"form": CodeForm(), "is_old": True})
    return _on(request, found)


@never_cache
@sensitive_post_parameters()
@limited("check-in", MOST, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """`/innsjekk/`: type the code, or press the one button when it was scanned. Works through logging in."""
    remembered = _remembered(request)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound:
        return _typed(request, form)
    if remembered is None:
        return render(request, "courses/check_in.html", {"form": form})
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("courses:check_in"))
    if request.method == "POST" and _recorded(request, remembered):
        return redirect("courses:check_in")
    own = how_it_stands(check_in=remembered, person=request.user)
    context = {"gathering": remembered.gathering, "own": own, "is_pressed": request.method == "POST"}
    return render(request, "courses/check_in_here.html", context)


def _typed(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """On with the right code; the page with a sentence after a wrong one, and no more tries after many."""
    code = form["code"].value() or ""
    if WRONG.are_used_up(request):
        return _stopped(request, code)
    if form.is_valid():
        return _on(request, form.cleaned_data["code"])
    if code.strip():
        WRONG.count(request)
    return render(request, "courses/check_in.html", {"form": form})


def _stopped(request: HttpRequest, code: str) -> HttpResponse:
    """After many wrong codes. Somebody else at the same address may have tried them, so who is not logged in is asked to log in.

    Whether this code is right is not told before that.
    """
    if request.user.is_authenticated:
        return asking_to_wait(render(request, "courses/check_in_stopped.html"), WRONG.seconds)
    tried = check_in_codes.plain(code)[: check_in_codes.LENGTH]
    messages.info(
        request, _("Several codes that were not right were tried from here. Log in first, and go on.")
    )
    return redirect_to_login(reverse("courses:check_in_code", args=[tried or "-"]))


def _on(request: HttpRequest, found: CheckIn) -> HttpResponse:
    """To the button, by way of logging in where somebody is not."""
    request.session[REMEMBERED] = {
        "check_in": found.pk,
        "opened": found.opened_at.timestamp(),
        "until": timezone.now().timestamp() + MINUTES * 60,
    }
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("courses:check_in"))
    return redirect("courses:check_in")


def _remembered(request: HttpRequest) -> CheckIn | None:
    """The check-in whose code this browser has shown, for twenty minutes."""
    kept = request.session.get(REMEMBERED)
    if not kept or kept["until"] < timezone.now().timestamp():
        return None
    found = CheckIn.objects.filter(pk=kept["check_in"]).select_related("gathering__course_run").first()
    return found if found and found.opened_at.timestamp() == kept["opened"] else None


def _recorded(request: HttpRequest, found: CheckIn) -> bool:
    """Whether it could be recorded. Why not is told by the page itself."""
    try:
        check_in_oneself(check_in=found, person=request.user)
    except CourseError:
        return False
    return True
