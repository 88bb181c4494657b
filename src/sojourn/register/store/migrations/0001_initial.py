"""The first tables of the store. Django only keeps in mind what they look like; ``sql/*.sql`` makes them."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("answer_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("stay_id", models.TextField()),
                ("person_id", models.TextField()),
                ("gone", models.BooleanField()),
                ("state", models.TextField()),
                ("body", models.JSONField()),
                ("periods", models.JSONField()),
                ("crossings", models.JSONField()),
                ("further", models.JSONField()),
                ("as_of", models.DateField()),
                ("known_at", models.DateTimeField()),
                ("cause", models.JSONField()),
                ("digest", models.BinaryField()),
            ],
            options={
                "db_table": "store_answer",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="CurrentAnswer",
            fields=[
                ("stay_id", models.TextField(primary_key=True, serialize=False)),
                ("answer_id", models.BigIntegerField()),
                ("person_id", models.TextField()),
                ("state", models.TextField()),
                ("unknown_code", models.TextField(null=True)),
                ("restricted", models.BooleanField()),
                ("arrived_on", models.DateField()),
                ("next_change_on", models.DateField(null=True)),
                ("orphan", models.BooleanField()),
            ],
            options={
                "db_table": "store_current_answer",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("verb", models.TextField()),
                ("actor", models.TextField()),
                ("office", models.TextField()),
                ("purpose", models.TextField()),
                ("subject", models.TextField()),
                ("about", models.JSONField()),
            ],
            options={
                "db_table": "door_event",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LinkDecision",
            fields=[
                ("link_id", models.TextField(primary_key=True, serialize=False)),
                ("record_a", models.TextField()),
                ("record_b", models.TextField()),
                ("verdict", models.TextField()),
                ("by", models.TextField()),
                ("version", models.TextField(null=True)),
                ("weight", models.FloatField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("reason", models.TextField()),
                ("review_id", models.TextField(null=True)),
            ],
            options={
                "db_table": "store_link_decision",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("membership_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("subject_id", models.UUIDField()),
                ("person_id", models.TextField()),
                ("basis", models.TextField()),
                ("link_id", models.TextField(null=True)),
                ("known_at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_membership",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Quarantined",
            fields=[
                ("quarantined_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("feed", models.TextField()),
                ("batch_id", models.UUIDField()),
                ("line", models.IntegerField()),
                ("source", models.TextField()),
                ("codes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("reason", models.TextField()),
                ("message_digest", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "store_quarantined",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="QuarantineOutcome",
            fields=[
                ("quarantined_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("outcome", models.TextField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("actor", models.TextField()),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_quarantine_outcome",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("subject_id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_subject",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LinkWithdrawal",
            fields=[
                (
                    "link",
                    models.OneToOneField(
                        db_column="link_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="store.linkdecision",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("reason", models.TextField()),
            ],
            options={
                "db_table": "store_link_withdrawal",
                "managed": False,
            },
        ),
        *[
            migrations.RunSQL((SQL / name).read_text(encoding="utf-8"))
            for name in ("tables.sql", "partitions.sql", "guards.sql")
        ],
    ]
