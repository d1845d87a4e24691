"""One activity on one screen: read, write, choose, and go on. The kinds say how they differ."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses import responding
from courses.activities.base import Response
from courses.activities.contract import HERE, ActivityForm
from courses.errors import CourseError, OlderVersion
from courses.workplace import Workplace

OPENED = "open"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """Shows an activity of one's own; POST keeps what was done and goes on. 404 for anybody else's place."""
    work = _work(request, enrolment_id, code)
    form = work.kind.form(work, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (went := _performed(work, form)):
        return redirect(_address_after(work, went))
    notice_first = work.page.content_notice and not (form.is_bound or work.response or OPENED in request.GET)
    template = "courses/activities/notice.html" if notice_first else work.kind.template
    return render(request, template, {"work": work, "form": form, **work.kind.context(work)})


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


def _work(request: HttpRequest, enrolment_id: int, code: str) -> Workplace:
    work = Workplace.at(request.user, enrolment_id, code, request.LANGUAGE_CODE)
    request.organisation = work.enrolment.organisation
    return work


def _performed(work: Workplace, form: ActivityForm) -> str | None:
    """Where to go after the kind has done its work, or None when it refused; the sentence is then in the form."""
    save = partial(
        responding.save_work,
        enrolment=work.enrolment,
        activity_page=work.page,
        expected_version=form.cleaned_data["version"],
    )
    try:
        return work.kind.perform(work, form, save)
    except OlderVersion as refusal:
        form.data = form.data.copy()
        form.data["version"] = refusal.version
        form.add_error(None, str(refusal))
    except CourseError as refusal:
        form.add_error(None, str(refusal))
    return None


def _address_after(work: Workplace, went: str) -> str:
    where, _hash, anchor = went.partition("#")
    if where == HERE:
        here = reverse("courses:activity", args=[work.enrolment.pk, work.step.code])
        return f"{here}#{anchor}" if anchor else here
    if work.following is None:
        return reverse("courses:outline", args=[work.enrolment.pk])
    return reverse("courses:activity", args=[work.enrolment.pk, work.following.code])
