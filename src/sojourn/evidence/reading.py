"""Read files of any known layout into an evidence folder; what ``sojourn read`` does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.batch import Batch, RowCounts, Settings
from sojourn.evidence.layouts.detect import LAYOUTS, detect_layout, refuse_missing
from sojourn.evidence.layouts.draft import draft_layout
from sojourn.evidence.layouts.writer import FolderWriter

Progress = Callable[[str], None]
"""Called after every batch with a sentence: the file, and how many of its records are written so far."""


@dataclass(frozen=True)
class FileSummary:
    """What one file gave: the fates of its rows, the records written, and its remarks counted by code."""

    file: str
    layout: str
    counts: RowCounts
    movements: int
    facts: int
    remarks: dict[str, int]


@dataclass(frozen=True)
class ReadingSummary:
    """What a reading wrote, file by file; ``counts`` adds up to the rows of all files."""

    out: Path
    files: tuple[FileSummary, ...]

    @property
    def counts(self) -> RowCounts:
        """Add up the fates of all rows."""
        return sum((file.counts for file in self.files), RowCounts())

    @property
    def movements(self) -> int:
        """Count the movements written."""
        return sum(file.movements for file in self.files)

    @property
    def facts(self) -> int:
        """Count the facts written."""
        return sum(file.facts for file in self.files)

    @property
    def remarks(self) -> dict[str, int]:
        """Count the remarks by code, over all files."""
        return dict(sum((Counter(file.remarks) for file in self.files), Counter()))

    def render(self) -> str:
        """Say it in plain lines."""
        counts = self.counts
        layouts: Counter[str] = Counter()
        for file in self.files:
            layouts[file.layout] += file.counts.rows
        rows = ", ".join(f"{count:,} {layout}" for layout, count in layouts.items())
        fates = (
            f"{counts.read:,} read, {counts.partly:,} read in part, {counts.quarantined:,} in quarantine, "
            f"{counts.kept_apart:,} kept apart, {counts.no_record:,} without a record"
        )
        lines = [
            f"{len(self.files):,} files, {counts.rows:,} rows ({rows})",
            f"  {fates}",
            f"  written to {self.out}: {self.movements:,} movements, {self.facts:,} facts",
        ]
        remarks = self.remarks
        if remarks:
            lines.append("  remarks:")
            lines += [f"    {code}: {count:,}" for code, count in sorted(remarks.items())]
        return "\n".join(lines)


def read_files(
    files: Sequence[Path],
    *,
    layout: str | Path | None,
    country: str | None,
    out: Path,
    recorded_at: datetime,
    progress: Progress | None = None,
) -> ReadingSummary:
    """Read files and write the folder ``out``: movements, facts where there are any, quarantine, remarks (Parquet).

    Args:
        files: the files; each is named in the summary, and read in the order given.
        layout: one of ``LAYOUTS`` or the path of a layout file, for all files; null detects each.
        country: alpha-3, the country whose border the records are about; null is each layout's default.
        out: a folder that does not exist or is empty. It appears whole or not at all.
        recorded_at: when the records reached us, with a zone.
        progress: called after every batch written.

    Raises:
        EvidenceError: ``no-files``, ``no-such-file``, ``folder-not-empty``, ``unknown-layout``, or what a layout
        raises. ValueError: ``recorded_at`` has no zone.
    """
    if recorded_at.tzinfo is None:
        raise ValueError("recorded_at needs a zone")
    given = list(dict.fromkeys(files))
    refuse_missing(given)
    names = {file: _name_layout(file, layout) for file in given}
    tallies = {file: _Tally(names[file]) for file in given}
    with FolderWriter(out) as folder:
        for name in dict.fromkeys(names.values()):
            own = [file for file in given if names[file] == name]
            for batch in _iter_layout(name, own, layout, Settings(country, recorded_at)):
                folder.write(batch)
                tally = tallies[batch.file]
                tally.add(batch)
                if progress is not None:
                    progress(f"{batch.file.name}: {tally.movements + tally.facts:,} records")
    return ReadingSummary(out, tuple(tally.close(file) for file, tally in tallies.items()))


def draft_layout_file(path: Path) -> str:
    """Propose a layout file (YAML) for a sample of a ministry's CSV; what it cannot know stands there as a question.

    Raises:
        EvidenceError: ``no-such-file``, ``unreadable-file``.
    """
    return draft_layout(path)


@dataclass
class _Tally:
    """Adds up the batches of one file."""

    layout: str
    counts: RowCounts = field(default_factory=RowCounts)
    movements: int = 0
    facts: int = 0
    remarks: Counter[str] = field(default_factory=Counter)

    def add(self, batch: Batch) -> None:
        self.counts += batch.counts
        self.movements += 0 if batch.movements is None else len(batch.movements)
        self.facts += 0 if batch.facts is None else len(batch.facts)
        for remark in batch.remarks:
            self.remarks[remark.code] += remark.count

    def close(self, file: Path) -> FileSummary:
        return FileSummary(file.name, self.layout, self.counts, self.movements, self.facts, dict(self.remarks))


def _name_layout(file: Path, layout: str | Path | None) -> str:
    if layout is None:
        return detect_layout(file)
    if str(layout) in LAYOUTS:
        return str(layout)
    if Path(layout).suffix.lower() in (".yaml", ".yml"):
        return Path(layout).name
    names = ", ".join(f"`{name}`" for name in LAYOUTS)
    raise EvidenceError(
        "unknown-layout",
        f"there is no layout `{layout}`. Allowed are {names}, or the path of a layout file that ends in `.yaml`. "
        "Next: name one of them, or leave `--layout` out so that it is detected.",
    )


def _iter_layout(name: str, files: list[Path], layout: str | Path | None, settings: Settings) -> Iterator[Batch]:
    """Read the files of one layout; the readers are loaded when they are needed."""
    match name:
        case "paxlst":
            from sojourn.evidence.layouts.paxlst_files import iter_paxlst

            return iter_paxlst(files, settings)
        case "i94":
            from sojourn.evidence.layouts.i94 import iter_i94

            return iter_i94(files, settings)
        case "uk-api":
            from sojourn.evidence.layouts.uk_api import iter_uk_api

            return iter_uk_api(files, settings)
        case "sojourn":
            from sojourn.evidence.layouts.sojourn_files import iter_sojourn

            return iter_sojourn(files, settings)
        case _:
            from sojourn.evidence.layouts.own import iter_own
            from sojourn.evidence.layouts.own_check import load_layout

            return iter_own(files, load_layout(Path(str(layout))), settings)
