"""Leaf words of the courses: states and choices, with the named groups that queries use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sharing(models.TextChoices):
    """How far an answer may be shared, or is. Private is the default; `PRIVATE_LOCKED` can never be shared."""

    PRIVATE_LOCKED = "private_locked", _("Only the author, always")
    PRIVATE = "private", _("Only the author")
    LEADER = "leader", _("The course leaders")
    GROUP = "group", _("The group")


class MarkedBy(models.TextChoices):
    """Who marks an activity as done."""

    TRAINEE = "trainee", _("The participant")
    LEADER = "leader", _("The course leader")
    REPRESENTATIVE = "representative", _("The committee representative")
    SYSTEM = "system", _("By itself")


MARKED_BY_ONESELF = (MarkedBy.TRAINEE, MarkedBy.SYSTEM)


class CourseKind(models.TextChoices):
    """What sort of course it is. Only the basic course leads to an approval (R62)."""

    BASIC = "basic", _("Basic course")
    ADD_ON = "add_on", _("Add-on course")
    COURSE_LEADER = "course_leader", _("Course-leader course")
    SEMINAR = "seminar", _("Peer supporter seminar")


class Theme(models.TextChoices):
    """The seven themes of the training (R44–R50), and the frame around them."""

    WELCOME = "welcome", _("Welcome")
    ROLE = "role", _("The peer supporter role")
    EXPECTATIONS = "expectations", _("What is expected of you")
    WORK = "work", _("What the work consists of")
    LISTENING = "listening", _("Communication and listening")
    STRENGTHS = "strengths", _("Own resources and strengths")
    BOUNDARIES = "boundaries", _("Setting limits, and areas to develop")
    SUPPORT = "support", _("Support and further development")
    OWN_TIME = "own_time", _("Own time with the association")
    CLOSING = "closing", _("Closing")


SEED_THEMES = (
    Theme.ROLE,
    Theme.EXPECTATIONS,
    Theme.WORK,
    Theme.LISTENING,
    Theme.STRENGTHS,
    Theme.BOUNDARIES,
    Theme.SUPPORT,
)


class GatheringKind(models.TextChoices):
    """A common gathering, or the association's own time with its own participants (R51)."""

    COMMON = "common", _("Common gathering")
    OWN_TIME = "own_time", _("Own time with the association")


class RunState(models.TextChoices):
    """Where a course run is."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


UNDER_WAY_RUN_STATES = (RunState.PLANNED, RunState.OPEN)
OVER_RUN_STATES = (RunState.CLOSED, RunState.CANCELLED)


class EnrolmentState(models.TextChoices):
    """Where a person is in a run. Completed is derived by rule, then recorded once."""

    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Place confirmed")
    ACTIVE = "active", _("Under way")
    PAUSED = "paused", _("Taking a pause")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_COMPLETED = "not_completed", _("Not completed")


ANSWERING_STATES = (
    EnrolmentState.CONFIRMED,
    EnrolmentState.ACTIVE,
    EnrolmentState.PAUSED,
    EnrolmentState.COMPLETED,
)
TAKING_PART_STATES = (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE, EnrolmentState.PAUSED)
#: Who has completed, and who has left by themselves: there is nothing left to move to another run.
SETTLED_STATES = (EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN)
ON_THE_LIST_STATES = (*ANSWERING_STATES, EnrolmentState.INVITED, EnrolmentState.NOT_COMPLETED)


class ResponseState(models.TextChoices):
    """What has become of one activity for one person. Never a score."""

    STARTED = "started", _("Started")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped by agreement")
    BEFORE = "before", _("Done before")


DONE_STATES = (ResponseState.DONE, ResponseState.SKIPPED, ResponseState.BEFORE)
#: What was done or agreed in this run itself.
DONE_HERE_STATES = (ResponseState.DONE, ResponseState.SKIPPED)


class MakeUpKind(models.TextChoices):
    """What is agreed instead of a gathering somebody missed."""

    OTHER_RUN = "other_run", _("The same gathering in another course")
    WITH_OTHERS = "with_others", _("Together with others")
    TALK = "talk", _("A conversation with the course leader")
    TASK = "task", _("A task")
    OWN_TIME = "own_time", _("Own time with the representative")


#: Where people practise together: what is practised can only be made up with people (edge case 1).
WITH_PEOPLE = (MakeUpKind.OTHER_RUN, MakeUpKind.WITH_OTHERS)


class MakeUpState(models.TextChoices):
    """Agreed, then confirmed; or fallen away, which makes room for a new agreement."""

    AGREED = "agreed", _("Agreed")
    CONFIRMED = "confirmed", pgettext_lazy("make-up", "Confirmed")
    FALLEN_AWAY = "fallen_away", _("Fallen away")


class LetInOn(models.TextChoices):
    """What the secretariat builds on when it lets somebody in who took what is asked for elsewhere (edge case 19)."""

    PAPER = "paper", _("They have shown a certificate or another paper")
    HOLDER = "holder", _("Whoever held the course has confirmed it")
    RECORDS = "records", _("It stands in our own records from before")
    TALK = "talk", _("We have talked through what the course was about")


STANDING_MAKE_UP_STATES = (MakeUpState.AGREED, MakeUpState.CONFIRMED)
