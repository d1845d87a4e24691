"""`manage.py demo_world --reset`: nothing of the old database is left, and the demo world is there as on the first day."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lms.home.demo_world.world import PERSONAS
from tests.first_start import ROOT, environment

DROPPING = """
import json
import django
django.setup()
from django.db import connection
from lms.home.management.commands.demo_world import drop_everything

def tables():
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)

before = tables()
drop_everything()
print(json.dumps([before, tables()]))
"""


def run_python(var: Path, *words: str) -> str:
    """What Python prints that works on the demo in `var`."""
    given = environment(LIKEVEL_VAR=str(var), DJANGO_SETTINGS_MODULE="lms.settings.demo")
    result = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_no_table_of_a_full_demo_world_is_left(own_var: Path) -> None:
    """The real database, with all that its rows point at. Fails when tables are dropped while keys are checked."""
    before, after = json.loads(run_python(own_var, "-c", DROPPING).splitlines()[-1])
    assert ({"people_user", "courses_response", "django_migrations"} <= set(before), after) == (True, [])


@pytest.mark.long
def test_made_afresh_it_is_as_on_the_first_day(own_var: Path) -> None:
    """A changed name, an association too many and a table nobody knows are gone; the same people can be tried."""
    database = own_var / "likevel.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE people_user SET name = 'Noen Annen' WHERE name = ?", [PERSONAS[0][0]])
        connection.execute("UPDATE people_organisation SET name = 'En annen forening'")
        connection.execute("CREATE TABLE left_over (user_id integer REFERENCES people_user (id))")
        connection.execute("INSERT INTO left_over SELECT id FROM people_user")
    run_python(own_var, "manage.py", "demo_world", "--reset")
    with closing(sqlite3.connect(database)) as connection:
        people = connection.execute(
            "SELECT name FROM people_user JOIN people_demopersona ON person_id = people_user.id ORDER BY position"
        ).fetchall()
        associations = connection.execute("SELECT name FROM people_organisation ORDER BY name").fetchall()
        left_over = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'left_over'").fetchall()
    assert [name for (name,) in people] == [name for name, _label, _description in PERSONAS]
    assert [name for (name,) in associations] == ["Levernettet", "Prostatanettet", "Sinn og samvær"]
    assert left_over == []
