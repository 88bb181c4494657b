"""What the verifier finds: problems, each with its kind and its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "row changed",
    "row missing",
    "row not in the log",
    "row twice",
    "salt missing",
    "leaf changed",
    "leaf missing",
    "leaf beyond the head",
    "entry refused",
    "waiting entry changed",
    "full part changed",
    "root differs",
    "head behind",
    "signature wrong",
    "note unreadable",
    "table disagrees",
    "entry waits",
    "sealed values missing",
    "sealed values differ",
]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        kind: what is wrong.
        name: of what: ``source/key`` of a row, the number of a leaf, the name of a note or a table.
    """

    kind: Kind
    name: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.kind}: {self.name}"


@dataclass
class Found:
    """What was checked and what was wrong.

    Attributes:
        leaves, rows: how many were checked.
        waiting: entries that are not in the tree yet.
        destroyed: rows that are gone and named as destroyed.
        adopted: rows that were on file before the log began, by source.
        notes: signed notes that were checked.
        set_aside: signed notes of before a restore, by the names of their files: they speak of more than the log had.
        roles: numbers of roles that are in force and that no event gave: made on the machine, or put in.
        opened: records whose sealed values were opened and held against their digest.
        problems: all that is wrong.
    """

    leaves: int = 0
    rows: int = 0
    waiting: int = 0
    destroyed: int = 0
    adopted: dict[str, int] = field(default_factory=dict)
    notes: int = 0
    set_aside: list[str] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    opened: int = 0
    problems: list[Problem] = field(default_factory=list)

    def note(self, kind: Kind, name: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(kind, str(name)))

    def note_all(self, kind: Kind, names: Iterable[object]) -> None:
        """Note a problem of each of these."""
        self.problems += [Problem(kind, str(name)) for name in names]

    def render(self, most: int = 1000) -> str:
        """Say it in words, with the names."""
        told = (
            f"{self.rows:,} rows and {self.leaves:,} entries were checked, {self.notes:,} signed heads, "
            f"{self.waiting:,} entries that wait; {self.destroyed:,} rows were destroyed and are named."
        )
        if self.adopted:
            told += f" {sum(self.adopted.values()):,} rows were on file before the log began."
        if self.opened:
            told += f" The sealed values of {self.opened:,} records were opened and are those that came."
        if self.roles:
            named = ", ".join(map(str, self.roles[:most]))
            told += (
                f"\n{len(self.roles):,} roles are in force that no event gave: made on the machine, or put in by hand "
                f"(accounts_grant {named}). Look through them."
            )
        if self.set_aside:
            told += (
                f"\nSigned heads that speak of more than was restored lie in log/set-aside: "
                f"{', '.join(self.set_aside)}. What they signed beyond the restore is lost."
            )
        if not self.problems:
            return f"{told}\nNothing was changed, removed, put in or moved."
        listed = "\n".join(f"  {problem}" for problem in self.problems[:most])
        more = len(self.problems) - most
        return f"{told}\n{len(self.problems):,} problems:\n{listed}" + (f"\n  and {more:,} more" if more > 0 else "")
