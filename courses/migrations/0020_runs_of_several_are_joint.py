"""A run in which several associations take part is joint, however the second one came in."""

from __future__ import annotations

from django.db import migrations
from django.db.models import Count


def make_joint(apps, schema_editor) -> None:
    """What belongs to one association is kept from the others from now on."""
    runs = apps.get_model("courses", "CourseRun").objects.filter(joint=False)
    several = runs.annotate(parts=Count("run_organisations")).filter(parts__gt=1).values_list("pk", flat=True)
    apps.get_model("courses", "CourseRun").objects.filter(pk__in=list(several)).update(joint=True)


class Migration(migrations.Migration):
    dependencies = [("courses", "0019_what_letting_in_builds_on")]
    operations = [migrations.RunPython(make_joint, migrations.RunPython.noop, elidable=True)]
