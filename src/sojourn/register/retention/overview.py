"""What the records officer sees of all: what is due by rule and by month, and the batches. Counts and days only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncMonth

from sojourn.law.retention_rules import RetentionRule
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.retention.models import Batch, Decision, Due, Item, Looked, Outcome
from sojourn.register.retention.schedule import schedule_of

#: Batches shown, the last first.
SHOWN = 50


@dataclass(frozen=True)
class DueUnder:
    """What is listed under one rule: how many parts of files, how many of them due, free to go, and held."""

    rule: RetentionRule
    listed: int = 0
    due: int = 0
    free: int = 0
    held: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Overview:
    """The first page of retention.

    Attributes:
        rules: every rule with what is listed under it. months: what falls due in each month; the first stands for all
            before it too. batches: the last ones. looked: when the list was made; None: never.
    """

    rules: tuple[DueUnder, ...]
    months: tuple[tuple[date, int], ...]
    batches: tuple[Batch, ...]
    looked: Looked | None


@action(Verb.RETENTION_OPENED, "propose_disposal")
def open_overview(acting: Acting) -> Done[Overview]:
    """Open what is due, by rule and by month.

    Raises:
        LawError: ``law-retention``: the schedule cannot be used.
    """
    batches = Batch.objects.select_related("decision", "certificate", "proposed_by").order_by("-id")
    counted = batches.annotate(count=Count("items"), dealt=Count("items__outcome"))
    return Done(Overview(_by_rule(), _by_month(), tuple(counted[:SHOWN]), Looked.objects.first()))


@action(Verb.RETENTION_OPENED, "propose_disposal")
def open_batch(acting: Acting, batch: Batch) -> Done[list[Item]]:
    """Open what is in a batch: the items by their numbers, with counts and days; whom one is about, its page says."""
    return Done(list(batch.items.select_related("outcome").order_by("due_on", "id")), (), {"batch": batch.pk})


@action(Verb.RETENTION_OPENED, "propose_disposal")
def open_item(acting: Acting, item: Item) -> Done[Item]:
    """Open one item of a batch: the ids of its person, stays, cases and records; no name, and no value of any record.

    The event is about the person, and so lies with the log of who looked, unless that log went with this very item.
    """
    gone = item.what == "access" and Outcome.objects.filter(item=item, outcome="destroyed").exists()
    return Done(item, () if gone else (item.person_id,), {"batch": item.batch_id, "item": item.pk})


def find_decision(batch: Batch) -> Decision | None:
    """Find what was decided about a batch."""
    return Decision.objects.filter(batch=batch).select_related("decided_by").first()


def _by_rule() -> tuple[DueUnder, ...]:
    today = clock.today()
    due = Q(due_on__lte=today)
    rows = Due.objects.values("rule_id").annotate(
        listed=Count("id"),
        due=Count("id", filter=due),
        free=Count("id", filter=due & Q(reasons=[])),
        held=Count("id", filter=~Q(reasons=[])),
        first=Min("due_on"),
        last=Max("due_on"),
    )
    found = {row.pop("rule_id"): row for row in rows}
    rules = [rule for covers, rule in schedule_of().items() if covers != "warning"]
    return tuple(DueUnder(rule, **found.get(rule.id, {})) for rule in rules)


def _by_month() -> tuple[tuple[date, int], ...]:
    """Count what falls due by month; what was due before this month stands in it."""
    this = clock.today().replace(day=1)
    found: dict[date, int] = {}
    rows = Due.objects.annotate(month=TruncMonth("due_on")).values("month").annotate(count=Count("id"))
    for row in rows:
        month = max(row["month"], this)
        found[month] = found.get(month, 0) + row["count"]
    return tuple(sorted(found.items()))
