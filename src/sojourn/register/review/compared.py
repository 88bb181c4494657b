"""Two records as the rows of the comparison: their values, and in words which differ."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.days import long_day
from sojourn.register.review.opening import OpenedPair, Side

#: The columns that are compared, with the feature of the model that weighs each.
ROWS: tuple[tuple[str, Promise, str], ...] = (
    ("surname", _("Surname"), "name"),
    ("given_names", _("Given names"), ""),  # the evidence of the whole name stands with the surname
    ("birth_date", _("Date of birth"), "birth_date"),
    ("sex", _("Sex"), "sex"),
    ("nationality", _("Nationality"), "nationality"),
    ("document_type", _("Kind of document"), ""),
    ("document_number", _("Document number"), "document_number"),
    ("document_issuer", _("Issuer of the document"), ""),
    ("references", _("References"), ""),
)
DIRECTIONS = {"arrival": _("Arrival"), "departure": _("Departure")}


def rows_of(opened: OpenedPair) -> list[dict[str, object]]:
    """Lay the values beside each other; a value that both lack is left out."""
    rows = []
    for column, label, feature in ROWS:
        left, right = _shown(opened.left.values.get(column)), _shown(opened.right.values.get(column))
        if left or right:
            evidence = opened.weighed.direction_of(feature) if feature and left and right else ""
            differs = left.casefold() != right.casefold()
            rows.append({"label": label, "left": left, "right": right, "differs": differs, "evidence": evidence})
    return rows


def told_of(side: Side) -> str:
    """Say what a record reports and where it comes from, in one line."""
    values = side.values
    if "movement_id" in values:
        what = str(DIRECTIONS.get(str(values.get("direction")), ""))
        parts = [what, long_day(values.get("local_date")), _shown(values.get("port")), _shown(values.get("transport"))]
    else:
        day = next(
            filter(None, (values.get(name) for name in ("valid_from", "decided_at", "filed_at", "received_at"))), None
        )
        parts = [gettext("Fact: %(kind)s") % {"kind": values.get("kind")}, long_day(day) if day else ""]
    return " · ".join(part for part in parts if part)


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value).strip()
