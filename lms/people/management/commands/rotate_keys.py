"""`manage.py rotate_keys`: a new key for everything people have written, while the site runs (docs/keys.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.key_file import field_keys_in, new_field_key, set_field_keys
from lms.people.encryption import current_keys
from lms.people.rotating import rotate_everything, written_with_older_keys

IN_THE_ENVIRONMENT = (
    "FIELD_ENCRYPTION_KEYS is set in the environment of this process, so it has to be changed where it is set: "
    "see docs/keys.md."
)


class Command(BaseCommand):
    """Writes everything encrypted anew with the newest key. Prints numbers only."""

    help = "Writes everything encrypted anew with the newest key. Safe to stop, to repeat, and to run beside the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both are about the key file, and neither is needed to take up a rotation that was stopped."""
        parser.add_argument("--new-key", action="store_true", help="First put a new key into the key file.")
        parser.add_argument(
            "--forget-old", action="store_true", help="Afterwards leave only the newest key in the key file."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a text cannot be read with any key; then nothing is forgotten."""
        if options["new_key"]:
            path = _key_file()
            set_field_keys(path, [new_field_key(), *field_keys_in(path)])
            self.stdout.write(
                f"A new key stands first in {path}. Copy the file to your backup of the keys now."
            )
        done = rotate_everything()
        self.stdout.write(
            f"{done.rewritten} texts were written anew. {done.newest} lie under the newest key now."
        )
        if not done.is_complete:
            raise CommandError(
                f"{done.unreadable} texts are opened by none of the keys. They are untouched. "
                "Put the missing key back into FIELD_ENCRYPTION_KEYS and run this again."
            )
        if left := written_with_older_keys():
            raise CommandError(
                f"{left} texts were written with an older key meanwhile. Start the site and its worker anew, so that "
                "they know the newest key, and run this again."
            )
        if options["forget_old"]:
            self._forget_old()
        elif len(current_keys()) > 1:
            self.stdout.write("The older keys are needed only for older backups of the database.")

    def _forget_old(self) -> None:
        path = _key_file()
        newest, *older = field_keys_in(path)
        set_field_keys(path, [newest])
        self.stdout.write(
            f"{len(older)} older keys were taken out of {path}. Keep them with the backups made before today."
        )


def _key_file() -> Path:
    if settings.FIELD_KEYS_FILE is None:
        raise CommandError(IN_THE_ENVIRONMENT)
    return settings.FIELD_KEYS_FILE
