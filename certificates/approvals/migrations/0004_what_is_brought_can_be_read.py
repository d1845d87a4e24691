"""Says of every case that is open already that what its candidate brings can be read there."""

from django.db import migrations

OPEN_STATES = ("ready", "booked", "held", "postponed")
DECIDED_STATES = ("approved", "not_now")


def say_which_cases_are_open(apps, schema_editor):
    """One notice for each course a case was made of; where there are several cases, the open one or the newest counts."""
    cases, notices = apps.get_model("approvals", "Case"), apps.get_model("courses", "CaseNotice")
    for case in cases.objects.order_by("opened_at", "pk"):
        is_open = case.state in OPEN_STATES
        notices.objects.update_or_create(
            enrolment_id=case.enrolment_id,
            defaults={
                "opened_at": case.opened_at,
                "closed_at": None if is_open else case.opened_at,
                "decided": case.state in DECIDED_STATES,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0003_a_task_may_be_opened_again"),
        ("courses", "0006_words_brought_hidden_and_drafted"),
    ]

    operations = [migrations.RunPython(say_which_cases_are_open, migrations.RunPython.noop)]
