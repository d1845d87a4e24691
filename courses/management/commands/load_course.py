"""Loads a course from its files into the site. May be run again and again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from courses.errors import CourseError
from courses.loading import STARTER_FILES, LoadResult, load


class Command(BaseCommand):
    help = (
        "Loads the course in FOLDER (the starter course by default) in all languages. "
        "What an editor has changed is kept, unless --overwrite is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=STARTER_FILES)
        parser.add_argument(
            "--overwrite", action="store_true", help="also write over what an editor has changed"
        )

    def handle(self, *, folder: Path, overwrite: bool, **options: object) -> None:
        with translation.override("en"):
            try:
                result = load(folder, overwrite=overwrite)
            except CourseError as refusal:
                raise CommandError(f"{refusal} Nothing was changed.") from refusal
        self.tell(result)

    def tell(self, result: LoadResult) -> None:
        """What was done, and what was kept, by name."""
        self.stdout.write(
            f"{result.course.title}: {len(result.made)} made, {len(result.changed)} changed, "
            f"{len(result.kept)} kept as an editor left them."
        )
        for name in result.kept:
            self.stdout.write(f"  kept: {name}")
