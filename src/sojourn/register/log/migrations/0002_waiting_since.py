"""Since when an entry waits, by the clock of the database: one that waits for long is named."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("log", "0001_log")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE log_waiting ADD COLUMN noted_at timestamptz NOT NULL DEFAULT clock_timestamp()",
            "ALTER TABLE log_waiting DROP COLUMN noted_at",
        )
    ]
