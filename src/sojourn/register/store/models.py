"""The tables of the store as Django reads them; ``sql/tables.sql`` makes them and says what each is.

None is managed by Django: partitions, triggers and rights are written in SQL. Rows are written by the other modules of
this folder only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Subject(models.Model):
    """Whoever records are about, with the key that seals their personal values. Deletable."""

    subject_id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True)
    key: models.BinaryField[bytes, bytes] = models.BinaryField()
    salt: models.BinaryField[bytes, bytes] = models.BinaryField()
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "store_subject"


class LinkDecision(models.Model):
    """``same``, ``different`` or ``unsure`` between two records. Append-only."""

    link_id: models.TextField[str, str] = models.TextField(primary_key=True)
    record_a: models.TextField[str, str] = models.TextField()
    record_b: models.TextField[str, str] = models.TextField()
    verdict: models.TextField[str, str] = models.TextField()
    by: models.TextField[str, str] = models.TextField()
    version: models.TextField[str | None, str | None] = models.TextField(null=True)
    weight: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    actor: models.TextField[str, str] = models.TextField()
    reason: models.TextField[str, str] = models.TextField()
    review_id: models.TextField[str | None, str | None] = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "store_link_decision"


class LinkWithdrawal(models.Model):
    """A link decision taken back. Append-only."""

    link: models.OneToOneField[LinkDecision, LinkDecision] = models.OneToOneField(
        LinkDecision, models.DO_NOTHING, primary_key=True, db_column="link_id"
    )
    withdrawn_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    actor: models.TextField[str, str] = models.TextField()
    reason: models.TextField[str, str] = models.TextField()

    class Meta:
        managed = False
        db_table = "store_link_withdrawal"


class Membership(models.Model):
    """Whose record is whose, as worked out at one time. Append-only; the last of a name counts."""

    membership_id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    name: models.TextField[str, str] = models.TextField()
    subject_id: models.UUIDField[UUID, UUID] = models.UUIDField()
    person_id: models.TextField[str, str] = models.TextField()
    basis: models.TextField[str, str] = models.TextField()
    link_id: models.TextField[str | None, str | None] = models.TextField(null=True)
    known_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "store_membership"


class Answer(models.Model):
    """One version of the answer for a stay. Append-only."""

    answer_id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    stay_id: models.TextField[str, str] = models.TextField()
    person_id: models.TextField[str, str] = models.TextField()
    gone: models.BooleanField[bool, bool] = models.BooleanField()
    state: models.TextField[str, str] = models.TextField()
    body: models.JSONField[Any, Any] = models.JSONField()
    periods: models.JSONField[Any, Any] = models.JSONField()
    crossings: models.JSONField[Any, Any] = models.JSONField()
    further: models.JSONField[Any, Any] = models.JSONField()
    as_of: models.DateField[date, date] = models.DateField()
    known_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    cause: models.JSONField[Any, Any] = models.JSONField()
    digest: models.BinaryField[bytes, bytes] = models.BinaryField()

    class Meta:
        managed = False
        db_table = "store_answer"


class CurrentAnswer(models.Model):
    """Which version of an answer is the current one. Ids and codes only."""

    stay_id: models.TextField[str, str] = models.TextField(primary_key=True)
    answer_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    person_id: models.TextField[str, str] = models.TextField()
    state: models.TextField[str, str] = models.TextField()
    unknown_code: models.TextField[str | None, str | None] = models.TextField(null=True)
    restricted: models.BooleanField[bool, bool] = models.BooleanField()
    arrived_on: models.DateField[date, date] = models.DateField()
    next_change_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    orphan: models.BooleanField[bool, bool] = models.BooleanField()

    class Meta:
        managed = False
        db_table = "store_current_answer"


class Quarantined(models.Model):
    """A row that could not be used, and why; what it said lies apart, sealed. Append-only."""

    quarantined_id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    received_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    feed: models.TextField[str, str] = models.TextField()
    batch_id: models.UUIDField[UUID, UUID] = models.UUIDField()
    line: models.IntegerField[int, int] = models.IntegerField()
    source: models.TextField[str, str] = models.TextField()
    codes: ArrayField[list[str], list[str]] = ArrayField(models.TextField())
    reason: models.TextField[str, str] = models.TextField()
    message_digest: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "store_quarantined"


class QuarantineOutcome(models.Model):
    """What became of a quarantined row. Append-only."""

    quarantined_id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    outcome: models.TextField[str, str] = models.TextField()
    record_id: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    actor: models.TextField[str, str] = models.TextField()
    reason: models.TextField[str, str] = models.TextField()
    decided_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "store_quarantine_outcome"


class Event(models.Model):
    """One look or one change. Append-only; ids and codes, never values."""

    event_id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    verb: models.TextField[str, str] = models.TextField()
    actor: models.TextField[str, str] = models.TextField()
    office: models.TextField[str, str] = models.TextField()
    purpose: models.TextField[str, str] = models.TextField()
    subject: models.TextField[str, str] = models.TextField()
    about: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        managed = False
        db_table = "door_event"
