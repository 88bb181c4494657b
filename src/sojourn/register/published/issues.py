"""Issues: made at most once a month for a period, kept as printed."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.published.counting import count_leaves
from sojourn.register.published.models import Issue
from sojourn.register.published.printing import print_tables
from sojourn.statistics.published.layout import load_layout
from sojourn.statistics.published.period import Period, read_period

#: Days after a stay's last authorised day within which records still come; a period is published when they are over.
SETTLING_DAYS = 60


def publish_due() -> Issue | None:
    """Make the issue of this month for the last period that is over, unless it is there; for the scheduler."""
    today = clock.today()
    period = last_period(today)
    month = f"{today:%Y-%m}"
    with transaction.atomic():
        if Issue.objects.filter(period=period.name, month=month).exists():
            return None
        return Issue.objects.create(
            period=period.name,
            first=period.first,
            last=period.last,
            counted_on=today,
            month=month,
            tables=print_tables(count_leaves(period)),
        )


def last_period(today: date) -> Period:
    """Give the last fiscal year whose late records have come in."""
    starts = load_layout(settings.CONFIGURATION.law).year_starts
    return read_period(None, today - timedelta(days=SETTLING_DAYS), starts)


@action(Verb.STATISTICS_OPENED, "see_statistics")
def open_issue(acting: Acting, issue_id: int | None = None) -> Done[Issue | None]:
    """Open an issue, the newest where none is named; nothing where none was made yet.

    Raises:
        RegisterError: ``issue-missing``.
    """
    if issue_id is None:
        return _opened(Issue.objects.order_by("-counted_on", "-id").first())
    found = Issue.objects.filter(id=issue_id).first()
    if found is None:
        raise RegisterError("issue-missing", "there is no such issue of the statistics. Next: open the newest one.")
    return _opened(found)


def list_issues(most: int = 24) -> list[Issue]:
    """List the issues, the newest first."""
    return list(Issue.objects.order_by("-counted_on", "-id")[:most])


def _opened(issue: Issue | None) -> Done[Issue | None]:
    return Done(issue, (), {} if issue is None else {"issue": issue.id})
