"""UK advance passenger information: check-in (``CI``) and departure-confirmed (``DC``) manifests, JSON.

Every person on a manifest becomes one movement of the carrier's feed. Checked in is not aboard: a ``CI`` movement
has a null ``boarded``; a ``DC`` movement has ``boarded`` true and corrects the same person's ``CI`` movement. Where
both manifests of a voyage are read together, everyone checked in and not confirmed gets a movement with ``boarded``
false, which also corrects the ``CI`` movement. The direction follows from the country asked about (default
``GBR``); a voyage that does not cross its border is kept apart.

The manifests carry no names, birth dates or document numbers; ``PoavKey`` (one person on one voyage) becomes the
reference ``poav:...``. ``Age`` is not a birth date and is not read. Times are the scheduled local times of the
ports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sojourn.evidence import airports
from sojourn.evidence.layouts import batch
from sojourn.evidence.layouts.batch import Batch, RowCounts, Settings, Tally
from sojourn.evidence.layouts.uk_manifest import (
    DEFAULT_COUNTRY,
    Person,
    RefusedError,
    Voyage,
    find_text,
    load_manifest,
    read_person,
    read_voyage,
)
from sojourn.evidence.set_apart import Quarantined

_RAW_SHOWN = 2_000

_Listed = dict[str, dict[str, dict[str, Person]]]
"""Who stands on which manifest: by voyage, event and person."""


def iter_uk_api(files: list[Path], settings: Settings) -> Iterator[Batch]:
    """Read manifests; the two of one voyage may come in any order.

    What stays in memory of all voyages is each person's key, nationality and kind of document.

    Raises:
        EvidenceError: ``unknown-country``, the country asked about is no alpha-3 code.
    """
    airports.get_territory(settings.country or DEFAULT_COUNTRY)
    aboard: _Listed = {}
    for file in files:
        _note_persons(file, aboard)
    seen: set[str] = set()
    settled: set[str] = set()
    for file in files:
        yield _read_manifest(file, settings, aboard, seen, settled)


def _note_persons(file: Path, aboard: _Listed) -> None:
    """Note who is on which manifest of which voyage, and what it says of them."""
    try:
        manifest = load_manifest(file)
    except RefusedError:
        return  # told when the file is read
    listed = aboard.setdefault(find_text(manifest["VoyageKey"]) or "", {}).setdefault(manifest["EventCode"], {})
    for person in manifest["PassengerList"]:
        poav = find_text(person.get("PoavKey")) if isinstance(person, dict) else None
        if poav:
            listed.setdefault(poav, read_person(person))


def _read_manifest(
    file: Path,
    settings: Settings,
    aboard: _Listed,
    seen: set[str],
    settled: set[str],
) -> Batch:
    try:
        manifest = load_manifest(file)
        persons = manifest["PassengerList"]
        voyage = read_voyage(manifest, settings)
    except RefusedError as refused:
        return _refuse_file(file, str(refused))
    if voyage is None:
        tally = Tally()
        tally.count_remark("no-crossing", "the voyage does not cross the border", count=len(persons))
        return Batch(file, RowCounts(kept_apart=len(persons)), remarks=tally.list_remarks())
    rows, counts, tally, quarantined = _read_persons(persons, voyage, seen)
    listed = aboard[voyage.key]
    if voyage.event == "DC" and voyage.key not in settled:
        settled.add(voyage.key)
        rows += _compare(voyage, listed, tally, seen)
    if voyage.event == "CI" and "DC" not in listed:
        said = "checked in; no departure manifest was read"
        tally.count_remark("no-close-out", said, position=voyage.key, count=len(rows))
    movements = batch.to_table(_finish(rows, file, settings), batch.MOVEMENT_SCHEMA)
    return Batch(file, counts, movements, None, tally.list_remarks(), quarantined)


def _refuse_file(file: Path, reason: str) -> Batch:
    raw = file.read_bytes()[:_RAW_SHOWN].decode("utf-8", errors="replace")
    return Batch(file, RowCounts(quarantined=1), quarantined=[Quarantined(1, raw, reason)])


def _read_persons(
    persons: list[Any], voyage: Voyage, seen: set[str]
) -> tuple[list[dict[str, Any]], RowCounts, Tally, list[Quarantined]]:
    rows: dict[str, dict[str, Any]] = {}
    tally = Tally()
    quarantined: list[Quarantined] = []
    apart = 0
    for number, person in enumerate(persons, 1):
        poav = find_text(person.get("PoavKey")) if isinstance(person, dict) else None
        if poav is None:
            quarantined.append(Quarantined(number, json.dumps(person)[:_RAW_SHOWN], "a person without `PoavKey`"))
            continue
        row = voyage.movement(poav, read_person(person), boarded=True if voyage.event == "DC" else None, row=number)
        name = row["movement_id"]
        if name in rows and person.get("DocumentLevel") == "Primary":
            rows[name] = row
        if name in rows or name in seen:
            if name in rows:
                tally.count_remark("second-document", "a second document of a person; the primary one counts")
            else:
                tally.count_remark("sent-again", "a person whom an earlier file of the voyage lists; the first counts")
            apart += 1
            continue
        rows[name] = row
    seen.update(rows)
    return list(rows.values()), RowCounts(len(rows), 0, len(quarantined), apart), tally, quarantined


def _compare(
    voyage: Voyage, listed: dict[str, dict[str, Person]], tally: Tally, seen: set[str]
) -> list[dict[str, Any]]:
    """Compare a voyage's two manifests: remark on both differences, and say who was checked in and is not aboard."""
    if "CI" not in listed:
        tally.count_remark("no-check-in", "departure confirmed; no check-in manifest was read", position=voyage.key)
        return []
    checked_in, confirmed = listed["CI"], listed["DC"]
    absent = [poav for poav in checked_in if poav not in confirmed]
    unlisted = [poav for poav in confirmed if poav not in checked_in]
    key = voyage.key
    if not confirmed:  # a list of nobody is more likely a broken feed than an empty flight
        tally.count_remark("empty-close-out", "a departure manifest that lists nobody; it says nothing", position=key)
        return []
    tally.count_remark("not-confirmed", "checked in, and not confirmed at departure", position=key, count=len(absent))
    tally.count_remark("not-checked-in", "confirmed, and never checked in", position=key, count=len(unlisted))
    rows = [voyage.movement(poav, checked_in[poav], boarded=False, row=None) for poav in absent]
    seen.update(row["movement_id"] for row in rows)
    return rows


def _finish(rows: list[dict[str, Any]], file: Path, settings: Settings) -> list[dict[str, Any]]:
    digest = batch.get_digest(file)
    for row in rows:
        row["recorded_at"] = settings.recorded_at
        row["raw"] = digest if row["raw"] is None else f"{digest}#{row['raw']}"
    return rows
