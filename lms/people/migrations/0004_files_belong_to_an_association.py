"""Pictures and files are changed by their own association's editors alone: the rights are derived anew at next use."""

from django.db import migrations


def derive_anew(apps, schema_editor):
    editors = {"group__name__startswith": "editor"}
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(**editors).delete()
    apps.get_model("people", "User").groups.through.objects.filter(**editors).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_checked_colour_and_logo"),
        ("wagtailcore", "0026_group_collection_permission"),
    ]

    operations = [migrations.RunPython(derive_anew, migrations.RunPython.noop)]
