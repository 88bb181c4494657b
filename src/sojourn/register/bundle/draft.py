"""What a bundle is put together from: sections on paper, tables, files, what is withheld, what the log is to prove."""

from __future__ import annotations

from dataclasses import dataclass, field

from sojourn.register.bundle.cells import Table, cell, make_table


@dataclass(frozen=True)
class Part:
    """One piece of a section, of one kind.

    Attributes:
        text: a paragraph. heading: a heading of the second level. pairs: terms with their values. points: a list.
        table: a table. code: lines that keep their breaks.
    """

    text: str = ""
    heading: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None
    code: str = ""


@dataclass(frozen=True)
class Section:
    """One section of the bundle as people read it."""

    id: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Withheld:
    """Something that is not in the bundle, or not in full: what it is, on which ground, and what of it was left out."""

    what: str
    ground: str
    detail: str = ""


@dataclass(frozen=True)
class ToProve:
    """A row that the log is to prove: the log's name of its table, its key, and what it is in words."""

    source: str
    key: str
    what: str


@dataclass
class Draft:
    """A bundle while it is put together."""

    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    to_prove: list[ToProve] = field(default_factory=list)

    def section(self, section_id: str, title: str, *parts: Part) -> None:
        """Add a section; its tables become files too."""
        self.sections.append(Section(section_id, title, parts))
        self.tables += [part.table for part in parts if part.table is not None]

    def withhold(self, what: str, ground: str, detail: str = "") -> None:
        """Note that something is left out; the same once."""
        row = Withheld(what, ground, detail)
        if row not in self.withheld:
            self.withheld.append(row)

    def prove(self, source: str, key: object, what: str) -> None:
        """Note that the log is to prove a row."""
        self.to_prove.append(ToProve(source, str(key), what))


def pairs(*told: tuple[str, object]) -> Part:
    """Make terms with their values; what is empty is left out."""
    return Part(pairs=tuple((term, cell(value)) for term, value in told if cell(value)))


def shown(table: Table) -> Part:
    """Make a part of a table."""
    return Part(table=table)


__all__ = ["Draft", "Part", "Section", "ToProve", "Withheld", "make_table", "pairs", "shown"]
