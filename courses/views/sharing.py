"""What the author does with own words: taking back what is shared, bringing some of it to the conversation, and
choosing a sentence for the group."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses import bringing, responding
from courses.activities.base import Response
from courses.activities.contract import SAVE
from courses.activities.group_reflection.choosing import own_texts
from courses.errors import CourseError
from courses.kinds import Sharing
from courses.models import BroughtText, CaseNotice
from courses.views.activities import activity
from courses.workplace import Workplace

ACTIVITY = "courses:activity"


class BringForm(forms.Form):
    """The words to bring."""

    text = forms.CharField(
        label=gettext_lazy("This is what I bring"),
        help_text=gettext_lazy(
            "You may shorten it. Write so that the one it is about could have read it. No names."
        ),
        widget=forms.Textarea(attrs={"rows": 9, "cols": False, "autocomplete": "off"}),
        max_length=bringing.LONGEST,
        error_messages={"required": gettext_lazy("Write what you want to bring, or leave it be.")},
    )


@login_required
@require_POST
def take_back(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """`…/trekk-tilbake/`: nobody else reads it from now on. What stands in the box is kept as by the save button."""
    work = _work(request, enrolment_id, code)
    if work.response is None:
        raise Http404
    row = get_object_or_404(Response.objects.non_polymorphic(), pk=work.response.pk)
    row = responding.change_sharing(response=row, sharing=Sharing.PRIVATE, by=request.user)
    messages.success(request, _("You share this with nobody now. What has been read, has been read."))
    if work.kind.box(work.page) not in request.POST:
        return redirect(ACTIVITY, enrolment_id, code)
    typed = request.POST.copy()
    typed.update({"do": SAVE, "sharing": Sharing.PRIVATE})
    if typed.get("version") == str(work.response.version):
        typed["version"] = str(row.version)
    request.POST = typed
    return activity(request, enrolment_id, code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """`…/ta-med/`: the words to bring, and who can read them when. 404 where nothing may be brought."""
    work = _work(request, enrolment_id, code)
    brought = BroughtText.objects.of_activity(work.enrolment.pk, work.step.key).first()
    may_bring = work.kind.may_be_brought(work.page)
    if not (may_bring or brought):
        raise Http404
    first = brought.text if brought else work.kind.text_in_box(work.content)
    form = BringForm(request.POST or None, initial={"text": first})
    if request.method == "POST" and form.is_valid() and _brought(request, work, form):
        return redirect("courses:bring", enrolment_id, code)
    notice = CaseNotice.objects.filter(enrolment=work.enrolment).first()
    context = {"work": work, "form": form, "brought": brought, "may_bring": may_bring, "notice": notice}
    return render(request, "courses/activities/bring.html", context)


@login_required
@require_POST
def leave_out(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """`…/ta-med/ikke/`: taken back, at once."""
    work = _work(request, enrolment_id, code)
    if bringing.leave_out(enrolment=work.enrolment, activity_key=work.step.key, by=request.user):
        messages.success(
            request,
            _("You do not bring this any more. Nobody can read it now. What has been read, has been read."),
        )
    return redirect(ACTIVITY, enrolment_id, code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """`…/velg/`: one's own sentences; the one chosen is put in the box, and shared only from there. 404 elsewhere."""
    work = _work(request, enrolment_id, code)
    if not work.kind.reaches_group(work.page) or work.kind.name != "group_reflection":
        raise Http404
    chosen = request.POST.get("sentence", "").strip()
    refusal = ""
    if request.method == "POST" and chosen:
        try:
            responding.save_work(
                enrolment=work.enrolment, activity_page=work.page, content={"typed": chosen}, finish=False
            )
        except CourseError as error:
            refusal = str(error)
        else:
            return redirect(ACTIVITY, enrolment_id, code)
    elif request.method == "POST":
        refusal = _("Choose a sentence, or go back and write one yourself.")
    context = {"work": work, "texts": own_texts(work), "refusal": refusal}
    return render(request, "courses/activities/choose_sentence.html", context)


def _brought(request: HttpRequest, work: Workplace, form: BringForm) -> bool:
    """Whether it was placed; otherwise the sentence stands in the form."""
    try:
        bringing.bring(
            enrolment=work.enrolment, activity_page=work.page, text=form.cleaned_data["text"], by=request.user
        )
    except CourseError as refusal:
        form.add_error("text", str(refusal))
        return False
    messages.success(
        request, _("You bring this to the conversation. You can take it back until the case is decided.")
    )
    return True


def _work(request: HttpRequest, enrolment_id: int, code: str) -> Workplace:
    work = Workplace.at(request.user, enrolment_id, code, request.LANGUAGE_CODE)
    request.organisation = work.enrolment.organisation
    return work
