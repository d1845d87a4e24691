"""A course run: who leads it, which associations take part, and when they meet."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.kinds import OVER_RUN_STATES, CourseKind, GatheringKind, RunState
from courses.models.pages import CoursePage
from lms.people.models import Organisation, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES


class CourseRunQuerySet(models.QuerySet):
    """Runs, most often the ones a person may see."""

    def coming(self, day: datetime.date | None = None) -> CourseRunQuerySet:
        """Basic courses that are open and begin on `day` (today by default) or later, the first first. For everybody to
        see; what follows the basic course is for those who have taken it.
        """
        coming = self.filter(state=RunState.OPEN, starts_on__gte=day or timezone.localdate())
        return coming.filter(course__kind=CourseKind.BASIC).order_by("starts_on", "pk")

    def led_by(self, person: User, day: datetime.date | None = None) -> CourseRunQuerySet:
        """Runs that `person` leads on `day` (today by default). A former leader has no access."""
        return self.filter(pk__in=RunLeader.objects.held_on(day).filter(person=person).values("course_run"))

    def represented_by(self, person: User) -> CourseRunQuerySet:
        """Runs where `person` is the committee representative of an association."""
        return self.filter(pk__in=RunOrganisation.objects.held_by(person).values("course_run"))

    def administered_by(self, person: User) -> CourseRunQuerySet:
        """Runs organised by an association whose secretariat `person` works in today."""
        administered = Role.objects.held_on().filter(person=person, kind=RoleKind.ADMINISTRATOR)
        return self.filter(organiser__in=administered.values("organisation"))

    def listed_for(self, person: User) -> CourseRunQuerySet:
        """Runs in the admin's list: those one's own association organises; all for superusers."""
        return self.all() if person.is_superuser else self.administered_by(person)

    def visible_to(self, person: User) -> CourseRunQuerySet:
        """Runs whose working pages `person` may open: as leader, representative or secretariat."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(pk__in=CourseRun.objects.led_by(person).values("pk"))
            | models.Q(pk__in=CourseRun.objects.represented_by(person).values("pk"))
            | models.Q(pk__in=CourseRun.objects.administered_by(person).values("pk"))
        )


