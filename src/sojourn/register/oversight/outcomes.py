"""What became of the questions about people, by nationality, sex and age: to find unequal treatment, and nothing else.

The values are sealed in the store. The chore opens them in parts, counts, and keeps the counts as they are printed: no
row about a person is written anywhere, and no count of fewer than eleven. Nobody who works cases sees these tables, and
nothing orders, filters or gates work by them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sojourn.register.cases.figures import PUT_RIGHT
from sojourn.register.oversight.counting import determining_steps, favourable_states
from sojourn.register.oversight.months import Span
from sojourn.register.oversight.printing import print_table
from sojourn.register.oversight.withholding import TOTAL, Pattern, counts_of, protect
from sojourn.register.store.statements import select
from sojourn.statistics.published.disclosure import SMALL
from sojourn.statistics.published.pooling import LEAST

#: The traits, each a table of its own.
TRAITS = ("nationality", "sex", "age")
#: What became of a question, in the order of the columns.
OUTCOMES = ("withdrawn", "determined", "reversed", "open")
OTHER, NOT_KNOWN = "other", "not_known"
AGES = ((18, "under_18"), (30, "18_29"), (45, "30_44"), (65, "45_64"), (200, "65_and_more"))
_AT_ONCE = 500

# One row for each stay that was asked about in the year: the first question, its end, and what its cases came to.
_QUESTIONS = """
SELECT DISTINCT ON (q.stay_id) q.stay_id, q.person_id, q.happened_on, q.opened_at,
  (SELECT body->>'arrival_id' FROM store_answer a WHERE a.stay_id = q.stay_id AND a.answer_id = q.answer_id),
  CASE WHEN q.state IN ('withdrawn', 'settled') THEN q.closed_at END AS withdrawn_at,
  (SELECT min(e.at) FROM cases_event e JOIN cases_case c USING (case_id) WHERE c.stay_id = q.stay_id AND e.kind = 'step'
     AND e.at >= q.opened_at AND c.lifecycle || '/' || e.to_state = ANY(%(favour)s)) AS favour_at,
  (SELECT min(e.at) FROM cases_event e JOIN cases_case c USING (case_id) WHERE c.stay_id = q.stay_id AND e.kind = 'step'
     AND e.at >= q.opened_at AND c.lifecycle || '/' || e.step = ANY(%(determining)s)) AS determined_at,
  (SELECT max(e.at) FROM cases_event e JOIN cases_case c USING (case_id) WHERE c.stay_id = q.stay_id AND e.kind = 'step'
     AND e.at >= q.opened_at AND e.step = ANY(%(undoing)s)) AS reversed_at
