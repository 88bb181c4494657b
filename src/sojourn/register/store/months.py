"""The months for which rows are kept: a partition is made before the first row of its month comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import connection


def ensure_months(moments: Iterable[datetime]) -> None:
    """Make the partitions of the months of these times where they are missing (records and events)."""
    months = {date(at.year, at.month, 1) for at in (moment.astimezone(UTC) for moment in moments)}
    with connection.cursor() as cursor:
        for month in sorted(months):
            cursor.execute("SELECT store_ensure_month(%s)", [month])
