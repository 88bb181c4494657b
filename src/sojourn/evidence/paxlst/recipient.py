"""The country that an interchange is meant for, where the name of its recipient tells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sojourn.errors import EvidenceError
from sojourn.evidence.airports import find_country, find_port, get_territory

# Addresses that border agencies publish for carriers: US CBP and its forerunners, China's National Immigration
# Administration. Many others are called after the country: CZAPIS, JMAPIS.
_AGENCIES = {"USCSAPIS": "USA", "USADHS": "USA", "DHS": "USA", "USCS": "USA", "TECS": "USA", "NIAC": "CHN"}
_NAMED_AFTER = re.compile("([A-Z]{2,3}?)(?:APIS?|IAPI|CUSTOMS|IMM)")


def find_recipient_country(recipient: str, ports: Iterable[str | None]) -> str | None:
    """Find the country (alpha-3) of a recipient; a name alone is believed only if one of the ports lies there."""
    name = re.sub("[^A-Z0-9]", "", recipient.upper())
    if name in _AGENCIES:
        return _AGENCIES[name]
    found = _NAMED_AFTER.fullmatch(name)
    country = find_country(found[1]) if found else None
    if country is None:
        return None
    known = (find_port(port) for port in ports if port)
    return country if any(port.country in get_territory(country) for port in known if port) else None


def country_needed() -> EvidenceError:
    """Make the error for a manifest whose direction cannot be told."""
    return EvidenceError(
        "country-needed",
        "the recipient of the manifest does not tell which country it was sent to, so that its legs have no direction. "
        "Allowed: ISO 3166-1 alpha-3 codes. Next: give the country, as in `--country USA`.",
    )
