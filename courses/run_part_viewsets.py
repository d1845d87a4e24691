"""What belongs to a course run, in the admin: its leaders, its associations and its gatherings. Saved through the verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from courses import planning, scheduling, timetable
from courses.errors import CourseError
from courses.kinds import UNDER_WAY_RUN_STATES
from courses.models import (
    CourseRun,
    Gathering,
    GatheringPage,
    RunLeader,
    RunOrganisation,
)
from courses.viewset_filters import (
    GatheringFilters,
    RunLeaderFilters,
    RunOrganisationFilters,
)
from lms.people.admin_bounds import SECRETARIAT, BoundedForm, BoundedViewSet, whose_right
from lms.people.models import Organisation, User


class PartOfRunForm(BoundedForm):
    """Something that belongs to a run that is not over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "course_run" in self.fields:
            runs = self.fields["course_run"]
            runs.queryset = runs.queryset.filter(state__in=UNDER_WAY_RUN_STATES)
            runs.label_from_instance = lambda run: f"{run.title}, {run.starts_on:%d.%m.%Y}"
        if "organisation" in self.fields:  # a joint course has others than one's own (R51)
            self.fields["organisation"].queryset = Organisation.objects.order_by("name")


class PartOfRunViewSet(BoundedViewSet):
    """Rows that belong to a run of one's own association."""

    kinds = SECRETARIAT
    refusals = (CourseError,)
    form_class = PartOfRunForm
    select_related = ("course_run",)

    def rows_for(self, person: User, *, changing: bool = False) -> models.QuerySet:
        """Parts of the runs one's own association organises."""
        return self.model._default_manager.filter(course_run__in=CourseRun.objects.listed_for(person))

    def ways_on_from(self, row: models.Model, person: User) -> list[tuple[str, str]]:
        """To the secretariat's page of the course, for those who may open it. One query."""
        run = CourseRun.objects.administered_by(person).filter(pk=row.course_run_id)
        return (
            [(_("To the course"), reverse("courses:secretariat_run", args=[row.course_run_id]))]
            if run.exists()
            else []
        )


class RunLeaderViewSet(PartOfRunViewSet):
    """Who leads a run. A substitute is one more leader; leading ends with a day."""

    model = RunLeader
    name = "kursledere"
    icon = "user"
    select_related = ("course_run", "person")
    ordering = ["-course_run__starts_on", "since", "pk"]
    looked_for_in = ("person__name", "course_run__title")
    filterset_class = RunLeaderFilters
    list_display = ["person.name", "course_run.title", "course_run.starts_on", "since", "until"]
    list_export = inspect_view_fields = list_display
    labels = {"course_run.starts_on": gettext_lazy("First day")}
    form_fields = ["course_run", "person", "since", "until"]
    update_fields = ["until"]

    def save(self, form: forms.ModelForm, *, by: User) -> RunLeader:
        """Through the verb."""
        row, given = form.instance, form.cleaned_data
        return planning.add_leader(
            course_run=given.get("course_run") or row.course_run,
            person=given.get("person") or row.person,
            since=given.get("since") or row.since,
            until=given["until"],
            by=whose_right(by),
        )

    def name_of(self, row: RunLeader) -> str:
        """The leader's name."""
        return row.person.name


class RunOrganisationViewSet(PartOfRunViewSet):
    """Which associations take part in a run, each with its committee representative (R53)."""

    model = RunOrganisation
    name = "deltakende-foreninger"
    icon = "group"
    select_related = ("course_run", "organisation", "representative")
    ordering = ["-course_run__starts_on", "organisation__name", "pk"]
    looked_for_in = ("organisation__name", "representative__name", "course_run__title")
    filterset_class = RunOrganisationFilters
    list_display = ["organisation.name", "course_run.title", "representative.name", "seats"]
    list_export = inspect_view_fields = list_display
    labels = {"organisation.name": gettext_lazy("Association")}
    form_fields = ["course_run", "organisation", "representative", "seats"]
    # The representative is changed on the secretariat's page: the list here holds one's own people, not a partner's.
    update_fields = ["seats"]

    def save(self, form: forms.ModelForm, *, by: User) -> RunOrganisation:
        """Through the verbs. Who is added to a run that is planned gets own time with the others."""
        row, given = form.instance, form.cleaned_data
        run = given.get("course_run") or row.course_run
        part = planning.add_organisation(
            course_run=run,
            organisation=given.get("organisation") or row.organisation,
            representative=given.get("representative"),
            seats=given["seats"],
            by=whose_right(by),
        )
        scheduling.plan_usual_own_time(course_run=run, by=whose_right(by))
        return part

    def name_of(self, row: RunOrganisation) -> str:
        """The association's name."""
        return row.organisation.name


class GatheringForm(PartOfRunForm):
    """When and where a gathering of the course is held."""

    class Meta(BoundedForm.Meta):
        fields = ["course_run", "code", "organisation", "starts_at", "minutes", "place"]
        widgets = {"starts_at": AdminDateTimeInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            pages = GatheringPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
            choices = dict(pages.order_by("path").values_list("code", "title"))
            self.fields["code"] = forms.ChoiceField(
                label=_("Gathering"), choices=[(code, f"{code} {title}") for code, title in choices.items()]
            )
        if "organisation" in self.fields:
            self.fields["organisation"].required = False
            self.fields["organisation"].empty_label = "---------"


class GatheringViewSet(PartOfRunViewSet):
    """The gatherings of a run, with times and places. Own time belongs to one association (R51)."""

    model = Gathering
    name = "okter"
    icon = "date"
    form_class = GatheringForm
    select_related = ("course_run", "organisation")
    ordering = ["-starts_at", "pk"]
    looked_for_in = ("title", "place", "course_run__title")
    filterset_class = GatheringFilters
    list_display = ["title", "course_run.title", "organisation.short_name", "starts_at", "minutes", "place"]
    list_export = inspect_view_fields = [*list_display, "code", "kind"]
    form_fields = GatheringForm.Meta.fields
    update_fields = ["starts_at", "minutes", "place"]

    def save(self, form: forms.ModelForm, *, by: User) -> Gathering:
        """Through the verb, which knows what the course says about the gathering."""
        row, given = form.instance, form.cleaned_data
        new = row.pk is None
        return timetable.plan_gathering(
            course_run=given["course_run"] if new else row.course_run,
            code=given["code"] if new else row.code,
            organisation=given["organisation"] if new else row.organisation,
            starts_at=given["starts_at"],
            minutes=given["minutes"],
            place=given["place"],
            by=whose_right(by),
        )

    def name_of(self, row: Gathering) -> str:
        """Its name."""
        return row.title
