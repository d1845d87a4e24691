"""All models of the courses, kinds included, in the order they depend on each other.

The models of a kind are found by its folder, so that a new kind needs no line here.
"""

from importlib import import_module
from pkgutil import iter_modules

import courses.activities

from courses.models.pages import CoursePage, DocumentKey, DocumentText, ModulePage, Prerequisite  # isort: skip
from courses.activities.base import ActivityPage, Response  # isort: skip
from courses.activities.checklist.models import (
    AnonymousAnswer,
    ChecklistPage,
    ChecklistPurpose,
    ChecklistResponse,
    ChecklistStyle,
    ReadyChoice,
)
from courses.activities.gathering.models import GatheringPage, GatheringResponse
from courses.activities.group_reflection.models import (
    GroupAgreement,
    GroupForm,
    GroupReflectionPage,
    GroupReflectionResponse,
)
from courses.activities.pledge.models import (
    PledgeExplanation,
    PledgePage,
    PledgeResponse,
    PledgeSignature,
    PledgeText,
    PledgeVersion,
    SignedHow,
)
from courses.activities.practice.models import PracticePage, PracticeResponse, PracticeRole
from courses.activities.reading.models import ReadingPage, ReadingResponse
from courses.activities.reflection.models import ReflectionPage, ReflectionResponse
from courses.activities.scenario.models import ScenarioPage, ScenarioResponse
from courses.models.attendance import AbsenceNotice, Attendance, AttendanceCorrection, AttendanceNumbers
from courses.models.brought import BroughtText, CaseNotice
from courses.models.enrolments import Enrolment
from courses.models.loaded import LoadedPart
from courses.models.make_ups import MakeUp
from courses.models.marks import AttendanceMark, AttendanceReview, CheckIn, PrintedList, TogetherMark
from courses.models.other_versions import OtherVersion
from courses.models.requirements import (
    AttendanceShare,
    CompletionRequirement,
    LeaderConfirms,
    OwnTimeAttended,
    RequiredActivities,
    RolesTried,
)
from courses.models.runs import CourseRun, Gathering, RunLeader, RunOrganisation
from courses.models.waiting import WaitingPlace

for _folder in iter_modules(courses.activities.__path__):
    if _folder.ispkg:
        import_module(f"courses.activities.{_folder.name}.models")

__all__ = [
    "AbsenceNotice",
    "ActivityPage",
    "AnonymousAnswer",
    "Attendance",
    "AttendanceCorrection",
    "AttendanceMark",
    "AttendanceNumbers",
    "AttendanceReview",
    "AttendanceShare",
    "BroughtText",
    "CaseNotice",
    "CheckIn",
    "ChecklistPage",
    "ChecklistPurpose",
    "ChecklistResponse",
    "ChecklistStyle",
    "CompletionRequirement",
    "CoursePage",
    "CourseRun",
    "DocumentKey",
    "DocumentText",
    "Enrolment",
    "Gathering",
    "GatheringPage",
    "GatheringResponse",
    "GroupAgreement",
    "GroupForm",
    "GroupReflectionPage",
    "GroupReflectionResponse",
    "LeaderConfirms",
    "LoadedPart",
    "MakeUp",
    "ModulePage",
    "OtherVersion",
    "OwnTimeAttended",
    "PledgeExplanation",
    "PledgePage",
    "PledgeResponse",
    "PledgeSignature",
    "PledgeText",
    "PledgeVersion",
    "PracticePage",
    "PracticeResponse",
    "PracticeRole",
    "Prerequisite",
    "PrintedList",
    "ReadingPage",
    "ReadingResponse",
    "ReadyChoice",
    "ReflectionPage",
    "ReflectionResponse",
    "RequiredActivities",
    "Response",
    "RolesTried",
    "RunLeader",
    "RunOrganisation",
    "ScenarioPage",
    "ScenarioResponse",
    "SignedHow",
    "TogetherMark",
    "WaitingPlace",
]
