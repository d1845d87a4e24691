"""`python -m tests.benchmarks`: what a page costs, measured against a bare Wagtail page in the same run.

    .venv/bin/python -m tests.benchmarks [--of trainee|leader] [--rounds 60] [--sizes 1 30 1000]

A database of its own is made in a temporary folder, migrated, and filled with one run of the starter course. At each size
(trainees in the run, every tenth activity answered) the pages are asked for in turn, so that a busy machine disturbs
them alike. Printed are the median CPU milliseconds of the process, the ratio to the bare page, and the queries.
Nothing is asserted: figures belong beside the machine they were made on.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = {"trainee": [1, 30, 1000], "leader": [12, 200, 1000]}


def main() -> int:
    """Sets up a database for this run alone, and measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=60, help="how many times each page is asked for")
    parser.add_argument("--of", choices=list(SIZES), default="trainee", help="whose pages")
    parser.add_argument("--sizes", type=int, nargs="+", help="trainees in the run")
    parser.add_argument(
        "--profile", metavar="PAGE", help="show where the time of one page goes (pyinstrument)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="likevel-benchmark-") as folder:
        _set_up(Path(folder))
        from tests.benchmarks import leading, world

        made = {"trainee": world, "leader": leading}[options.of].make()
        for size in options.sizes or SIZES[options.of]:
            made.grow(size)
            _report(size, made.pages(), options.rounds)
        if options.profile:
            _profile(made.pages()[options.profile], options.rounds)
    return 0


def _set_up(folder: Path) -> None:
    """Django as on a site with SQLite: the database in a file, cached templates, the cache and tasks in the database."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'benchmark.sqlite3'}"
    os.environ["LIKEVEL_VAR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from courses.loading import load_course

    load_course()


def _report(size: int, pages: dict[str, Callable[[], object]], rounds: int) -> None:
    """Prints one line for each page. Interleaved: one of each, then again."""
    spent: dict[str, list[float]] = {name: [] for name in pages}
    queries = {name: _queries(ask) for name, ask in pages.items()}
    for _round in range(rounds):
        for name, ask in pages.items():
            before = time.process_time()
            ask()
            spent[name].append((time.process_time() - before) * 1000)
    bare = statistics.median(spent["bare Wagtail page"])
    write = sys.stdout.write
    write(f"\n{size} trainees, {rounds} rounds\n{'':34}{'CPU ms':>8}{'ratio':>8}{'queries':>9}\n")
    for name, times in spent.items():
        middle = statistics.median(times)
        write(f"{name:34}{middle:8.1f}{middle / bare:8.2f}{queries[name]:9}\n")


def _queries(ask: Callable[[], object]) -> int:
    """How many queries a page runs when everything that is kept between requests is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(
        [
            query
            for query in captured
            if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        ]
    )


def _profile(ask: Callable[[], object], rounds: int) -> None:
    from pyinstrument import Profiler  # a tool of the one who looks, not of the project

    with Profiler(interval=0.0005) as profiler:
        for _round in range(rounds):
            ask()
    sys.stdout.write(profiler.output_text(unicode=True, show_all=False))


if __name__ == "__main__":
    sys.exit(main())
