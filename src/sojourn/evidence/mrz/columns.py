"""A machine-readable zone as columns of a movement."""

from __future__ import annotations

from datetime import date

from sojourn.evidence.mrz.dates import resolve_birth
from sojourn.evidence.mrz.reading import Mrz

_FILLER = "<"


def movement_columns(mrz: Mrz, *, on: date) -> dict[str, str | None]:
    """Map a zone to the columns of a movement; values are as read: look at ``all_checks_valid`` before joining on them.

    ``document_type`` is the first letter of the code, so that a diplomatic or official passport keys like any passport;
    the crew member certificate stays ``AC``. Germany's ``D<<`` becomes ``DEU``; the codes of Doc 9303-3 section 5 for
    organisations and stateless persons (``UNO``, ``XXA``) stay. ``on`` bounds the century of the birth date.
    """
    code = mrz.document_code
    return {
        "document_type": (code if code == "AC" else code[:1]) or None,
        "document_number": mrz.document_number or None,
        "document_issuer": _country(mrz.issuer),
        "surname": mrz.surname or None,
        "given_names": mrz.given_names or None,
        "birth_date": resolve_birth(mrz.birth, on=on),
        "sex": mrz.sex if mrz.sex in ("F", "M", "X") else None,
        "nationality": _country(mrz.nationality),
    }


def _country(code: str) -> str | None:
    cleaned = code.strip(_FILLER)
    return {"D": "DEU", "": None}.get(cleaned, cleaned)
