"""Audit lines and decisions can be added, never changed or deleted."""

from django.db import migrations

from store.append_only import install, remove


def up(apps, schema_editor):
    install(schema_editor.connection)


def down(apps, schema_editor):
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
