"""The system checks, and that production refuses demo mode."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks

from lms.people.checks import demo_stays_at_home, field_keys_work

ROOT = Path(__file__).resolve().parents[2]
KEY = Fernet.generate_key().decode()


def test_the_checks_are_registered(settings):
    settings.FIELD_ENCRYPTION_KEYS = []
    settings.DEMO_MODE, settings.SITE_ADDRESS = True, "https://kurs.example"

    found = {message.id for message in run_checks(tags=["security"])}

    assert {"people.E001", "people.E003"} <= found


@pytest.mark.parametrize(
    ("keys", "problems"),
    [
        ([KEY], []),
        ([KEY, Fernet.generate_key().decode()], []),
        ([], ["people.E001"]),
        (["not-a-key"], ["people.E002"]),
        ([KEY, KEY[:-5], ""], ["people.E002", "people.E002"]),
    ],
)
def test_every_key_must_be_a_key(settings, keys, problems):
    settings.FIELD_ENCRYPTION_KEYS = keys

    messages = field_keys_work(None)

    assert [message.id for message in messages] == problems
    assert not any(key and key in str(message) for key in keys for message in messages)


@pytest.mark.parametrize(
    ("demo", "address", "problems"),
    [
        (True, "http://127.0.0.1:8000", []),
        (False, "https://kurs.example", []),
        (True, "https://kurs.example", ["people.E003"]),
    ],
)
def test_demo_mode_stays_at_home(settings, demo, address, problems):
    settings.DEMO_MODE, settings.SITE_ADDRESS = demo, address

    assert [message.id for message in demo_stays_at_home(None)] == problems


def start_production(tmp_path, **environment) -> subprocess.CompletedProcess:
    usual = {
        "LIKEVEL_VAR": str(tmp_path),
        "SECRET_KEY": "x" * 60,
        "FIELD_ENCRYPTION_KEYS": KEY,
        "ALLOWED_HOSTS": "kurs.example",
        "SITE_ADDRESS": "https://kurs.example",
        "EMAIL_URL": "consolemail://",
        "SMS_BACKEND": "lms.people.sms.NoBackend",
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    }
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.DEMO_MODE)"],
        env={"PATH": os.environ["PATH"], **usual, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_without_demo_mode(tmp_path):
    started = start_production(tmp_path)

    assert (started.returncode, started.stdout.strip()) == (0, "False"), started.stderr


def test_production_refuses_demo_mode(tmp_path):
    started = start_production(tmp_path, DEMO_MODE="on")

    assert started.returncode != 0
    assert "Demo mode gives away every account. It cannot be on in production." in started.stderr


@pytest.mark.parametrize("backend", ["MemoryBackend", "ConsoleBackend"])
def test_production_refuses_to_print_log_in_codes(tmp_path, backend):
    """A code on the console is a code in somebody's log file."""
    started = start_production(tmp_path, SMS_BACKEND=f"lms.people.sms.{backend}")

    assert started.returncode != 0
    assert "SMS_BACKEND must send text messages" in started.stderr
