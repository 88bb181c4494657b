"""The head of a UK passenger manifest as columns of a movement, and what it says of one person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sojourn.evidence import airports
from sojourn.evidence.layouts.batch import Settings

DEFAULT_COUNTRY = "GBR"
_MODES = {"AIR": "air", "SEA": "sea", "RAIL": "land"}
_EVENTS = ("CI", "DC")


@dataclass(frozen=True)
class Person:
    """What a manifest says of one person; ``onward`` is the country of a connecting flight, for someone in transit."""

    nationality: str | None
    document_type: str | None
    document_issuer: str | None
    crew: bool
    onward: str | None


@dataclass(frozen=True)
class Voyage:
    """What the head of a manifest says, as columns of a movement."""

    key: str
    event: str
    columns: dict[str, Any]
    territory: frozenset[str]

    def movement(self, poav: str, person: Person, *, boarded: bool | None, row: int | None) -> dict[str, Any]:
        """Give a person's movement on this voyage; ``row`` is their place in the manifest, null when they have none."""
        confirms = self.event == "DC"
        return {
            **self.columns,
            "nationality": person.nationality,
            "document_type": person.document_type,
            "document_issuer": person.document_issuer,
            "outcome": self._outcome(person),
            "movement_id": f"{self.key}-{poav}-{self.event}",
            "boarded": boarded,
            "references": [f"poav:{poav}"],
            "corrects": f"{self.columns['feed']}/{self.key}-{poav}-CI" if confirms else None,
            "raw": row,
        }

    def _outcome(self, person: Person) -> str | None:
        """Crew, or in transit: arriving only to fly on to another country."""
        if person.crew:
            return "crew"
        flies_on = person.onward is not None and person.onward not in self.territory
        return "transit" if flies_on and self.columns["direction"] == "arrival" else None


class RefusedError(Exception):
    """A manifest or a person on it that cannot be read; the text is the reason."""


def load_manifest(file: Path) -> dict[str, Any]:
    """Load a file with a passenger list, an event and a voyage.

    Raises:
        RefusedError: it is no such file.
    """
    try:
        manifest = json.loads(file.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedError("the file is not JSON") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("PassengerList"), list):
        raise RefusedError("the file has no `PassengerList`")
    if manifest.get("EventCode") not in _EVENTS:
        raise RefusedError("`EventCode` is neither `CI` nor `DC`")
    if not find_text(manifest.get("VoyageKey")):
        raise RefusedError("`VoyageKey` is missing")
    return manifest


def read_voyage(manifest: dict[str, Any], settings: Settings) -> Voyage | None:
    """Read the head; null where the voyage does not cross the country's border.

    Raises:
        RefusedError: it has no scheduled date or no carrier.
    """
    direction = _get_direction(manifest, settings.country or DEFAULT_COUNTRY)
    if direction is None:
        return None
    end = "Arrival" if direction == "arrival" else "Departure"
    local_date = _date(manifest.get(f"ScheduledDateOf{end}"))
    carrier = find_text(manifest.get("CarrierCode"))
    if local_date is None or carrier is None:
        raise RefusedError("the head has no scheduled date, or no carrier")
    mode = _MODES.get(str(manifest.get("CarrierType", "")).upper())
    ports = {name: _port(manifest.get(f"{name}PortCode"), mode) for name in ("Departure", "Arrival")}
    number = (find_text(manifest.get("VoyageNumber")) or "").lstrip("0")
    columns = {
        "feed": f"carrier:{carrier}",
        "kind": "manifest",
        "direction": direction,
        "occurred_at": _instant(ports[end], local_date, manifest.get(f"ScheduledTimeOf{end}")),
        "local_date": local_date,
        "port": ports[end],
        "from_port": ports["Departure"],
        "to_port": ports["Arrival"],
        "mode": mode,
        "transport": carrier + number + (find_text(manifest.get("VoyageNumberTrailingLetter")) or ""),
    }
    return Voyage(
        find_text(manifest["VoyageKey"]) or "",
        str(manifest["EventCode"]),
        columns,
        airports.get_territory(settings.country or DEFAULT_COUNTRY),
    )


def _get_direction(manifest: dict[str, Any], country: str) -> str | None:
    """Tell arrival from departure. The head has no country of arrival: it follows from the port, where that is
    known.
    """
    territory = airports.get_territory(country)
    left = find_text(manifest.get("DeparturePortCountryCode")) or _country_of(manifest.get("DeparturePortCode"))
    leaves = left in territory
    port_country = _country_of(manifest.get("ArrivalPortCode"))
    enters = port_country in territory if port_country is not None else not leaves
    if leaves == enters:
        return None
    return "departure" if leaves else "arrival"


def read_person(person: dict[str, Any]) -> Person:
    """Read one entry of a passenger list."""
    return Person(
        nationality=find_text(person.get("NationalityCountryCode")),
        document_type=find_text(person.get("DocumentType")),
        document_issuer=find_text(person.get("DocumentIssuingCountryCode")),
        crew=person.get("PersonType") == "C",
        onward=find_text(person.get("DisembarkationPortCountryCode")) if person.get("InTransitFlag") == "Y" else None,
    )


def find_text(value: object) -> str | None:
    """Give a text without blanks around it; nothing for an empty one, or for anything else."""
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", errors="replace").decode("utf-8").strip() or None


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _port(code: object, mode: str | None) -> str | None:
    text = find_text(code)
    return None if text is None else f"{'IATA' if mode == 'air' else 'LOCODE'}:{text}"


def _country_of(code: object) -> str | None:
    text = find_text(code)
    port = airports.find_port(text) if text else None
    return port.country if port else None


def _instant(port: str | None, local_date: date, local_time: object) -> datetime | None:
    """Give the instant of a scheduled local time; null where the time or the port's zone is not known."""
    found = airports.find_port(port) if port else None
    if found is None or found.zone is None or not isinstance(local_time, str):
        return None
    try:
        local = datetime.fromisoformat(f"{local_date.isoformat()}T{local_time}")
    except ValueError:
        return None
    return airports.to_utc(local.replace(tzinfo=None), found.zone).instant
