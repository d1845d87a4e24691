"""The demo world is made as people make things: through the verbs."""

from __future__ import annotations

import ast
import datetime
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from certificates.approvals.models import Appointment, Case
from certificates.models import Certificate, CertificateFile, CertificateKind
from courses.kinds import CourseKind
from courses.models import CourseRun, Enrolment
from lms.home.demo_world import world
from lms.home.demo_world.calendar import Calendar
from lms.people.models import DemoPersona, Organisation, SentMessage

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*(ROOT / "lms/home/demo_world").glob("*.py"), ROOT / "lms/home/management/commands/demo_world.py"]
ROW_WRITERS = {
    "create",
    "save",
    "bulk_create",
    "bulk_update",
    "update",
    "get_or_create",
    "update_or_create",
    "acreate",
    "asave",
    "delete",
    "add_child",
    "save_revision",
    "set",
}


def row_writers_in(source: str) -> set[str]:
    """Names of calls in `source` that write rows past the verbs."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {call.attr for call in calls if isinstance(call, ast.Attribute)} & ROW_WRITERS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_writes_rows(path: Path) -> None:
    assert row_writers_in(path.read_text()) == set()


def test_the_reader_of_sources_finds_a_planted_write() -> None:
    assert row_writers_in("User.objects.create(name='x')\nplace.save()") == {"create", "save"}


def test_saturdays_lie_before_and_after_today() -> None:
    """Whatever the weekday, Saturday 0 is behind us and Saturday 1 is today or ahead."""
    for offset in range(7):
        calendar = Calendar(datetime.date(2026, 11, 16) + datetime.timedelta(days=offset))
        assert calendar.day(calendar.saturday(0)).weekday() == 5
        assert -7 <= calendar.saturday(0) < 0 <= calendar.saturday(1)


@pytest.mark.django_db
def test_there_is_no_demo_world_outside_demo_mode(settings) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError):
        call_command("demo_world")
    assert Organisation.objects.count() == 0


@pytest.mark.wide
@pytest.mark.django_db
def test_the_demo_world_has_people_at_every_stage(settings, starter_course) -> None:
    """Three associations, a run in the middle, a finished one, one to come, cases of every kind – and no more when called again."""
    settings.DEMO_MODE = True
    call_command("demo_world")
    assert Organisation.objects.count() == 3
    states = Counter(
        Enrolment.objects.filter(course_run__title="Grunnkurs i Trondheim").values_list("state", flat=True)
    )
    assert states == {"active": 11, "paused": 1}
    finished = Counter(
        Enrolment.objects.filter(course_run__title="Grunnkurs i Bergen").values_list("state", flat=True)
    )
    assert finished == {"completed": 9, "not_completed": 1}
    assert Counter(Case.objects.values_list("state", flat=True)) == {
        "approved": 3,
        "held": 1,
        "booked": 1,
        "ready": 2,
        "postponed": 1,
    }
    coming = [(run.title, run.enrolments.count()) for run in CourseRun.objects.coming()]
    assert coming == [("Grunnkurs i Tromsø", 0)]
    following = CourseRun.objects.exclude(course__kind=CourseKind.BASIC).order_by("starts_on")
    assert [(run.title, run.state) for run in following] == [
        ("Likepersonsseminaret", "closed"),
        ("Likeperson på telefon", "open"),
        ("Kurslederkurs i Trondheim", "open"),
        ("Neste likepersonsseminar", "open"),
    ]
    assert [Counter(run.enrolments.values_list("state", flat=True)) for run in following] == [
        {"completed": 1, "not_completed": 1},
        {"confirmed": 1, "invited": 1},
        {"invited": 1},
        {},
    ]
    assert Appointment.objects.count() == 3
    assert Certificate.objects.filter(kind=CertificateKind.COMPLETION).count() == 10
    assert Certificate.objects.filter(kind=CertificateKind.APPROVAL).count() == 3
    assert DemoPersona.objects.count() == len(world.PERSONAS)
    before = (CourseRun.objects.count(), SentMessage.objects.count(), CertificateFile.objects.count())
    call_command("demo_world")
    assert (CourseRun.objects.count(), SentMessage.objects.count(), CertificateFile.objects.count()) == before
