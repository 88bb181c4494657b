"""Issues of the tables of cases: made once a month for the twelve months before, kept as printed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from sojourn.register import clock
from sojourn.register.cases.figures import count_cases
from sojourn.register.cases.opening import lifecycles
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.published.case_tables import print_cases
from sojourn.register.published.models import CaseIssue


def publish_cases_due() -> CaseIssue | None:
    """Make this month's issue for the twelve whole months before it, unless it is there; for the scheduler."""
    today = clock.today()
    after = today.replace(day=1)
    first = after.replace(year=after.year - 1)
    month = f"{today:%Y-%m}"
    with transaction.atomic():
        if CaseIssue.objects.filter(month=month).exists():
            return None
        tables = print_cases(count_cases(first, after, lifecycles()))
        return CaseIssue.objects.create(
            first=first, last=_day_before(after), counted_on=today, month=month, tables=tables
        )


@action(Verb.STATISTICS_OPENED, "see_statistics")
def open_case_issue(acting: Acting) -> Done[CaseIssue | None]:
    """Open the newest issue; nothing where none was made yet."""
    issue = CaseIssue.objects.order_by("-month").first()
    return Done(issue, (), {} if issue is None else {"case_issue": issue.pk})


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
