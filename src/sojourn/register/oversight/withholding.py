"""Which numbers of a table are withheld, so that no small count can be read in it or worked out by subtraction.

A table has rows and columns of counts, and with them the total of each row, of each column and of all. The rule is the
house's (``statistics.published.disclosure``): a count from 1 to 10 is withheld, and with it as many others as it takes
that each withheld count could be any of more than ten values, for whoever reads everything that is printed.

What a reader can work out is found exactly, not by a rule of thumb: with all counts whole and not negative, a withheld
count can grow by as much as can flow from its column back to its row over other withheld numbers, and shrink by as much
as can flow the other way (the transportation problem; L. H. Cox, Journal of the American Statistical Association 90
(1995), 1453-1462). A total that is withheld lets its row or column give and take freely.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from sojourn.statistics.published.disclosure import SMALL, SPAN

Knot = tuple[str, int]
#: A cell: the places of its row and of its column; ``TOTAL`` in either is a total.
Cell = tuple[int, int]
TOTAL = -1
_FREE = 1 << 60


@dataclass(frozen=True)
class Counts:
    """A table of counts: the names of its rows and columns, and the counts row by row."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def value(self, cell: Cell) -> int:
        """Give the count of a cell, or a total."""
        row, column = cell
        rows = self.counts if row == TOTAL else (self.counts[row],)
        return sum(sum(each) if column == TOTAL else each[column] for each in rows)

    def cells(self) -> Iterator[Cell]:
        """Go through every cell, totals last."""
        places = [*range(len(self.rows)), TOTAL], [*range(len(self.columns)), TOTAL]
        yield from ((row, column) for row in places[0] for column in places[1])


@dataclass
class Pattern:
    """What of a table is withheld; ``settled``: cells that were printed before, or that are told anyway."""

    withheld: set[Cell] = field(default_factory=set)
    settled: set[Cell] = field(default_factory=set)


def counts_of(lines: Mapping[str, Mapping[str, int]]) -> Counts:
    """Make a table of lines, each with its counts by column; a column that a line has not is 0 there."""
    columns = tuple(dict.fromkeys(column for line in lines.values() for column in line))
    return Counts(
        tuple(lines), columns, tuple(tuple(line.get(column, 0) for column in columns) for line in lines.values())
    )


def protect(table: Counts, pattern: Pattern | None = None) -> set[Cell] | None:
    """Choose what is withheld; none where no choice protects the table, so that nothing of it may be printed.

    Args:
        table: the true counts.
        pattern: what is withheld already, and what cannot be withheld any more; nothing, unless told.
    """
    found = pattern or Pattern()
    withheld = set(found.withheld)
    withheld |= {cell for cell in table.cells() if 1 <= table.value(cell) <= SMALL and cell not in found.settled}
    while True:
        narrow = next(iter(list_narrow(table, withheld)), None)
        if narrow is None:
            return withheld
        more = _way_round(table, narrow, withheld, found.settled)
        if more is None:
            return None
        withheld |= more


def list_narrow(table: Counts, withheld: Iterable[Cell]) -> list[Cell]:
    """List the small counts and totals that a reader can work out to within ten values, the narrowest first."""
    hidden = set(withheld)
    net = _Net(table, hidden)
    small = [cell for cell in hidden if 1 <= table.value(cell) <= SMALL]
    rooms = sorted((net.room(cell), TOTAL in cell, cell) for cell in small)
    return [cell for room, _total, cell in rooms if room < SPAN]


