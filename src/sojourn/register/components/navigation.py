"""The entries of the navigation: shown to those whose roles allow them, in this order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One entry: the name of its address, its words, and the permissions of which one suffices (none: everybody)."""

    url_name: str
    text: str | Promise
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One entry as a page shows it."""

    url: str
    text: str
    current: bool


NAVIGATION: list[Entry] = [
    Entry("work", _("My work")),
    Entry("court", _("Court inbox"), ("court_inbox",)),
    Entry("mail_queue", _("Mail"), ("keep_documents",)),
    Entry("requests", _("Requests"), ("answer_requests",)),
    Entry("search", _("Search"), ("search",)),
    Entry("desk", _("Desk"), ("ask_desk",)),
    Entry("live", _("Live departures"), ("see_live",)),
    Entry("match_review", _("Match review"), ("review_pairs",)),
    Entry("questions", _("Questions"), ("review_questions",)),
    Entry("feeds", _("Feeds"), ("see_feeds",)),
    Entry("published", _("Statistics"), ("see_statistics",)),
    Entry("intake", _("Intake"), ("upload",)),
    Entry("feed_keys", _("Keys of feeds"), ("manage_keys",)),
    Entry("disclosures", _("Disclosures"), ("see_disclosures",)),
    Entry("controls_stops", _("Stops"), ("see_stops",)),
    Entry("emergencies", _("Emergencies"), ("review_glass",)),
    Entry("look_delays", _("Looks shown later"), ("decide_delay",)),
    Entry("request_figures", _("Requests in numbers"), ("see_oversight",)),
    Entry("sample", _("Sample"), ("recheck",)),
    Entry("oversight", _("Figures"), ("see_oversight",)),
    Entry("inquiries", _("Inquiries"), ("inquire",)),
    Entry("alerts", _("Alerts"), ("see_alerts",)),
    Entry("retention", _("Retention"), ("propose_disposal",)),
    Entry("log", _("Log"), ("see_log",)),
    Entry("grants", _("Roles"), ("propose_grant", "confirm_grant")),
]


def list_shown(here: str, may: Callable[[str], bool]) -> list[Shown]:
    """List the entries that the user may open; the one under whose address ``here`` lies is the current one."""
    known = [(entry, find_url(entry.url_name)) for entry in NAVIGATION]
    allowed = [(entry, url) for entry, url in known if url and _allowed(entry, may)]
    current = max((url for _entry, url in allowed if here.startswith(url)), key=len, default=None)
    return [Shown(url, str(entry.text), url == current) for entry, url in allowed]


def _allowed(entry: Entry, may: Callable[[str], bool]) -> bool:
    return not entry.permissions or any(may(permission) for permission in entry.permissions)


def find_url(name: str) -> str | None:
    """Find the address of a name; nothing where the part that has it is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
