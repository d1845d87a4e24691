"""The one list of activity kinds. A new kind is one folder, one line here, and a migration."""

from __future__ import annotations

from courses.activities.checklist.kind import Checklist
from courses.activities.contract import Kind
from courses.activities.gathering.kind import Gathering
from courses.activities.group_reflection.kind import GroupReflection
from courses.activities.pledge.kind import Pledge
from courses.activities.practice.kind import Practice
from courses.activities.reading.kind import Reading
from courses.activities.reflection.kind import Reflection
from courses.activities.scenario.kind import Scenario

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Reading(),
        Reflection(),
        GroupReflection(),
        Practice(),
        Scenario(),
        Checklist(),
        Pledge(),
        Gathering(),
    )
}
