"""Which numbers are withheld, so that no small count can be read or worked out.

Rule: a count from 1 to 10 is withheld, and with it as many others as it takes that the printed numbers leave every
withheld count at least eleven possible values. The proof is built in: withheld counts come in pairs of columns, and
moving entries between the two columns of one row and back in another row changes no printed number. How far such moves
reach is the room that a withheld count has. Other withheld counts only add to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sojourn.statistics.published.pooling import Groups, pool_group, pool_row
from sojourn.statistics.published.shapes import PARTS, Leaf

#: Counts from 1 to this are withheld.
SMALL = 10
#: A withheld count could be any of more values than this apart: the protection interval.
SPAN = 11

Counts = Mapping[str, int]


@dataclass
class Withheld:
    """The columns withheld in each row (by group and label), in each group's total, and in the grand total."""

    rows: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    grand: set[str] = field(default_factory=set)

    def row(self, leaf: Leaf) -> set[str]:
        """Give the columns withheld in one row."""
        return self.rows.setdefault((leaf.group, leaf.label), set())

    def group(self, key: str) -> set[str]:
        """Give the columns withheld in the total of one group."""
        return self.groups.setdefault(key, set())


class _TooTightError(Exception):
    """No choice of columns gives these rows room: they must be put together with others."""

    def __init__(self, rows: Sequence[Leaf]) -> None:
        super().__init__()
        self.rows = list(rows)


def withhold(groups: Groups) -> tuple[Groups, Withheld]:
    """Choose what is withheld; rows that cannot be protected are put together with others first.

    Args:
        groups: the output of ``pool``.

    Returns:
        The rows as they are printed, and the columns withheld.
    """
    while True:
        try:
            return groups, _choose(groups)
        except _TooTightError as tight:
            groups = _merge(groups, tight.rows[0])


def withhold_in_line(counts: Counts, never: Sequence[str] = ()) -> set[str]:
    """Choose the counts withheld in one line whose total is printed; its counts stand in no other total.

    Each small count goes with the largest: the two share their sum, and more than ten values of it are possible. Where
    that is not so, the whole line is withheld. ``never``: names that are printed elsewhere, so that they cannot go with
    a small count.
    """
    small = {name for name, count in counts.items() if 1 <= count <= SMALL}
    if not small:
        return set()
    others = [name for name in counts if name not in small and name not in never]
    partner = max(others, key=lambda name: (counts[name], name), default=None)
    if partner is None or counts[partner] < SPAN:
        return {name for name, count in counts.items() if count} if sum(counts.values()) >= SPAN else set(counts)
    return {*small, partner}


def _merge(groups: Groups, row: Leaf) -> Groups:
    rows = pool_row(groups[row.group], row.label)
    return pool_group(groups, row.group) if rows is None else {**groups, row.group: rows}


def _choose(groups: Groups) -> Withheld:
    withheld = Withheld()
    totals = {key: _sum(rows) for key, rows in groups.items()}
    grand = {part: sum(total[part] for total in totals.values()) for part in PARTS}
    for part in PARTS:
        if any(_is_small(total[part]) for total in totals.values()):
            _protect_totals(withheld, groups, totals, grand, part)
    for key, rows in groups.items():
        for part in PARTS:
            open_rows = [row for row in rows if _is_small(row.parts[part]) and part not in withheld.row(row)]
            if open_rows:
                _protect_rows(withheld, rows, totals[key], part, open_rows)
    return withheld


def _protect_totals(withheld: Withheld, groups: Groups, totals: Mapping[str, Counts], grand: Counts, part: str) -> None:
    """Withhold a column and its partner in whole groups, totals included, where a group's total is small."""
    tight: list[Leaf] = []
    for partner in sorted((each for each in PARTS if each != part), key=lambda each: (-grand[each], each)):
        chosen = _enough_groups(totals, part, partner)
        everywhere = chosen is None
        keys = list(groups) if chosen is None else chosen
        rows = [row for key in keys for row in groups[key] if row.parts[part] + row.parts[partner]]
        narrow = [row for row in rows if _room(row.parts, _sum(rows), part, partner, alone=everywhere) < SPAN]
        if not narrow:
            for row in rows:
                withheld.row(row).update((part, partner))
            for key in keys:
                if totals[key][part] + totals[key][partner]:
                    withheld.group(key).update((part, partner))
            withheld.grand.update((part, partner) if everywhere else ())
            return
        tight = tight or narrow
    raise _TooTightError(tight)


def _enough_groups(totals: Mapping[str, Counts], part: str, partner: str) -> list[str] | None:
    """Choose groups whose totals give each other room; none where all of them together do not."""
    chosen = [key for key in totals if _is_small(totals[key][part])]
    rest = sorted((key for key in totals if totals[key][part] > SMALL), key=lambda key: (totals[key][part], key))
    while True:
        together = {each: sum(totals[key][each] for key in chosen) for each in (part, partner)}
        if all(_room(totals[key], together, part, partner) >= SPAN for key in chosen):
            return chosen
        if not rest:
            return None
        chosen.append(rest.pop(0))


def _protect_rows(withheld: Withheld, rows: Sequence[Leaf], total: Counts, part: str, small: Sequence[Leaf]) -> None:
    """Withhold a column and its partner in as many rows of one group as give each other room."""
    tight: list[Leaf] = []
    more = sorted((row for row in rows if row.parts[part] and row not in small), key=lambda row: row.parts[part])
    for partner in sorted((each for each in PARTS if each != part), key=lambda each: (-total[each], each)):
        for last in range(len(more) + 1):
            chosen = [*small, *more[:last]]
            together = _sum(chosen)
            narrow = [row for row in chosen if _room(row.parts, together, part, partner) < SPAN]
            if not narrow:
                for row in chosen:
                    withheld.row(row).update((part, partner))
                return
        tight = tight or narrow
    raise _TooTightError(tight)


def _room(own: Counts, together: Counts, part: str, partner: str, *, alone: bool = False) -> int:
    """How many values apart a withheld count can be: moved up by what others give back, and down by what they take.

    ``alone``: the column totals are withheld too, so no other row has to give anything back.
    """
    if alone:
        return own[part] + own[partner]
    up = min(own[partner], together[part] - own[part])
    down = min(own[part], together[partner] - own[partner])
    return up + down


def _is_small(count: int) -> bool:
    return 1 <= count <= SMALL


def _sum(rows: Sequence[Leaf]) -> dict[str, int]:
    return {part: sum(row.parts[part] for row in rows) for part in PARTS}
