"""The words of retention: parts of files, periods, what keeps a file."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sojourn.law.retention_rules import Period
from sojourn.register.retention.holds import REASONS

_WHAT: dict[str, Promise] = {
    "stay": _("One stay"),
    "refusal": _("One refused entry"),
    "file": _("The whole file"),
    "access": _("Who looked"),
}


def what_words(what: str) -> str:
    """Say which part of a file it is."""
    return str(_WHAT[what])


def reason_words(code: str) -> str:
    """Say what keeps a file."""
    return str(REASONS[code])


def period_words(period: Period) -> str:
    """Say how long a period is."""
    parts = [
        ngettext("%(count)s year", "%(count)s years", period.years) % {"count": period.years} if period.years else "",
        ngettext("%(count)s month", "%(count)s months", period.months) % {"count": period.months}
        if period.months
        else "",
        ngettext("%(count)s day", "%(count)s days", period.days) % {"count": period.days} if period.days else "",
    ]
    return ", ".join(part for part in parts if part)
