"""The rules of identity in plain Python, written from the design and not from the engine: slow, short and obvious."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.identity.identity_lines import Row, is_movement

SCHEMES = {"a-number", "ees-file", "file", "i94", "person", "sevis", "uscis-account"}
Key = tuple[str, ...]
Node = tuple[Key, frozenset[str]]


@dataclass
class Answer:
    """What identity should say: persons and bases by record, the pairs in doubt, the persons in review."""

    person: dict[str, str] = field(default_factory=dict)
    basis: dict[str, str] = field(default_factory=dict)
    doubts: set[tuple[str, ...]] = field(default_factory=set)
    in_review: set[str] = field(default_factory=set)


def answer_for(rows: list[Row]) -> Answer:
    """Work out who is who."""
    lost = _losses(rows)
    answer, named, births = Answer(), {}, defaultdict(set)
    for row in rows:
        named[row["name"]] = {}
        for how, key in _keys(row):
            if how == "document" and _after_loss(row, lost.get(key)):
                answer.doubts.add(("lost_document", *sorted([_line(row), lost[key][2]])))
                named[row["name"]][key] = "void"
            elif key not in named[row["name"]]:
                named[row["name"]][key] = how
                births[key].add(_birth(row))
    holders: dict[Node, list[Row]] = defaultdict(list)
    nodes: dict[str, list[tuple[str, Node]]] = defaultdict(list)
    standing = [(one, key, how) for one in rows for key, how in named[one["name"]].items() if how != "void"]
    for row, key, how in standing:
        fitting = _fitting(_birth(row), births[key])
        if len(fitting) == 1:
            nodes[row["name"]].append((how, (key, fitting[0])))
            holders[key, fitting[0]].append(row)
    _add_doubts(answer, rows, named, births, holders)
    _join(answer, rows, named, nodes, holders)
    persons = {_line(row): answer.person[row["name"]] for row in rows}
    answer.in_review = {persons[line] for doubt in answer.doubts for line in doubt[1:]}
    return answer


def _line(row: Row) -> str:
    return str(row.get("line", row["name"]))


def _order(row: Row) -> tuple[Any, str]:
    return row.get("line_recorded_at", row["recorded_at"]), _line(row)


def _birth(row: Row) -> str:
    return row.get("birth_date") or ""


def _document(kind: str | None, number: str | None, issuer: str | None) -> Key | None:
    plain = re.sub(r"[ \-./_<|#:\t]", "", number or "").upper()
    if not plain.strip("0"):
        return None
    if (kind or "P").upper() == "I94":
        return "i94", plain
    return (kind or "P").upper(), (issuer or "").upper(), plain


def _keys(row: Row) -> list[tuple[str, Key]]:
    """The keys that a row names, the strongest way first."""
    found = [("document", _document(row.get("document_type"), row.get("document_number"), row.get("document_issuer")))]
    for scheme, _colon, value in [text.partition(":") for text in row.get("references") or []]:
        plain = re.sub(r"[ \-./_<|#:\t]", "", value).upper()
        if scheme.strip().lower() in SCHEMES and plain.strip("0"):
            found.append(("reference", (scheme.strip().lower(), plain)))
    if row["kind"] == "document" and row.get("outcome") in (None, "new"):
        issuer = row.get("other_document_issuer") or row.get("document_issuer")
        found.append(("document_fact", _document("P", row.get("other_document_number"), issuer)))
    return [(how, key) for how, key in found if key]


def _losses(rows: list[Row]) -> dict[Key, Any]:
    """For each lost document the earliest (day, time of recording, line) of a report."""
    found: dict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "document" and row.get("outcome") in ("lost", "stolen", "revoked"):
            decided = row["decided_at"].date() if row.get("decided_at") else None
            day = row.get("valid_from") or decided or row["recorded_at"].date()
            found[dict(_keys(row)).get("document", ())].append((day, *_order(row)))
    return {key: min(reports) for key, reports in found.items()}


def _after_loss(row: Row, loss: Any) -> bool:
    if loss is None or row["kind"] == "document":
        return False
    return bool((row["local_date"] if is_movement(row) else row["recorded_at"].date()) > loss[0])


def _slip(one: str, other: str) -> bool:
    """Equal, day and month swapped, or one digit different."""
    swapped = f"{one[:4]}-{one[8:]}-{one[5:7]}"
    return swapped == other or sum(a != b for a, b in zip(one, other, strict=True)) <= 1


def _classes(births: set[str]) -> list[frozenset[str]]:
    founders = {birth for birth in births if not any(other != birth and other.startswith(birth) for other in births)}
    classes = [{founder} for founder in founders]
    for one, other in itertools.combinations(sorted(founders), 2):
        if len(one) == len(other) == 10 and _slip(one, other):
            mine = next(c for c in classes if one in c)
            yours = next(c for c in classes if other in c)
            if mine is not yours:
                classes.remove(yours)
                mine |= yours
    return [frozenset(c) for c in classes]


def _fitting(birth: str, births: set[str]) -> list[frozenset[str]]:
    return [c for c in _classes(births) if any(date.startswith(birth) for date in c)]


def _first(rows: list[Row]) -> Row:
    return min(rows, key=_order)


def _add_doubts(answer: Answer, rows: list[Row], named: Any, births: Any, holders: dict[Node, list[Row]]) -> None:
    firsts: dict[Key, list[Row]] = defaultdict(list)
    for (key, _class), held in holders.items():
        firsts[key].append(_first(held))
    for reps in firsts.values():
        hub = _first(reps)
        others = [rep for rep in reps if rep is not hub]
        answer.doubts |= {("other_birth_date", *sorted([_line(hub), _line(rep)])) for rep in others}
    for row in rows:
        for key in [key for key, how in named[row["name"]].items() if how != "void"]:
            fitting = _fitting(_birth(row), births[key])
            reps = [_first(holders[key, c]) for c in fitting] if len(fitting) > 1 else []
            answer.doubts |= {("unclear_birth_date", *sorted([_line(row), _line(rep)])) for rep in reps}


def _join(answer: Answer, rows: list[Row], named: Any, nodes: Any, holders: dict[Node, list[Row]]) -> None:
    group = {row["name"]: {row["name"]} for row in rows}
    for held in holders.values():
        together = set().union(*(group[row["name"]] for row in held))
        group |= dict.fromkeys(together, together)
    by_name = {row["name"]: row for row in rows}
    for row in rows:
        anchor = _first([by_name[name] for name in group[row["name"]]])
        answer.person[row["name"]] = "p" + hashlib.sha256(_line(anchor).encode()).hexdigest()[:20]
        hows = [how for how, _node in nodes[row["name"]]]
        none = "unsure" if named[row["name"]] else "alone"
        answer.basis[row["name"]] = next((h for h in ("document", "reference", "document_fact") if h in hows), none)
