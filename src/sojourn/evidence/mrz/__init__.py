"""Machine-readable zones of travel documents (ICAO Doc 9303), read as they stand and mapped to movements."""

from sojourn.evidence.mrz.columns import movement_columns
from sojourn.evidence.mrz.dates import resolve_birth, resolve_expiry
from sojourn.evidence.mrz.reading import Format, Mrz, check_digit, find_mrz, read_mrz

__all__ = [
    "Format",
    "Mrz",
    "check_digit",
    "find_mrz",
    "movement_columns",
    "read_mrz",
    "resolve_birth",
    "resolve_expiry",
]
