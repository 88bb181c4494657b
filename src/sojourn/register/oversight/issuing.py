"""The chore of oversight: each month that is over is counted once, and its sample drawn; outcomes once a quarter."""

from __future__ import annotations

import logging

from django.db import transaction

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.oversight.accesses import list_unusual
from sojourn.register.oversight.counting import count_span
from sojourn.register.oversight.models import MonthFigures, OutcomeIssue
from sojourn.register.oversight.months import Span, list_due, quarter_of, year_before
from sojourn.register.oversight.outcomes import count_outcomes
from sojourn.register.oversight.printing import print_tables
from sojourn.register.oversight.sampling import draw_month
from sojourn.register.store.statements import select

_LOG = logging.getLogger(__name__)
_BEGAN = "SELECT min(known_at) FROM store_answer"


def count_due() -> int:
    """Count the months that are due, draw their samples, and print the outcomes of a quarter; gives how many months.

    Months before the register's first answer are passed over.
    """
    today = clock.today()
    ((began,),) = select(_BEGAN)
    first = clock.day_of(began) if began else today
    months = [month for month in list_due(today) if month.after > first]
    counted = sum(_count(month) for month in months)
    for month in months[-1:]:
        _draw(month)
    _print_outcomes()
    return counted


def _count(month: Span) -> bool:
    with transaction.atomic():
        if MonthFigures.objects.filter(month=month.first).exists():
            return False
        tables = {"tables": print_tables(count_span(month)), "unusual": list_unusual(month)}
        MonthFigures.objects.create(month=month.first, counted_on=clock.today(), tables=tables)
        return True


def _draw(month: Span) -> None:
    """Draw the sample; without a checkpoint of the log there is nothing to draw by, and the next day tries again."""
    try:
        with transaction.atomic():
            draw_month(month)
    except RegisterError as error:
        if error.code not in ("log-not-yet", "log-empty"):
            raise
        _LOG.warning("the sample of %s waits for a checkpoint of the log", month.name)


def _print_outcomes() -> None:
    today = clock.today()
    quarter = quarter_of(today)
    span = year_before(quarter)
    with transaction.atomic():
        if not OutcomeIssue.objects.filter(quarter=quarter).exists():
            OutcomeIssue.objects.create(
                quarter=quarter, first=span.first, last=span.last, counted_on=today, tables=count_outcomes(span)
            )
