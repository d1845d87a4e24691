"""Course runs with their leaders, associations and gatherings, places, and versions of the pledge, in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets import AdminDateTimeInput

from courses import planning
from courses.errors import CourseError
from courses.kinds import UNDER_WAY_RUN_STATES, EnrolmentState
from courses.models import (
    CoursePage,
    CourseRun,
    Enrolment,
    Gathering,
    GatheringPage,
    RunLeader,
    RunOrganisation,
)
from courses.pledge_viewset import PledgeVersionViewSet
from courses.viewset_filters import (
    EnrolmentFilters,
    GatheringFilters,
    RunFilters,
    RunLeaderFilters,
    RunOrganisationFilters,
    with_own_chapter,
)
from lms.people.admin_bounds import BoundedForm, BoundedViewSet, whose_right
from lms.people.models import Organisation, RoleKind, User

SECRETARIAT = (RoleKind.ADMINISTRATOR,)


class RunForm(BoundedForm):
    """A run. Its course is one of the association's own, or one that belongs to all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "course" in self.fields:
            self.fields["course"].queryset = courses_to_choose(self.for_user)
            self.fields["course"].label_from_instance = lambda course: f"{course.title} ({course.locale})"


class RunIndex(IndexView):
    """The list of runs, with the way to each one's page in the secretariat, where everything about it is done."""

    @property
    def add_item_label(self) -> str:
        """What the form in the secretariat is called there."""
        return str(gettext_lazy("Set up a course"))

    def get_list_more_buttons(self, run: CourseRun) -> list[MenuItem]:
        """One way more beside Wagtail's own."""
        ways = super().get_list_more_buttons(run)
        if run.is_arranged:
            address = reverse("courses:secretariat_run", args=[run.pk])
            ways.append(MenuItem(_("The secretariat's page"), url=address, icon_name="calendar", priority=5))
        return ways


class CourseRunViewSet(BoundedViewSet):
    """Runs of the courses one's association organises."""

    model = CourseRun
    name = "gjennomforinger"
    icon = "date"
    kinds = SECRETARIAT
    select_related = ("organiser", "course")
    refusals = (CourseError,)
    form_class = RunForm
    index_view_class = RunIndex
    ordering = ["-starts_on", "pk"]
    looked_for_in = ("title", "place")
    filterset_class = RunFilters
    list_display = ["title", "course.title", "organiser.short_name", "place", "starts_on", "state", "places"]
    list_export = [*list_display, "ends_on", "language", "joint"]
    inspect_view_fields = [*list_export, "partner_credit", "organisations", "created_at", "ended_at"]
    labels = {
        "places": gettext_lazy("Participants"),
        "organisations": gettext_lazy("Participating associations"),
        "created_at": gettext_lazy("Set up on"),
    }
    form_fields = [
        *("course", "title", "organiser", "place", "starts_on", "ends_on", "language"),
        *("joint", "partner_credit"),
    ]
    update_fields = ["title", "place", "starts_on", "ends_on", "partner_credit"]

    def rows_for(self, person: User, *, changing: bool = False) -> models.QuerySet:
        """The runs one's own association organises."""
        return CourseRun.objects.listed_for(person)

    def listed_for(self, person: User) -> models.QuerySet:
        """With how many have a place, and whether the person works in the secretariat that arranges it."""
        taken = models.Q(enrolments__isnull=False) & ~models.Q(enrolments__state=EnrolmentState.WITHDRAWN)
        arranged = CourseRun.objects.administered_by(person).filter(pk=models.OuterRef("pk"))
        return (
            super()
            .listed_for(person)
            .annotate(places=models.Count("enrolments", filter=taken), is_arranged=models.Exists(arranged))
        )

    def address_of_new(self, person: User) -> str | None:
        """One form for a whole run in the secretariat, gatherings, leaders and all; not for the operator."""
        return None if person.is_superuser else reverse("courses:new_run")

    def save(self, form: forms.ModelForm, *, by: User) -> CourseRun:
        """A new run is planned by its verb; name, place and days of an existing one may be put right."""
        if not form.instance.pk:
            return planning.plan_run(**form.cleaned_data, by=whose_right(by))
        if form.cleaned_data["ends_on"] < form.cleaned_data["starts_on"]:
            raise CourseError(_("The last day is before the first."))
        return form.save()


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
    update_fields = ["representative", "seats"]

    def save(self, form: forms.ModelForm, *, by: User) -> RunOrganisation:
        """Through the verb."""
        row, given = form.instance, form.cleaned_data
        return planning.add_organisation(
            course_run=given.get("course_run") or row.course_run,
            organisation=given.get("organisation") or row.organisation,
            representative=given["representative"],
            seats=given["seats"],
            by=whose_right(by),
        )

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
        return planning.plan_gathering(
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


class EnrolmentViewSet(BoundedViewSet):
    """Who has a place in which run, and where they are. To look at only; places are given by invitation.

    Of other associations' people no local chapter is told, and of nobody what they need, wrote or said of their health.
    """

    model = Enrolment
    name = "plasser"
    icon = "list-ul"
    kinds = SECRETARIAT
    actions = ("view",)
    select_related = ("person", "course_run", "organisation")
    ordering = ["-pk"]
    looked_for_in = ("person__name", "course_run__title")
    filterset_class = EnrolmentFilters
    list_display = ["person.name", "course_run.title", "organisation.short_name", "own_chapter", "state"]
    list_export = inspect_view_fields = [
        *list_display,
        *("invited_at", "confirmed_at", "completed_at", "ended_at"),
    ]
    labels = {"own_chapter": gettext_lazy("Local chapter")}
    form_fields = ["state"]

    def rows_for(self, person: User, *, changing: bool = False) -> models.QuerySet:
        """Places in one's association's runs, and those of its own people elsewhere."""
        return Enrolment.objects.listed_for(person)

    def listed_for(self, person: User) -> models.QuerySet:
        """With the local chapter of one's own people."""
        return with_own_chapter(super().listed_for(person), person)

    def history_for(self, person: User) -> models.QuerySet:
        """Where one's own association arranges the course: elsewhere it would name another's leaders."""
        return self.rows_for(person).filter(course_run__in=CourseRun.objects.listed_for(person))

    def name_of(self, row: Enrolment) -> str:
        """The person's name."""
        return row.person.name

    def get_urlpatterns(self) -> list:
        """The list and the row, and nothing to change."""
        looking = ("index", "index_results", "inspect", "history", "history_results")
        return [address for address in super().get_urlpatterns() if address.name in looking]


class RunGroup(ModelViewSetGroup):
    """Courses that are held, and who takes part."""

    menu_label = gettext_lazy("Courses")
    menu_icon = "date"
    menu_order = 240
    items = (
        CourseRunViewSet,
        RunLeaderViewSet,
        RunOrganisationViewSet,
        GatheringViewSet,
        EnrolmentViewSet,
        PledgeVersionViewSet,
    )


def courses_to_choose(person: User) -> models.QuerySet[CoursePage]:
    """The courses one's association may hold: its own, and those that belong to all."""
    courses = CoursePage.objects.live().select_related("locale").order_by("path")
    if person.is_superuser:
        return courses
    own = Organisation.objects.visible_to(person).worked_with_by(person, SECRETARIAT).values("pk")
    return courses.filter(models.Q(organisation=None) | models.Q(organisation__in=own))
