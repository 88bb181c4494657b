"""The lines of a message that were set apart are found by the message: one that is sent again sets none apart twice."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX store_quarantined_message ON store_quarantined (message_digest)",
            "DROP INDEX store_quarantined_message",
        ),
    ]
