"""What a proof is made of: one answer with its periods, and the records it rests on, read from a run
and its evidence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from sojourn.engine import open_engine
from sojourn.errors import EvidenceError, RunError
from sojourn.evidence.folder import load_evidence
from sojourn.law.pack import load_pack
from sojourn.law.rule import Law
from sojourn.stays.feed_named import feeds_named, quarantined_days
from sojourn.stays.link_told import VALUES, LinkTold, read_links, tell_links
from sojourn.tables import FURTHER

_NEXT = "Next: run `sojourn reconcile EVIDENCE --law LAW --as-of DATE --out DIR` and name its DIR."

#: What a proof shows of a record: no names, no document, no birth date.
_MOVEMENT = (
    "kind",
    "direction",
    "local_date",
    "port",
    "outcome",
    "transport",
    "boarded",
    "admitted_class",
    "admitted_until",
    "duration_of_status",
    "recorded_at",
)
_FACT = (
    "kind",
    "benefit",
    "outcome",
    "type",
    "class",
    "filed_at",
    "decided_at",
    "valid_from",
    "valid_to",
    "recorded_at",
)
_COMPARED = tuple(dict.fromkeys(column for columns in VALUES.values() for column in columns))


@dataclass(frozen=True)
class Record:
    """One record as a proof shows it: ``name`` is ``feed/id``; ``values`` are the columns above.

    ``compared`` are the columns that identity compares; only a link's explanation shows them, when asked to.
    """

    name: str
    table: str
    values: dict[str, Any]
    compared: dict[str, Any]

    @property
    def recorded_at(self) -> datetime:
        """When the record reached us."""
        learned: datetime = self.values["recorded_at"]
        return learned.astimezone(UTC)


@dataclass(frozen=True)
class Proof:
    """One answer (a row of ``tables.ANSWERS``), its periods, its records in the order of the reasons, the
    law it used, the feed days in quarantine that it rests on, the links that hold its records together, and the rows of
    the answers beside the answer (``tables.FURTHER``).
    """

    answer: dict[str, Any]
    periods: list[dict[str, Any]]
    records: dict[str, Record]
    law: Law
    law_changed: bool
    feeds: list[dict[str, Any]]
    links: list[LinkTold]
    further: dict[str, list[dict[str, Any]]]


class ProofReader:
    """Reads proofs out of the output folder of ``reconcile``; the evidence is looked up for all stays at once.

    Raises:
        RunError: ``run-missing``: the folder is no finished run.
    """

    def __init__(self, run: Path, evidence: Path | None = None, *, values: bool = False) -> None:
        """Open a run; ``evidence`` says where its evidence is now, if it was moved.

        ``values`` adds to each link the names, birth dates and numbers that were compared: personal data.
        """
        try:
            about = json.loads((run / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunError("run-missing", f"`{run}` is not the output folder of a finished run. {_NEXT}") from error
        self.run = run
        self.about: dict[str, Any] = about
        self.evidence = evidence or Path(about["evidence"])
        pack = load_pack(about.get("law_source", about["law"]))
        self.values = values
        self.law = pack.as_known_at(datetime.fromisoformat(about["known_at"]))

    def read(self, stay_ids: list[str]) -> dict[str, Proof]:
        """Read the proofs of some stays; a stay that the run does not have is left out."""
        answers = {row["stay_id"]: row for row in self._rows("answers", stay_ids)}
        periods: dict[str, list[dict[str, Any]]] = {stay: [] for stay in answers}
        for row in self._rows("periods", list(answers)):
            periods[row["stay_id"]].append(row)
        further = {name: self._rows(name, list(answers)) for name in FURTHER}
        names = {stay: _names(answer) for stay, answer in answers.items()}
        found = self._records(sorted({name for each in names.values() for name in each}))
        links = read_links(self.run, {name for each in names.values() for name in each})
        sides = {row[side] for row in links.values() for side in ("record_a", "record_b")} if self.values else set()
        compared = {name: each.compared for name, each in self._records(sorted(sides)).items()}
        doubted = [stay for stay, answer in answers.items() if _rests_on_quarantine(answer)]
        feeds = quarantined_days(self.run) if doubted else []
        changed = self.law.version != self.about["law_version"]
        return {
            stay: Proof(
                answer=answer,
                periods=sorted(periods[stay], key=lambda each: (each["valid_from"], each["rule_id"])),
                records={name: found[name] for name in names[stay] if name in found},
                law=self.law,
                law_changed=changed,
                feeds=feeds_named(feeds, [found[n] for n in names[stay] if n in found]) if stay in doubted else [],
                links=tell_links([links[name] for name in names[stay] if name in links], compared),
                further={name: [row for row in rows if row["stay_id"] == stay] for name, rows in further.items()},
            )
            for stay, answer in answers.items()
        }

    def get(self, stay_id: str) -> Proof:
        """Read the proof of one stay.

        Raises:
            RunError: ``stay-missing``: the run has no such stay.
        """
        proofs = self.read([stay_id])
        if stay_id not in proofs:
            raise RunError(
                "stay-missing",
                f"the run `{self.run}` has no stay `{stay_id}`. A stay's id is `s` and 20 hexadecimal digits. "
                "Next: take an id from `answers.parquet` of this run.",
            )
        return proofs[stay_id]

    def _rows(self, name: str, stay_ids: list[str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        if not stay_ids:
            return rows
        for folder in (self.run, self.run / "restricted"):
            path = folder / f"{name}.parquet"
            if path.is_file():
                rows += ds.dataset(path).to_table(filter=ds.field("stay_id").isin(stay_ids)).to_pylist()
        return rows

    def _records(self, names: list[str]) -> dict[str, Record]:
        if not names or not self.evidence.is_dir():
            return {}
        ids = [name.partition("/")[2] for name in names]
        records: dict[str, Record] = {}
        with open_engine("duckdb") as engine:
            try:
                found = load_evidence(engine, self.evidence)
            except EvidenceError:
                return {}
            for label, table, key, columns in (
                ("movement", found.movements, "movement_id", _MOVEMENT),
                ("fact", found.facts, "fact_id", _FACT),
            ):
                rows = table.filter(table[key].isin(ids)).select("feed", key, *columns, *_COMPARED)
                # of two rows with one name the one recorded first stands
                for row in sorted(engine.arrow(rows.distinct()).to_pylist(), key=lambda each: each["recorded_at"]):
                    name = f"{row['feed']}/{row[key]}"
                    if name in names:
                        values = {column: row[column] for column in columns}
                        compared = {column: row[column] for column in _COMPARED}
                        records.setdefault(name, Record(name, label, values, compared))
        return records


def _rests_on_quarantine(answer: dict[str, Any]) -> bool:
    return answer["unknown_code"] == "feed_quarantined" or "feed_doubtful" in answer["questions"]


def _names(answer: dict[str, Any]) -> list[str]:
    """The records of an answer, each once, in the order in which its reasons name them."""
    named = [answer["arrival_id"], *(record for reason in answer["reasons"] for record in reason["records"])]
    return list(dict.fromkeys(named))


def day_of(value: date | datetime) -> date:
    """The calendar day (UTC) of a value that is a day or an instant."""
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value
