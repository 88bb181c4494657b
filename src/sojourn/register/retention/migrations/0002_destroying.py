"""What deletes, and what lets it: written in SQL, because the service's role may not do it by itself."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_retention"),
        ("accounts", "0003_records_officer"),
        ("answering", "0001_initial"),
        ("cases", "0004_append_only"),
        ("court", "0001_court"),
        ("door", "0001_initial"),
        ("review", "0001_initial"),
        ("store", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "destroying.sql").read_text(encoding="utf-8"), (SQL / "undo.sql").read_text(encoding="utf-8")
        )
    ]
