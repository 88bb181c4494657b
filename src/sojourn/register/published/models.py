"""Publications: tables as they were printed. What is withheld is not in them, and what was published never changes."""

from __future__ import annotations

from django.db import models


class Issue(models.Model):
    """The tables of one period as counted on one day; at most one a month, so that no two tell of single people."""

    period = models.TextField()
    first = models.DateField()
    last = models.DateField()
    counted_on = models.DateField()
    month = models.TextField()
    tables = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["period", "month"], name="one_issue_a_month"),)


class CaseIssue(models.Model):
    """The tables of cases of twelve months as counted on one day; at most one a month, for the same reason."""

    first = models.DateField()
    last = models.DateField()
    counted_on = models.DateField()
    month = models.TextField(unique=True)
    tables = models.JSONField()
