"""Make the demo world, or make it afresh. In demo mode only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from lms.home.demo_world import world
from lms.home.demo_world.calendar import Calendar

# What the past of the demo would have sent is not sent again today, and its tasks run at once.
QUIET = {
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    "SMS_BACKEND": "lms.people.sms.MemoryBackend",
}


class Command(BaseCommand):
    """`manage.py demo_world [--reset]`."""

    help = (
        "Make the demo world: associations, courses and people at every stage. Does nothing when it is there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--reset", action="store_true", help="empty the database first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Makes it, unless it is there."""
        if not settings.DEMO_MODE:
            raise CommandError("The demo world exists in demo mode only.")
        if options["reset"]:
            drop_everything()
            call_command("migrate", verbosity=0)
            call_command("createcachetable")
        elif world.exists():
            self.stdout.write(
                "The demo world is there already. To make it afresh: manage.py demo_world --reset"
            )
            return
        with override_settings(**QUIET):
            world.make(Calendar(timezone.localdate()))


def drop_everything() -> None:
    """Drops every table of the database, so that the migrations make their own first rows again."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cascade = " CASCADE" if connection.vendor == "postgresql" else ""
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}{cascade}")
