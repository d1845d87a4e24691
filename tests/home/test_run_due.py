"""`run_due` gives every room its turn, twice without harm, and tells when one failed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certificates.approvals.models import Case
from certificates.models import CertificateFile
from lms.home.management.commands import run_due
from tests.approvals.making import make_completed, make_person, make_signature

pytestmark = pytest.mark.django_db


def run() -> list[str]:
    told = StringIO()
    call_command("run_due", stdout=told)
    return told.getvalue().splitlines()


def test_what_was_left_is_done_once_from_the_bottom_up() -> None:
    """A completed and signed course with neither certificate nor case. Fails when a room is left out of `DUE`."""
    enrolment = make_completed(make_person("Arne Vik"))
    make_signature(enrolment)
    first, second = run(), run()
    assert first == [
        "messages after a quiet time called off: 0",
        "reminders of gatherings called off: 0",
        "messages of moved gatherings called off: 0",
        "messages to send again: 0",
        "check-ins to follow up: 0",
        "courses to complete: 0",
        "reminders of gatherings: 0",
        "messages after a quiet time: 0",
        "certificates to issue or file: 1",
        "confirmations of participation to make: 0",
        "cases to open or bring up to date: 1",
        "postponed cases that come back: 0",
        "shares that are no longer allowed: 0",
        "letters called to mind: 0",
        "notices before words are deleted: 0",
        "places whose words are deleted: 0",
        "needs deleted after the run: 0",
        "agreements deleted after the run: 0",
        "people on waiting lists of courses that are over: 0",
        "confirmations of participation that are a month old: 0",
        "gatherings whose names become numbers: 0",
        "gatherings whose numbers are deleted: 0",
        "places where it is forgotten who was let in: 0",
        "cases whose years are over: 0",
        "certificates of approval whose years are over: 0",
        "pledges whose years are over: 0",
        "messages sent a year ago: 0",
        "sessions that are over: 0",
        "counts of tries that are over: 0",
        "databases cleared of what was deleted: 0",
    ]
    assert [line.rpartition(" ")[2] for line in second] in (
        [*["0"] * 8, "1", *["0"] * 21],
        ["0"] * 30,
    )
    assert (Case.objects.count(), enrolment.certificates.count()) == (1, 1)
    assert CertificateFile.objects.count() <= 1


@pytest.mark.logs_errors("lms.home.management.commands.run_due")
def test_a_room_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    """Fails when one exception ends the command, or when the exit code does not tell."""

    def broken() -> int:
        raise RuntimeError("Arne Vik, arne@likevel.example")

    enrolment = make_completed(make_person("Arne Vik"))
    make_signature(enrolment)
    monkeypatch.setattr(run_due, "DUE", (("planted", broken), *run_due.DUE))
    told = StringIO()
    with pytest.raises(CommandError, match="planted"):
        call_command("run_due", stdout=told)
    assert (len(told.getvalue().splitlines()), Case.objects.count()) == (30, 1)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "run_due failed at planted: RuntimeError"
    ]
