"""Course runs and the places in them, and the menu of all that is about courses, in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSetGroup

from courses import planning, putting_right
from courses.errors import CourseError
from courses.kinds import EnrolmentState
from courses.models import (
    CoursePage,
    CourseRun,
    Enrolment,
)
from courses.pledge_viewset import PledgeVersionViewSet
from courses.run_part_viewsets import GatheringViewSet, RunLeaderViewSet, RunOrganisationViewSet
from courses.viewset_filters import (
    EnrolmentFilters,
    RunFilters,
    with_own_chapter,
)
from lms.people.admin_bounds import SECRETARIAT, BoundedForm, BoundedViewSet, whose_right
from lms.people.models import Organisation, User


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
        given = {name: form.cleaned_data[name] for name in self.update_fields}
        return putting_right.put_right(course_run=form.instance, by=whose_right(by), **given)


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
