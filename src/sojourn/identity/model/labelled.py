"""Labelled records: who is who is known, to train a model or to measure it. The form is in docs/identity-model.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from sojourn.errors import EvidenceError
from sojourn.identity.model.features import RECORD
from sojourn.identity.model.levels import ALSO_PREFIX

_ALSO = re.compile(f"{ALSO_PREFIX}[a-z0-9_]+")
pc: Any = pyarrow.compute  # its stubs know functions by the exact types of values only
NEEDED = ("record_id", "person")
OPTIONAL = ("source", *RECORD, "kind")


@dataclass(frozen=True)
class Labelled:
    """Checked labelled records.

    Attributes:
        table: record_id, person, source, RECORD, kind, also_...: all text, null where nothing is given.
        columns: the columns that the file itself has.
        sources: the two sources in order of their names, or nothing where duplicates within one are sought.
    """

    table: pa.Table
    columns: frozenset[str]
    sources: tuple[str, str] | None

    @property
    def absent(self) -> int:
        """Count the columns behind an agreement (nationality, number) that the file does not have at all."""
        return sum(name not in self.columns for name in ("nationality", "document_number"))


def read_labelled(path: Path) -> Labelled:
    """Read a CSV or Parquet file of labelled records.

    Raises:
        EvidenceError: ``labelled-unreadable``, with all problems of the file.
    """
    try:
        if path.suffix == ".parquet":
            table = pyarrow.parquet.read_table(path)
        else:
            names = pyarrow.csv.open_csv(path).schema.names
            as_text = pyarrow.csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=True, null_values=[""]
            )
            table = pyarrow.csv.read_csv(path, convert_options=as_text)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path.name, ["it is neither a CSV nor a Parquet file that can be opened"]) from error
    return check_labelled(table, path.name)


def check_labelled(table: pa.Table, name: str = "labelled records") -> Labelled:
    """Check labelled records in memory; see ``read_labelled``."""
    given = table.column_names
    known = {*NEEDED, *OPTIONAL}
    problems = [f"it lacks the column `{column}`" for column in NEEDED if column not in given]
    problems += [
        f"it has an unknown column `{column}`"
        for column in given
        if column not in known and not _ALSO.fullmatch(column)
    ]
    if problems:
        raise _unreadable(name, problems)
    wanted = [*NEEDED, *OPTIONAL, *sorted(column for column in given if column.startswith(ALSO_PREFIX))]
    columns = {column: _text(table, column) for column in wanted}
    whole = pa.table(columns)
    for column in NEEDED:
        if whole[column].null_count:
            problems.append(f"`{column}` is empty in {whole[column].null_count} rows")
    if len(pc.unique(whole["record_id"])) != whole.num_rows:
        problems.append("`record_id` is not unique")
    sources = sorted(source for source in pc.unique(whole["source"]).to_pylist() if source is not None)
    if len(sources) > 2 or (sources and whole["source"].null_count):
        problems.append(f"`source` must name two sources, or one, in every row or in none; found {len(sources)}")
    if problems:
        raise _unreadable(name, problems)
    two = (sources[0], sources[1]) if len(sources) == 2 else None
    return Labelled(whole, frozenset(given), two)


def _text(table: pa.Table, column: str) -> Any:
    if column not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    text = pc.utf8_trim_whitespace(table[column].cast(pa.string()))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text).combine_chunks()


def _unreadable(name: str, problems: list[str]) -> EvidenceError:
    return EvidenceError(
        "labelled-unreadable",
        f"`{name}` is not a file of labelled records: {'; '.join(problems)}. "
        f"Allowed columns: {', '.join(NEEDED)}, and if known {', '.join(OPTIONAL)}, or any of small letters that "
        f"begins with `{ALSO_PREFIX}`. Next: see docs/identity-model.md.",
    )
