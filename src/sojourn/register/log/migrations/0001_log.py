"""The tables of the transparency log; ``sql/tables.sql`` makes them and says what each is."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("store", "0002_quarantined_message")]

    operations = [
        migrations.RunSQL(
            (SQL / "tables.sql").read_text(encoding="utf-8"), (SQL / "undo.sql").read_text(encoding="utf-8")
        )
    ]
