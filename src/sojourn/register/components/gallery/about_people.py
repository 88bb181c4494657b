"""Examples of the components that say who and what: identity, answer, terms, why, two lanes, strip."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sojourn.register.components.gallery.people import AMINA, EVERYBODY, JANA, LONG, Person
from sojourn.register.components.gallery.shape import Example, Values
from sojourn.register.components.stay_strip import Period, Stay, draw_strip
from sojourn.tables import CERTAINTIES, STATES, UNKNOWN_CODES

AS_OF = date(2026, 7, 15)
KNOWN_AT = datetime(2026, 7, 15, 16, 2, tzinfo=UTC)
_LONG_SENTENCE = (
    "Applied to extend the stay before the permission ended, under an older passport number, with a letter from the "
    "host family that the carrier's list, the border post and the agency each spell in a different way."
)


def _who(person: Person, rows: list[Values] | None = None) -> Values:
    return {
        "name": person.name,
        "lang": person.lang,
        "other_name": person.other_name,
        "other_lang": person.other_lang,
        "rows": [{"term": "Born", "value": "1990-09-14"}, {"term": "Passport", "value": "EP1182736"}]
        if rows is None
        else rows,
    }


def identity_bar() -> list[Example]:
    """Show one person in each script."""
    more: list[Values] = [
        {"term": "Born", "value": "1990"},
        {"term": "Nationality", "value": "Ethiopia"},
        {"term": "Passports", "value": "EP1182736, EP0917725, EP0455120, EP0312009"},
        {"term": "Person", "value": "p7f3a90c12be4d5568a01"},
    ]
    return [
        Example("Only a name", _who(JANA, [])),
        *(Example(f"A name in `{person.lang}`", _who(person)) for person in EVERYBODY),
        Example("Many terms", _who(AMINA, more)),
        Example("Restricted", {"restricted": True}),
    ]


def answer_heading() -> list[Example]:
    """Show each state of an answer, each code of what is unknown, each certainty."""
    states = [Example(f"State {state}", {"state": state, "as_of": AS_OF, "certainty": "likely"}) for state in STATES]
    codes = [Example(f"Unknown, {code}", {"state": "unknown", "unknown_code": code}) for code in UNKNOWN_CODES]
    certainties = [Example(f"Certainty {code}", {"heading": "Left in time", "certainty": code}) for code in CERTAINTIES]
    whole: Values = {
        "heading": "Authorised, while an application is pending",
        "certainty": "likely",
        "as_of": AS_OF,
        "known_at": KNOWN_AT,
        "sub": "One record was joined by name and birth date.",
        "links": [{"url": "#", "text": "Ask for another day"}],
    }
    return [Example("With a sentence and a link", whole), *states, *certainties, *codes]


def tag() -> list[Example]:
    """Show each tone."""
    told = {"ok": "Left in time", "know": "Likely", "ask": "A question", "stop": "Blocked"}
    long = Example("Long words", {"tone": "ask", "text": "The rule was not checked since the first of May, and is due"})
    return [*(Example(tone, {"tone": tone, "text": text}) for tone, text in told.items()), long]


def summary_list() -> list[Example]:
    """Show terms and values: none, one, many, long, with a source and a link."""
    row: Values = {"term": "Last authorised day", "value": date(2026, 7, 10)}
    names: list[Values] = [{"term": "Name", "value": person.name, "lang": person.lang} for person in EVERYBODY]
    many: list[Values] = [
        {**row, "note": "Border inspection post:JFK/r00412", "url": "#"},
        {"term": "Departure", "value": "not recorded", "tag": "A question", "tone": "ask"},
        {"term": "Passport", "value": "EP1182736", "url": "#", "link": "Open record"},
        *names,
    ]
    return [Example("Empty", {"rows": []}), Example("One", {"rows": [row]}), Example("Many", {"rows": many})]


def steps() -> list[Example]:
    """Show the steps of an answer: none, one, many."""
    first: Values = {
        "text": "Arrived on 11 January 2026 at JFK, admitted as B-2 until 10 July 2026.",
        "notes": ["Border inspection post:JFK/r00412", "learned 11 January 2026, 16:02 UTC"],
        "links": [{"url": "#", "text": "open record"}],
    }
    rule: Values = {
        "text": "While an in-time application is pending, remaining is authorised.",
        "notes": ["Rule us.pending_extension, in force since 1 January 2003", "8 CFR 214.1(c)(4), 248.1(b)"],
        "links": [{"url": "#", "text": "open rule"}, {"url": "#", "text": "read the text"}],
    }
    end: Values = {"text": "So on 15 July 2026 the stay was authorised by the pending application, not by a status."}
    many = [first, {"text": _LONG_SENTENCE, "notes": "Application agency:BEN/W2288"}, rule, end]
    return [Example("Empty", {"rows": []}), Example("One", {"rows": [end]}), Example("Many", {"rows": many})]


def timeline_lanes() -> list[Example]:
    """Show the two lanes: none, one, many, and only one lane filled."""
    rows: list[Values] = [
        {
            "day": date(2026, 1, 11),
            "happened": "Arrived at JFK, B-2 until 10 July 2026",
            "learned": "Recorded after 12 minutes",
            "url": "#",
        },
        {"day": date(2026, 6, 2), "happened": "Applied to extend (W2288)", "learned": "", "url": "#"},
        {"day": date(2026, 6, 4), "happened": "", "learned": "Application received; the answer did not change"},
        {"day": date(2026, 7, 10), "happened": "Last day of the entry permission", "learned": "Answer: authorised"},
        {"day": "2026-07", "happened": _LONG_SENTENCE, "learned": _LONG_SENTENCE},
    ]
    return [
        Example("Empty", {"rows": []}),
        Example("One", {"rows": rows[:1], "title": "One line"}),
        Example("Many", {"rows": rows, "title": "What happened, and when we learned it"}),
    ]


def stay_strip() -> list[Example]:
    """Show strips: none, one, three kinds of stays, many, and stays that lie close together."""
    one = [Stay(date(2026, 3, 5), date(2026, 3, 24), state="left_in_time", url="#")]
    kinds = [
        Stay(date(2025, 3, 5), date(2025, 3, 24), state="left_in_time", url="#"),
        Stay(date(2025, 8, 12), left_between=(date(2025, 8, 14), date(2026, 1, 10)), state="left_date_unknown"),
        Stay(date(2026, 1, 11), state="authorised", url="#"),
    ]
    periods = [
        Period(date(2025, 3, 5), date(2025, 9, 4), "status"),
        Period(date(2026, 1, 11), date(2026, 7, 10), "status"),
        Period(date(2026, 6, 2), None, "authorised_only"),
    ]
    asked = [Stay(date(2025, 9, 1), state="unexplained")]
    ended = [Period(date(2025, 9, 1), date(2026, 2, 28), "status"), Period(date(2026, 5, 1), None, "removal_barred")]
    close = [Stay(date(2026, 2, day), date(2026, 2, day + 2), state="left_in_time") for day in range(1, 22, 4)]
    many = [
        Stay(date(2000 + n, 1 + n % 12, 3), date(2000 + n, 1 + n % 12, 25), state="left_in_time") for n in range(26)
    ]
    used = [Period(stay.arrived_on, stay.departed_on, "status") for stay in many]
    return [
        Example("Empty", {"strip": draw_strip([], [], AS_OF)}),
        Example("One", {"strip": draw_strip(one, [Period(one[0].arrived_on, date(2026, 9, 4), "status")], AS_OF)}),
        Example("Three kinds of stays", {"strip": draw_strip(kinds, periods, AS_OF)}),
        Example("A question", {"strip": draw_strip(asked, ended, date(2026, 7, 16))}),
        Example("Close together, in a window of 180 days", {"strip": draw_strip(close, [], date(2026, 7, 17), 180)}),
        Example("Many", {"strip": draw_strip(many, used, date(2026, 7, 18))}),
    ]


def receipt() -> list[Example]:
    """Show a receipt: short, and with everything."""
    rows: list[Values] = [
        {"term": "Name", "value": LONG.name, "lang": LONG.lang},
        {"term": "Document shown", "value": "Passport EP1182736"},
        {"term": "Recorded", "value": "Departure on 14 March 2027, attested by an officer"},
    ]
    whole: Values = {
        "title": "Your departure is recorded",
        "reference": "desk:LIS/2027-00412",
        "given_at": KNOWN_AT,
        "office": "Duty desk, Lisbon",
        "rows": rows,
        "text": "An officer examined the documents you showed and accepted them.",
        "next_steps": ["Keep this page.", "If something in it is wrong, show it at any desk and say so."],
    }
    return [Example("Short", {"title": "Recorded", "rows": rows[1:2]}), Example("Whole", whole)]