class CourseRun(models.Model):
    """A course held once. What completion asks for is frozen on it when it is opened."""

    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="runs", verbose_name=_("course"))
    title = models.CharField(
        _("name"), max_length=120, help_text=_("For instance Basic course in Trondheim.")
    )
    organiser = models.ForeignKey(
        Organisation, models.PROTECT, related_name="runs", verbose_name=_("organiser")
    )
    partner_credit = models.CharField(
        _("in cooperation with"),
        max_length=200,
        blank=True,
        help_text=_("Credited on the certificate."),
    )
    place = models.CharField(_("place"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nb")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.PLANNED)
    ended_at = models.DateTimeField(_("closed or cancelled"), null=True, editable=False)
    joint = models.BooleanField(_("joint course"), default=False)
    organisations = models.ManyToManyField(
        Organisation, through="RunOrganisation", related_name="joined_runs", verbose_name=_("associations")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CourseRunQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("course run")
        verbose_name_plural = _("course runs")
        ordering = ["-starts_on", "pk"]
        indexes = [models.Index(fields=["state", "starts_on"])]

    def __str__(self) -> str:
        return self.title

    def calls_off(self, starts_at: datetime.datetime) -> bool:
        """Whether the run was over before a gathering planned for then, so that it was never held (edge case 12)."""
        return self.state in OVER_RUN_STATES and starts_at > (self.ended_at or timezone.now())


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day and perhaps until one."""

    def held_on(self, day: datetime.date | None = None) -> DatedQuerySet:
        """Rows that hold on `day` (today by default); both ends count."""
        day = day or timezone.localdate()
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gte=day), since__lte=day)


class RunLeader(models.Model):
    """That a person leads a run, from a day and perhaps until one."""

    course_run = models.ForeignKey(CourseRun, models.CASCADE, related_name="leaders")
    person = models.ForeignKey(User, models.PROTECT, related_name="led_runs", verbose_name=_("course leader"))
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("course leader")
        verbose_name_plural = _("course leaders")
        constraints = [models.UniqueConstraint(fields=["course_run", "person"], name="one_leadership_each")]

    def __str__(self) -> str:
        return f"leader {self.pk}"

    @property
    def has_ended(self) -> bool:
        """Whether the last day is over."""
        return self.until is not None and self.until < timezone.localdate()


class RunOrganisationQuerySet(models.QuerySet):
    """Associations in runs."""

    def held_by(self, person: User, day: datetime.date | None = None) -> RunOrganisationQuerySet:
        """Those that `person` represents on `day` (today by default). Whoever has left the association's committee and its
        board stands for it no more, also where nobody has named another yet (privacy rule C.4.24).
        """
        day = day or timezone.localdate()
        seats = Role.objects.filter(
            person=person,
            organisation=models.OuterRef("organisation"),
            kind__in=(*COMMITTEE_ROLES, RoleKind.BOARD_MEMBER),
        )
        has_left = models.Exists(seats.filter(until__lt=day))
        return self.filter(~has_left | models.Exists(seats.held_on(day)), representative=person)

    def without_representative(self) -> RunOrganisationQuerySet:
        """Those of joint runs that nobody represents (R53). A seminar has no own time, so it needs none."""
        joint = self.filter(course_run__joint=True, representative=None)
        return joint.exclude(course_run__course__kind=CourseKind.SEMINAR)


class RunOrganisation(models.Model):
    """An association that takes part in a run, with its committee representative (R53)."""

    course_run = models.ForeignKey(CourseRun, models.CASCADE, related_name="run_organisations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("association")
    )
    representative = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="represented_runs",
        verbose_name=_("committee representative"),
    )
    seats = models.PositiveSmallIntegerField(_("seats"), default=12)

    objects = RunOrganisationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participating association")
        verbose_name_plural = _("participating associations")
        constraints = [
            models.UniqueConstraint(fields=["course_run", "organisation"], name="one_participation_each")
        ]

    def __str__(self) -> str:
        return f"participation {self.pk}"

    @property
    def is_ready(self) -> bool:
        """A joint run is not ready for an association without its representative (R53)."""
        return self.representative_id is not None or not self.course_run.joint


class GatheringQuerySet(models.QuerySet):
    """Gatherings, most often those a person may record attendance at."""

    def recordable_by(self, person: User, led_on: datetime.date | None = None) -> GatheringQuerySet:
        """Common ones for leaders and secretariat, own time for the association's representative and secretariat.

        Where a course is the association's own and it named no representative, its leaders hold own time. Leaders are those
        who lead today; `led_on` asks who led on another day, for marks that a phone sends late and nothing else.
        """
        if not person.is_authenticated:
            return self.none()
        led = models.Q(course_run__in=CourseRun.objects.led_by(person, led_on).values("pk"))
        represented = RunOrganisation.objects.filter(
            course_run=models.OuterRef("course_run"),
            organisation=models.OuterRef("organisation"),
            representative__isnull=False,
        )
        return self.filter(
            models.Q(course_run__in=CourseRun.objects.administered_by(person).values("pk"))
            | (led & models.Q(kind=GatheringKind.COMMON))
            | models.Exists(represented.held_by(person))
            | (led & models.Q(course_run__joint=False) & ~models.Exists(represented))
        )


class Gathering(models.Model):
    """One gathering of a run, with time and place. Own time belongs to one association (R51)."""

    course_run = models.ForeignKey(CourseRun, models.CASCADE, related_name="gatherings")
    activity_key = models.UUIDField(editable=False)
    code = models.CharField(_("number"), max_length=8)
    kind = models.CharField(_("kind"), max_length=10, choices=GatheringKind, default=GatheringKind.COMMON)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("association"),
        help_text=_("Only for own time."),
    )
    title = models.CharField(_("name"), max_length=160)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    place = models.CharField(_("place"), max_length=160)
    #: How often time or place was changed, so that calendars take the newest.
    times_moved = models.PositiveSmallIntegerField(default=0, editable=False)
    #: How often those who lead have asked for other pairs and threes. See `courses.grouping`.
    times_shuffled = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = GatheringQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_run", "activity_key"],
                condition=models.Q(organisation=None),
                name="one_common_gathering_each",
            ),
            models.UniqueConstraint(
                fields=["course_run", "activity_key", "organisation"], name="one_own_time_each"
            ),
        ]

    def __str__(self) -> str:
        return f"gathering {self.pk}"

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is planned to end."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    def is_on(self, moment: datetime.datetime) -> bool:
        """Whether it is the day of it, or it goes on past midnight just then."""
        same_day = timezone.localdate(self.starts_at) == timezone.localdate(moment)
        return same_day or self.starts_at <= moment < self.ends_at

    @property
    def is_called_off(self) -> bool:
        """Whether its run was over before it, so that it is never held. One query, unless the run came with it."""
        return self.course_run.calls_off(self.starts_at)