FROM review_question q
WHERE q.code = 'unexplained' AND q.opened_at >= %(first)s AND q.opened_at < %(after)s
ORDER BY q.stay_id, q.opened_at, q.id
"""
_SUBJECTS = "SELECT person_id, subject_id FROM store_current_person WHERE person_id = ANY(%s)"


@dataclass(frozen=True)
class _Asked:
    """What became of one question; lives in the memory of the chore only."""

    person_id: str
    happened_on: date
    arrival: str
    outcome: str
    days: float | None


@dataclass(frozen=True)
class _Group:
    outcome: str
    days: float | None
    trait: Mapping[str, str]


def count_outcomes(span: Span) -> list[dict[str, object]]:
    """Count and print the outcomes of the questions opened in a span, by trait; no table where too few were asked."""
    groups = list(_groups(list(_asked(span))))
    columns = _fold(Counter(group.outcome for group in groups))
    if len(groups) < LEAST or columns is None:
        return []
    printed = [_print(trait, groups, columns) for trait in TRAITS]
    return [table for table in printed if table is not None]


def _asked(span: Span) -> Iterator[_Asked]:
    told = {
        **span.bounds(), "favour": favourable_states(), "determining": determining_steps(), "undoing": sorted(PUT_RIGHT)
    }  # fmt: skip
    for _stay, person, happened_on, opened_at, arrival, *ends in select(_QUESTIONS, told):
        outcome, at = _outcome(*ends)
        days = (at - opened_at).total_seconds() / 86400 if at else None
        yield _Asked(person, happened_on, arrival or "", outcome, days)


def _outcome(
    withdrawn: datetime | None, favour: datetime | None, determined: datetime | None, reversed_at: datetime | None
) -> tuple[str, datetime | None]:
    """Say what became of a question, and when it was first decided."""
    if determined is not None:
        return ("reversed" if reversed_at and reversed_at > determined else "determined"), determined
    ended = min((each for each in (withdrawn, favour) if each), default=None)
    return ("withdrawn", ended) if ended else ("open", None)


def _groups(asked: Sequence[_Asked]) -> Iterator[_Group]:
    """Open the traits part by part, and let go of everything else at once."""
    for start in range(0, len(asked), _AT_ONCE):
        part = asked[start : start + _AT_ONCE]
        traits = _traits(part)
        yield from (_Group(each.outcome, each.days, traits[place]) for place, each in enumerate(part))


def _traits(part: Sequence[_Asked]) -> list[dict[str, str]]:
    from sojourn.register.store.records import read_history

    pairs = select(_SUBJECTS, [sorted({each.person_id for each in part})])
    history = read_history({subject for _person, subject in pairs})
    wanted = {each.arrival for each in part}
    values = {
        name: row
        for row in history.movements.select(["feed", "movement_id", "nationality", "sex", "birth_date"]).to_pylist()
        if (name := f"{row['feed']}/{row['movement_id']}") in wanted
    }
    return [_read(values.get(each.arrival, {}), each.happened_on) for each in part]


def _read(row: Mapping[str, object], day: date) -> dict[str, str]:
    return {
        "nationality": str(row.get("nationality") or NOT_KNOWN),
        "sex": str(row.get("sex") or NOT_KNOWN),
        "age": _age(str(row.get("birth_date") or ""), day),
    }


def _age(birth: str, day: date) -> str:
    """Give the group of an age on a day; a birth date that is known in part counts from the middle of what is known."""
    if not birth[:4].isdigit():
        return NOT_KNOWN
    parts = [int(part) for part in birth.split("-") if part.isdigit()]
    year, month, of_month = (*parts, *(7, 1)[len(parts) - 1 :])[:3]
    age = day.year - year - ((day.month, day.day) < (month, of_month))
    return next(name for below, name in AGES if age < below)


def _fold(counts: Mapping[str, int]) -> dict[str, str] | None:
    """Say as which column each outcome is counted: none may have a small total, since each table tells it.

    Reversals go with determinations where they are few, then determinations with what is still open; none where even
    that is small.
    """
    columns = {name: name for name in OUTCOMES}
    for name, into in (("reversed", "determined"), ("determined", "open"), ("open", "withdrawn")):
        if 1 <= _sum(counts, columns, name) <= SMALL:
            columns = {each: into if column == name else column for each, column in columns.items()}
    return None if any(1 <= _sum(counts, columns, name) <= SMALL for name in OUTCOMES) else columns


def _sum(counts: Mapping[str, int], columns: Mapping[str, str], column: str) -> int:
    return sum(counts.get(name, 0) for name, into in columns.items() if into == column)


def _print(trait: str, groups: Iterable[_Group], columns: Mapping[str, str]) -> dict[str, object] | None:
    """Print one table. Its column totals are told by every table, so they are taken as known to whoever reads it."""
    lines, days = _pooled(trait, groups, columns)
    kept = dict.fromkeys(columns.values())
    counts = {name: {column: line[column] for column in kept} for name, line in lines.items()}
    table = counts_of(counts)
    told = Pattern(settled={(TOTAL, place) for place in (*range(len(table.columns)), TOTAL)})
    if protect(table, told) is None:
        return None
    printed = print_table(counts, told)
    half = {name: round(median(each), 1) if len(each) >= LEAST else None for name, each in days.items()}
    return {"trait": trait, **printed, "half": half}


def _pooled(
    trait: str, groups: Iterable[_Group], columns: Mapping[str, str]
) -> tuple[dict[str, Counter[str]], dict[str, list[float]]]:
    """Count by the values of a trait; values of fewer questions than ``LEAST`` are put together."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    times: dict[str, list[float]] = defaultdict(list)
    told = list(groups)
    sizes = Counter(group.trait[trait] for group in told)
    for group in told:
        value = group.trait[trait]
        name = value if sizes[value] >= LEAST else OTHER
        found[name][columns[group.outcome]] += 1
        times[name].extend([group.days] if group.days is not None else [])
    ordered = sorted(found, key=lambda name: (name in (OTHER, NOT_KNOWN), name))
    return {name: found[name] for name in ordered}, {name: times[name] for name in ordered}
