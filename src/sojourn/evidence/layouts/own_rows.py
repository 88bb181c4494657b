"""One row of a ministry's table as a record: every value read, every problem of the row named, no value quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sojourn.errors import EvidenceError
from sojourn.evidence import airports
from sojourn.evidence.layouts import own_cells
from sojourn.evidence.layouts.batch import Settings, Tally
from sojourn.evidence.layouts.own_cells import Row
from sojourn.evidence.layouts.own_spec import Crossing, RecordSpec, Value
from sojourn.tables import FACTS, MOVEMENTS, Column


@dataclass(frozen=True)
class Outcome:
    """What one record of a row came to: the record, or problems, or neither (``apart``: it is no crossing)."""

    record: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()
    apart: bool = False


class _ApartError(Exception):
    """The row is a journey that does not cross the border."""


class RecordReader:
    """Reads one record from each row for which it is made."""

    def __init__(self, spec: RecordSpec, settings: Settings, tally: Tally) -> None:
        """Prepare; ``tally`` counts remarks.

        Raises:
            EvidenceError: ``country-missing``, the direction follows from countries and none was given.
        """
        self.spec = spec
        self._settings = settings
        self._latest = settings.recorded_at.date()
        self._tally = tally
        columns = MOVEMENTS if spec.into == "movements" else FACTS
        self._filled = [column for column in columns if column.name in spec.values or column.name in spec.lists]
        self._required = [column.name for column in columns if column.required]
        self._territory: frozenset[str] = frozenset()
        if any(isinstance(value, Crossing) for value in spec.values.values()):
            self._territory = airports.get_territory(_get_country(settings))

    def wants(self, row: Row) -> bool:
        """Say whether the record is made for this row."""
        for condition in self.spec.when:
            cell = row.cells[condition.column]
            if condition.filled is None:
                met = (cell or "").casefold() in condition.values
            else:
                met = (cell is not None) == condition.filled
            if not met:
                return False
        return True

    def read(self, row: Row, raw: str) -> Outcome:
        """Read the record; ``raw`` is the digest and position of the row."""
        record: dict[str, Any] = {"recorded_at": self._settings.recorded_at, "raw": raw}
        problems: dict[str, str] = {}
        apart = False
        for column in self._filled:
            try:
                self._fill(record, column, row)
            except _ApartError:
                apart = True
            except ValueError as error:
                problems[column.name] = str(error)
        for name in self._required:
            if record.get(name) is None and not (apart and name == "direction"):
                problems.setdefault(name, "no value, and it may not be empty")
        if problems:
            return Outcome(problems=tuple(f"`{name}`: {what}" for name, what in problems.items()))
        return Outcome(apart=True) if apart else Outcome(record)

    def _fill(self, record: dict[str, Any], column: Column, row: Row) -> None:
        """Fill one column; the local day of ``occurred_at`` stands in for a ``local_date`` that is not given."""
        name = column.name
        if name in self.spec.lists:
            texts = [text for value in self.spec.lists[name] for text in own_cells.list_texts(value, row)]
            record[name] = texts or None
            return
        value = self.spec.values[name]
        if isinstance(value, Crossing):
            record[name] = self._get_direction(value, row)
            return
        text = own_cells.find_text(value, row, whole=column.kind == "timestamp")
        if text is None:
            return
        if column.kind == "timestamp":
            record[name], day = own_cells.read_timestamp(text, value, row, latest=self._latest, tally=self._tally)
            if name == "occurred_at":
                record["local_date"] = day
        else:
            record[name] = self._read(text, value, column)

    def _read(self, text: str, value: Value, column: Column) -> Any:
        match column.kind:
            case "date":
                return own_cells.read_date(text, value, latest=self._latest)
            case "partial_date":
                return own_cells.read_partial_date(text, value, latest=self._latest, tally=self._tally)
            case "bool":
                return own_cells.read_bool(text)
            case "int":
                return own_cells.read_int(text)
            case _ if column.allowed and text not in column.allowed:
                raise ValueError("not one of " + ", ".join(column.allowed))
        return text

    def _get_direction(self, crossing: Crossing, row: Row) -> str:
        ends = [own_cells.find_text(end, row) for end in (crossing.to_country, crossing.from_country)]
        if None in ends:
            raise ValueError("the country of one end of the journey is missing")
        enters, leaves = (end in self._territory for end in ends)
        if enters == leaves:
            raise _ApartError
        return "arrival" if enters else "departure"


def _get_country(settings: Settings) -> str:
    if settings.country is None:
        raise EvidenceError(
            "country-missing",
            "the layout takes the direction from two countries, and none was named as ours. Allowed: an alpha-3 code. "
            "Next: add `--country` with the country whose border the records are about.",
        )
    return settings.country
