"""What was done in an earlier run, who ended a place, how often a gathering was moved, and which courses are editions."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_each_course_its_own(apps, schema_editor):
    """One lineage for all languages of a course."""
    pages = apps.get_model("courses", "CoursePage")
    for key in set(pages.objects.values_list("translation_key", flat=True)):
        pages.objects.filter(translation_key=key).update(lineage=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_how_long_words_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="response",
            name="state",
            field=models.CharField(
                choices=[
                    ("started", "Started"),
                    ("done", "Done"),
                    ("skipped", "Skipped by agreement"),
                    ("before", "Done before"),
                ],
                default="started",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="done_before",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="courses.response",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="gathering",
            name="times_moved",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="coursepage",
            name="lineage",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_course_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="coursepage",
            name="lineage",
            field=models.UUIDField(db_index=True, default=uuid.uuid4, editable=False),
        ),
    ]