def _way_round(table: Counts, narrow: Cell, withheld: set[Cell], settled: set[Cell]) -> set[Cell] | None:
    """Find what else to withhold so that a count can grow: the cheapest way from its column back to its row.

    What is withheld already costs nothing, a count costs one, a total two. Counts that have to shrink with it are large
    enough for the whole room, where there are such; a count of 0 is left as it is.
    """
    ways: dict[Knot, list[tuple[Knot, int, Cell, int]]] = {}
    for cell in table.cells():
        value = table.value(cell)
        if cell == narrow or (cell not in withheld and (cell in settled or not value)):
            continue
        cost = 0 if cell in withheld else 2 if TOTAL in cell else 1
        up, down = _ends(cell)
        ways.setdefault(up, []).append((down, cost, cell, _FREE))
        ways.setdefault(down, []).append((up, cost, cell, value))
    up, down = _ends(narrow)
    for need in (SPAN, 1):
        found = _cheapest(ways, down, up, need)
        if found is not None and found - withheld:
            return found - withheld
    return None


def _cheapest(
    ways: Mapping[Knot, list[tuple[Knot, int, Cell, int]]], start: Knot, end: Knot, need: int
) -> set[Cell] | None:
    """Find the cheapest way over which so much can flow (Dijkstra); of two, the one with more room."""
    heap: list[tuple[int, int, Knot, frozenset[Cell]]] = [(0, 0, start, frozenset())]
    seen: set[Knot] = set()
    while heap:
        cost, room, knot, cells = heappop(heap)
        if knot == end:
            return set(cells)
        if knot in seen:
            continue
        seen.add(knot)
        for other, more, cell, flows in ways.get(knot, ()):
            if flows >= need and other not in seen:
                heappush(heap, (cost + more, room - min(flows, 1 << 30), other, cells | {cell}))
    return None


def _ends(cell: Cell) -> tuple[Knot, Knot]:
    """Give the knots between which a number stands: the total of a row or a column counts against it."""
    ends: tuple[Knot, Knot] = ("row", cell[0]), ("column", cell[1])
    return ends[::-1] if (cell[0] == TOTAL) != (cell[1] == TOTAL) else ends


class _Net:
    """Withheld numbers as a net: rows and columns are its knots, and each withheld number is a way between two.

    The total of a row stands in the column of totals, and so on; so every printed row, totals among them, balances.
    """

    def __init__(self, table: Counts, withheld: set[Cell]) -> None:
        """Tie a net of the withheld numbers."""
        self._ways: dict[Knot, dict[Knot, int]] = {}
        for row, column in withheld:
            value = table.value((row, column))
            up, down = _ends((row, column))
            self._ways.setdefault(up, {})[down] = _FREE
            self._ways.setdefault(down, {})[up] = value

    def room(self, cell: Cell) -> int:
        """Give how many values apart the number of a withheld cell can be."""
        up, down = _ends(cell)
        grow = self._flow(down, up, without=(up, down))
        shrink = min(self._flow(up, down, without=(up, down)), self._ways[down][up])
        return grow + shrink

    def _flow(self, start: Knot, end: Knot, without: tuple[Knot, Knot]) -> int:
        """Give how much can flow, up to what matters (Edmonds and Karp)."""
        left = {knot: dict(ways) for knot, ways in self._ways.items()}
        for one, other in (without, without[::-1]):
            left[one].pop(other, None)
        flowed = 0
        while flowed < SPAN:
            path = _path(left, start, end)
            if path is None:
                return flowed
            part = min(left[one][other] for one, other in path)
            for one, other in path:
                left[one][other] -= part
                left[other][one] = left[other].get(one, 0) + part
            flowed += part
        return flowed


def _path(left: Mapping[Knot, Mapping[Knot, int]], start: Knot, end: Knot) -> list[tuple[Knot, Knot]] | None:
    """Find the shortest way through what is left."""
    came: dict[Knot, Knot] = {}
    queue = deque([start])
    while queue and end not in came:
        knot = queue.popleft()
        for other, room in left.get(knot, {}).items():
            if room > 0 and other != start and other not in came:
                came[other] = knot
                queue.append(other)
    if end not in came:
        return None
    path, knot = [], end
    while knot != start:
        path.append((came[knot], knot))
        knot = came[knot]
    return path[::-1]
