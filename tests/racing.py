"""For scripts that tests run in another process: several threads do something at the same moment.

told_by_another(RACER, given, folder)         # in the test (tests/other_processes.py)
from tests.racing import at_once, given, tell  # first in the script: it sets Django up

"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

#: What the test handed over.
given: Any = json.loads(sys.argv[1])


def at_once(work: Callable[[Any], Any], each: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """`work` with each of these, in threads that all begin together. Returns what it answered, and what was raised."""
    barrier = threading.Barrier(len(each))
    answers: list[Any] = []
    failed: list[str] = []

    def race(one: Any) -> None:
        barrier.wait()
        try:
            answers.append(work(one))
        except Exception as error:  # noqa: BLE001 – told to the test, whatever it is
            failed.append(repr(error))
        finally:
            connection.close()

    racers = [threading.Thread(target=race, args=(one,)) for one in each]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return answers, failed


def tell(outcome: Any) -> None:
    """The answer to the test."""
    sys.stdout.write(json.dumps(outcome) + "\n")
