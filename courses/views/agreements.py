"""The group's agreement: the leader writes in what the group said, and the group reads it on the activity's page."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from courses.activities.group_reflection.agreeing import agreement_of, write_agreement
from courses.activities.group_reflection.models import GroupForm, GroupReflectionPage
from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES
from courses.models import CourseRun


class AgreementForm(forms.Form):
    """What the group stands for, one sentence on each line."""

    text = forms.CharField(
        label=gettext_lazy("What you agreed on"),
        help_text=gettext_lazy("One sentence on each line. You can change it as you go."),
        widget=forms.Textarea(attrs={"rows": 9}),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write at least one sentence that the group stands for.")},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/avtale/`: for those who lead the run today; 404 for everybody else."""
    runs = CourseRun.objects.led_by(request.user).select_related("organiser", "course")
    run = get_object_or_404(runs, pk=run_id)
    request.organisation = run.organiser
    page = GroupReflectionPage.objects.descendant_of(run.course).filter(form=GroupForm.AGREEMENT).first()
    if page is None:
        messages.info(request, _("This course has no agreement to write in."))
        return redirect("courses:run", run.pk)
    written = agreement_of(run, page)
    form = AgreementForm(request.POST or None, initial={"text": written.text if written else ""})
    if request.method == "POST" and form.is_valid():
        try:
            write_agreement(
                course_run=run, activity_page=page, text=form.cleaned_data["text"], by=request.user
            )
        except CourseError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The agreement is saved. Everybody in the group can read it now."))
            return redirect("courses:run", run.pk)
    is_over = run.state in OVER_RUN_STATES
    context = {"form": form, "run": run, "activity": page.localized, "is_over": is_over}
    return render(request, "courses/leader/agreement.html", context)
