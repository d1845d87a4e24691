"""A person's place in a run."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.kinds import (
    ANSWERING_STATES,
    ON_THE_LIST_STATES,
    SETTLED_STATES,
    TAKING_PART_STATES,
    EnrolmentState,
    GatheringKind,
    LetInOn,
    MarkedBy,
)
from courses.models.runs import CourseRun, Gathering, RunOrganisation
from lms.people.models import Organisation, Role, RoleKind, User


class EnrolmentQuerySet(models.QuerySet):
    """Places, most often the ones a person may see."""

    def of(self, person: User) -> EnrolmentQuerySet:
        """The person's own places."""
        return self.filter(person=person) if person.is_authenticated else self.none()

    def taking_part(self) -> EnrolmentQuerySet:
        """Confirmed, under way or on a pause."""
        return self.filter(state__in=TAKING_PART_STATES)

    def on_the_list(self) -> EnrolmentQuerySet:
        """Everyone a leader meets on the list, also invited and completed."""
        return self.filter(state__in=ON_THE_LIST_STATES)

    def quiet_since(self, moment: datetime.datetime, *, own_time_counts: bool = True) -> EnrolmentQuerySet:
        """Under way, and nothing has been done, registered or attended since `moment`. Never anybody on a pause.

        Where `own_time_counts` not, what belongs to own time with an association is as if it had not been: to whom associations
        are not told apart it would say who had it together (edge case 18).
        """
        from courses.activities.base import Response  # which need places first
        from courses.models.attendance import Attendance

        there = Attendance.objects.filter(
            enrolment=models.OuterRef("pk"), minutes__gt=0, gathering__starts_at__gte=moment
        )
        work = Response.objects.non_polymorphic().filter(
            enrolment=models.OuterRef("pk"), changed_at__gte=moment
        )
        if not own_time_counts:
            there, work = _beside_own_time(there, work)
        return (
            self.filter(state__in=(EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE))
            .exclude(confirmed_at__gte=moment)
            .exclude(resumed_at__gte=moment)
            .exclude(models.Exists(work))
            .exclude(models.Exists(there))
        )

    def listed_for(self, person: User) -> EnrolmentQuerySet:
        """Places in the admin's list: of the runs one's association organises, and its own people elsewhere."""
        if person.is_superuser:
            return self.all()
        administered = Role.objects.held_on().filter(person=person, kind=RoleKind.ADMINISTRATOR)
        own = administered.values("organisation")
        return self.filter(models.Q(course_run__organiser__in=own) | models.Q(organisation__in=own))

    def visible_to(self, person: User) -> EnrolmentQuerySet:
        """Places whose status `person` may see as leader or secretariat, and as representative their own people."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(course_run__in=CourseRun.objects.led_by(person).values("pk"))
            | models.Q(course_run__in=CourseRun.objects.administered_by(person).values("pk"))
            | models.Exists(
                RunOrganisation.objects.held_by(person).filter(
                    course_run=models.OuterRef("course_run"), organisation=models.OuterRef("organisation")
                )
            )
        )


def _beside_own_time(
    there: models.QuerySet, work: models.QuerySet
) -> tuple[models.QuerySet, models.QuerySet]:
    """Attendance and work that do not belong to own time: the same that `RunFacts.untold` says of facts."""
    own = Gathering.objects.filter(
        course_run=models.OuterRef("enrolment__course_run"), kind=GatheringKind.OWN_TIME
    )
    in_it = models.Q(code=models.OuterRef("page__code")) | models.Q(
        code=models.OuterRef("page__in_gathering")
    )
    held_in_it = models.Exists(own.filter(in_it))
    by_its_own = models.Q(page__marked_by=MarkedBy.REPRESENTATIVE)
    return there.filter(gathering__kind=GatheringKind.COMMON), work.exclude(by_its_own).exclude(held_in_it)


class Enrolment(models.Model):
    """A place in a run, for one association. Completed is derived by rule and recorded once."""

    course_run = models.ForeignKey(
        CourseRun, models.PROTECT, related_name="enrolments", verbose_name=_("course run")
    )
    person = models.ForeignKey(User, models.PROTECT, related_name="enrolments", verbose_name=_("participant"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("association")
    )
    state = models.CharField(
        _("state"), max_length=15, choices=EnrolmentState, default=EnrolmentState.INVITED
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    invitation_hash = models.CharField(max_length=64, blank=True, db_index=True)
    invitation_expires_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    paused_at = models.DateTimeField(_("on a pause since"), null=True, blank=True)
    resumed_at = models.DateTimeField(_("back from a pause since"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    #: An earlier day than the rule's, chosen by the person; and the day the notice told of. See `courses.retention`.
    delete_texts_on = models.DateField(null=True, blank=True)
    deletion_told = models.DateField(null=True, blank=True)
    #: The secretariat has let the person in, though what the course asks for beforehand is not known here: who looked at
    #: it, what they built on, and whether own time remains (edge case 19). No reason.
    let_in_at = models.DateTimeField(_("let in all the same"), null=True, blank=True)
    let_in_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    let_in_on = models.CharField(_("what it builds on"), max_length=10, choices=LetInOn, blank=True)
    let_in_lacks_own_time = models.BooleanField(default=False)
    leader_confirmed_at = models.DateTimeField(_("confirmed by the leader"), null=True, blank=True)
    leader_confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place in a course")
        verbose_name_plural = _("places in courses")
        constraints = [models.UniqueConstraint(fields=["course_run", "person"], name="one_place_per_run")]
        indexes = [models.Index(fields=["course_run", "state"]), models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    @property
    def may_answer(self) -> bool:
        """Whether the person may work on activities now."""
        return self.state in ANSWERING_STATES

    @property
    def takes_part(self) -> bool:
        """Whether the course is going on for the person: confirmed, under way or on a pause."""
        return self.state in TAKING_PART_STATES

    @property
    def can_be_moved(self) -> bool:
        """Whether there is a place to move to another run: not completed, and not given up."""
        return self.state not in SETTLED_STATES

    def is_guest_at(self, gathering: Gathering) -> bool:
        """Whether the person comes to this gathering from another course."""
        return self.course_run_id != gathering.course_run_id
