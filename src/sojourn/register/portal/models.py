"""Codes for one's own record, mandates of representatives, and wrong tries at the entrance.

A code itself is kept nowhere: its keyed digest is, and who has the database alone cannot test a guess.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL


class PortalCode(models.Model):
    """A code that was given to a person, or to who acts for them.

    Attributes:
        digest: keyed SHA-256 of the code.
        person_id: the person as the register knew them when the code was given.
        given_how: ``post``, ``consulate``, ``letter`` or ``representative``.
        office: where it was given.
        expires_at: from then on it opens nothing.
        ended_at, ended_by: when and by whom it was ended before that.
    """

    digest = models.BinaryField(unique=True)
    person_id = models.TextField(db_index=True)
    given_how = models.TextField()
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    office = models.TextField()
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "portal_code"
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="code_ended_by_somebody",
            ),
        )


class PortalMandate(models.Model):
    """The reference of a representative's mandate, sealed under a key of its own; deleted with the person's values."""

    code = models.OneToOneField(PortalCode, models.CASCADE, related_name="mandate", primary_key=True)
    key = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "portal_mandate"


class PortalThrottle(models.Model):
    """Wrong tries with one code, from one address, or at the whole entrance; only digests of what was typed.

    Attributes:
        kind: ``code``, ``address`` or ``all``.
        digest: keyed digest of the code or the address; empty for ``all``.
        wrong: wrong tries since ``since``.
        rounds: how often it was closed before, in a row.
        locked_until: no try is looked at before.
    """

    kind = models.TextField()
    digest = models.BinaryField()
    wrong = models.IntegerField(default=0)
    rounds = models.IntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "portal_throttle"
        constraints = (models.UniqueConstraint(fields=["kind", "digest"], name="portal_throttle_once"),)
        indexes = (models.Index(fields=["since"], name="portal_throttle_old"),)
