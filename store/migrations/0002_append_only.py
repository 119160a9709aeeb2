"""Audit lines and decisions can be added, never changed or deleted."""

from django.db import migrations

from store.append_only import FIRST_TABLES, install, remove


def up(apps, schema_editor):
    install(schema_editor.connection, FIRST_TABLES)


def down(apps, schema_editor):
    remove(schema_editor.connection, FIRST_TABLES)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
