"""A whole page of the gallery: many components together, around one invented person."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.register.components.gallery import about_people
from sojourn.register.components.gallery.people import AMINA
from sojourn.register.components.gallery.shape import Values
from sojourn.register.components.navigation import NAVIGATION, Shown


@dataclass(frozen=True)
class Told:
    """A message as Django's messages give it."""

    text: str
    level_tag: str

    def __str__(self) -> str:
        """Give its words."""
        return self.text


def whole_page() -> Values:
    """Give what a whole page shows."""
    heading = about_people.answer_heading()[0].values
    strip = next(each.values for each in about_people.stay_strip() if each.title == "Three kinds of stays")
    return {
        "navigation": [Shown("#", str(entry.text), entry.url_name == "search") for entry in NAVIGATION],
        "user_label": "A. Officer, Lisbon",
        "purpose": "The person asked",
        "sign_out_url": "#",
        "messages": [Told("The departure was recorded. The answer is being worked out anew.", "success")],
        "bar": {"name": AMINA.name, "lang": AMINA.lang, "other_name": AMINA.other_name, "rows": _whose()},
        "heading": heading,
        "strip": strip["strip"],
        "steps": about_people.steps()[-1].values["rows"],
        "lanes": about_people.timeline_lanes()[-1].values["rows"],
        "questions": [
            {"text": "Decision on W2288", "note": "Would settle everything after 10 July 2026.", "url": "#"},
            {"text": "Day of leaving after 12 August 2025", "note": "Feed carrier:KL was in quarantine that month."},
        ],
        "looks": [{"url": "#", "text": "Show"}],
    }


def _whose() -> list[Values]:
    return [
        {"term": "Born", "value": "1990-09-14"},
        {"term": "Nationality", "value": "Ethiopia"},
        {"term": "Passports", "value": "EP1182736, EP0917725"},
        {"term": "Person", "value": "p7f3a90c12be4d5568a01"},
    ]
