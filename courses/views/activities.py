"""One activity on one screen: read, write, choose, and go on. The kinds say how they differ."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses import holding, responding
from courses.activities.base import Response
from courses.activities.contract import HERE, ActivityForm
from courses.drafting import keep_beside
from courses.errors import CourseError, OlderVersion
from courses.strokes import Stroke
from courses.workplace import Workplace
from lms.people.rate_limit import limited

OPENED = "open"
ALL_OF_THE_GROUP = "alle"
TWO_TEXTS = "two texts"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """Shows an activity of one's own; POST keeps what was done and goes on. 404 for anybody else's place."""
    if not request.user.is_authenticated:
        return _log_in_first(request, enrolment_id, code)
    work = _work(request, enrolment_id, code)
    form = work.kind.form(work, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (went := _performed(work, form)):
        return holding.let_go(request, redirect(_address_after(work, went)), enrolment_id, code)
    is_back = not form.is_bound and _put_back(work, form, holding.held_for(request, enrolment_id, code))
    seen = form.is_bound or is_back or work.has_begun or OPENED in request.GET
    notice_first = work.page.content_notice and not seen
    template = "courses/activities/notice.html" if notice_first else work.kind.template
    shown = {"work": work, "form": form, "is_back": is_back, **work.kind.context(work)}
    return render(request, template, shown)


@login_required
def print_sheet(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """The sheet for paper that belongs to an activity. 404 where there is none."""
    work = _work(request, enrolment_id, code)
    template = work.kind.print_template(work.page)
    if template is None:
        raise Http404
    return render(request, template, {"work": work, "form": work.kind.form(work), **work.kind.context(work)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """Asks first; POST takes away what one wrote, for good. 404 where nothing is kept."""
    work = _work(request, enrolment_id, code)
    if work.response is None or not work.kind.content_fields:
        raise Http404
    if request.method == "POST":
        responding.erase(
            response=Response.objects.non_polymorphic().get(pk=work.response.pk), by=request.user
        )
        return redirect("courses:activity", enrolment_id, code)
    return render(request, "courses/activities/erase.html", {"work": work})


@limited("held_text", "60/m", methods=("POST",))
def _log_in_first(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """To the log-in page and back; a text sent after the session ended waits meanwhile (docs/decisions/0014)."""
    response = redirect_to_login(request.get_full_path())
    if request.method == "POST":
        holding.hold(response, holding.Held.sent_with(enrolment_id, code, request.POST))
    return response


def _put_back(work: Workplace, form: ActivityForm, held: holding.Held | None) -> bool:
    """Puts a text that was held into the box, on top of the version it was written on. Returns whether there was one
    that is not saved already."""
    box = work.kind.box(work.page)
    if held is None or not box or held.text == form.initial.get(box, ""):
        return False
    form.initial |= {box: held.text, "version": held.version}
    return True


def _work(request: HttpRequest, enrolment_id: int, code: str) -> Workplace:
    work = Workplace.at(request.user, enrolment_id, code, request.LANGUAGE_CODE)
    work.reads_all = ALL_OF_THE_GROUP in request.GET
    request.organisation = work.enrolment.organisation
    return work


def _performed(work: Workplace, form: ActivityForm) -> str | None:
    """Where to go after the kind has done its work, or None when it refused; the sentence is then in the form."""
    save = partial(
        responding.save_work,
        enrolment=work.enrolment,
        activity_page=work.page,
        expected_version=form.cleaned_data["version"],
        stroke=Stroke.sent_with(form.data),
    )
    try:
        return work.kind.perform(work, form, save)
    except OlderVersion as refusal:
        if _kept_beside(work, form):
            return TWO_TEXTS
        form.data = form.data.copy()
        form.data["version"] = refusal.version
        form.add_error(None, str(refusal))
    except CourseError as refusal:
        form.add_error(None, str(refusal))
    return None


def _kept_beside(work: Workplace, form: ActivityForm) -> bool:
    """Whether there is a text that differs from the saved one. It is kept beside it, and the author chooses."""
    text = form.cleaned_data.get(work.kind.box(work.page), "")
    if not text or text.replace("\r\n", "\n") == work.kind.text_in_box(work.content):
        return False
    stroke = Stroke.sent_with(form.data)
    keep_beside(enrolment=work.enrolment, activity_page=work.page, text=text, stroke=stroke)
    return True


def _address_after(work: Workplace, went: str) -> str:
    if went == TWO_TEXTS:
        return reverse("courses:both_texts", args=[work.enrolment.pk, work.step.code])
    where, _hash, anchor = went.partition("#")
    if where == HERE:
        here = reverse("courses:activity", args=[work.enrolment.pk, work.step.code])
        return f"{here}#{anchor}" if anchor else here
    if work.following is None:
        return reverse("courses:outline", args=[work.enrolment.pk])
    return reverse("courses:activity", args=[work.enrolment.pk, work.following.code])
