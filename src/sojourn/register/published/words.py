"""The words of the published tables: groups, ways of arrival, columns."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sojourn.statistics.published.shapes import OTHER_COUNTRIES, OTHER_GROUPS

LABELS: dict[str, Promise] = {
    "waiver": _("Visa waiver (WB, WT)"),
    "visitor": _("Visitors (B1, B2)"),
    "student": _("Students and exchange visitors (F, M, J)"),
    "other": _("Other classes in scope"),
    "out_of_scope": _("Classes out of scope"),
    "no_class": _("No class on file"),
    "air": _("By air"),
    "sea": _("By sea"),
    "land": _("By land"),
    "not_known": _("Way of arrival not on file"),
    "Total": _("Total"),
    OTHER_COUNTRIES: _("Other ways of arrival, together"),
    OTHER_GROUPS: _("Other groups, together"),
    "summary": _("All groups"),
}

COLUMNS: dict[str, Promise] = {
    "expected": _("Expected"),
    "in_time": _("Left in time"),
    "after_end": _("Left after end"),
    "date_unknown": _("Left, day not known"),
    "unexplained": _("Unexplained"),
    "unknown": _("Not known"),
    "not_subject": _("No limit any more"),
}


def label(key: str) -> str:
    """Give the words of a row or a table; a class stands as it is."""
    return str(LABELS.get(key, key))


def number(value: object) -> str:
    """Write a count; one that is withheld is said to be."""
    return gettext("withheld") if value is None else f"{value:,}"
