"""Anonymous answers get random ids: a running number would tell who answered when. There are none yet to carry over."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_what_was_loaded_from_files"),
    ]

    operations = [
        migrations.DeleteModel(name="AnonymousAnswer"),
        migrations.CreateModel(
            name="AnonymousAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("activity_key", models.UUIDField()),
                ("ticked", models.JSONField(default=list)),
                (
                    "course_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.courserun"
                    ),
                ),
            ],
            options={
                "verbose_name": "anonymous answer",
                "verbose_name_plural": "anonymous answers",
            },
        ),
    ]
