"""Examples of the components that carry work: compare, evidence, tasks, queues, filters, charts, notices."""

from __future__ import annotations

from datetime import date, timedelta

from sojourn.register.components.charts import Bar, Column, Line, bar_chart, column_chart, line_chart
from sojourn.register.components.days import long_day
from sojourn.register.components.gallery.people import AMINA, EVERYBODY, LAYLA, LONG
from sojourn.register.components.gallery.shape import Example, Values


def compare() -> list[Example]:
    """Show two records: equal, differing, in two scripts, with values that are not given."""
    titles: Values = {"left_title": "Record carrier:TK/8a12", "right_title": "Record post:JFK/r00412"}
    same: list[Values] = [{"label": "Born", "left": "1990-09-14", "right": "1990-09-14", "evidence": "supports"}]
    differs: list[Values] = [
        {"label": "Name", "left": AMINA.name, "left_lang": AMINA.lang, "right": "AMINA TESFAYE", "differs": True},
        {"label": "Other name", "left": LAYLA.name, "left_lang": "ar", "right": LONG.name, "differs": True},
        *same,
        {"label": "Passport", "left": "EP1182736", "right": "EP0917725", "differs": True, "evidence": "against"},
        {"label": "Sex", "left": "F", "right": "", "evidence": "silent"},
        {"label": "Nationality", "left": "", "right": "", "evidence": "silent"},
    ]
    return [
        Example("Equal", {"caption": "Two equal records", "rows": same, **titles}),
        Example("Differing", {"caption": "Are these one person?", "rows": differs, "left_note": "A list", **titles}),
    ]


def evidence_rows() -> list[Example]:
    """Show evidence: none, one, of each direction."""
    rows: list[Values] = [
        {"text": "The same birth date, to the day.", "direction": "supports", "source": "carrier:TK/8a12", "url": "#"},
        {"text": "Two passports of one issuer, both valid on the same day.", "direction": "against"},
        {"text": "The sex is not given in one record.", "direction": "silent", "source": "post:JFK/r00412"},
    ]
    return [
        Example("Empty", {"rows": []}),
        Example("One", {"rows": rows[:1]}),
        Example("Each direction", {"rows": rows, "title": "Evidence"}),
    ]


def task_list() -> list[Example]:
    """Show tasks: none, one, each status."""
    rows: list[Values] = [
        {"text": "Look for a departure under another passport", "url": "#", "status": "not_started"},
        {
            "text": "Ask the carrier for its close-out list",
            "url": "#",
            "status": "in_progress",
            "hint": "Asked on 2 May",
        },
        {"text": "Send the notice", "status": "cannot_start", "hint": "A second officer has to confirm it first"},
        {"text": "Look at the feeds of those days", "url": "#", "status": "done"},
        {"text": "Answer the request for correction", "url": "#", "status": "Due today", "tone": "stop"},
    ]
    return [Example("Empty", {"rows": []}), Example("One", {"rows": rows[:1]}), Example("Each status", {"rows": rows})]


def queue_table() -> list[Example]:
    """Show a queue: empty, one row, many rows with long names and many scripts, sorted."""
    head: list[object] = [
        "Case",
        "What is next",
        "What blocks it",
        {"text": "Due", "numeric": True, "url": "#", "sorted": "ascending"},
    ]
    one: list[object] = [
        {"text": "C-2026-00412", "url": "#"},
        {"text": "Send the notice", "tag": "rule not checked", "tone": "ask"},
        "Nothing",
        {"text": date(2026, 11, 26), "numeric": True},
    ]
    many: list[list[object]] = [
        [
            {"text": person.name, "url": "#", "lang": person.lang, "note": "C-2026-0073"},
            "Review a possible departure",
            {"text": "Second officer", "note": "asked on 3 November 2026"},
            {"text": date(2026, 11, 20 + place), "numeric": True},
        ]
        for place, person in enumerate(EVERYBODY)
    ]
    return [
        Example("Empty", {"caption": "Overdue", "head": head, "rows": [], "empty": "Nothing is overdue."}),
        Example("One", {"caption": "Due today", "count": 1, "head": head, "rows": [one]}),
        Example("Many", {"caption": "Due soon", "count": 6, "head": head, "rows": [*many, one]}),
    ]


def scroll_table() -> list[Example]:
    """Show a wide table in its frame."""
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(9)]
    head: list[object] = ["Feed", *({"text": f"{day:%d.%m.}", "numeric": True} for day in days)]
    rows = [[name, *({"text": 1200 + 7 * n, "numeric": True} for n in range(9))] for name in ("carrier:TK", "post:JFK")]
    return [
        Example("Empty", {"caption": "No records", "head": head, "rows": []}),
        Example("Wide", {"caption": "Records of each feed and day", "head": head, "rows": rows}),
    ]


def filter_panel() -> list[Example]:
    """Show filters: one group, two groups."""
    who: Values = {
        "legend": "Show",
        "name": "show",
        "options": [
            {"value": "mine", "text": "Assigned to me", "checked": True, "count": 23},
            {"value": "open", "text": "With an open question, and waiting for a record of another office", "count": 0},
            {"value": "wait", "text": "Waiting for the person"},
        ],
    }
    order: Values = {
        "legend": "Order",
        "name": "order",
        "kind": "radios",
        "options": [
            {"value": "due", "text": "By what is due", "checked": True},
            {"value": "new", "text": "Newest first"},
        ],
    }
    return [
        Example("One group", {"groups": [who], "id": "one", "label": "Filter work"}),
        Example(
            "Two groups", {"groups": [who, order], "clear_url": "#", "id": "two", "label": "Filter and order work"}
        ),
    ]


def chart_with_table() -> list[Example]:
    """Show bars and lines: nothing, one, many, long words, gaps, marked days."""
    few = [Bar("Left in time", 17611), Bar("Left after the last day on file", 148), Bar("Sent to match review", 402)]
    long = [Bar("Departures of which the other country has no entry record and the carrier no list", 12), *few[2:]]
    days = [long_day(date(2026, 11, 1) + timedelta(days=n)) for n in range(30)]
    share = Line(
        "Share not on board", tuple(None if 12 < n < 16 else 1.1 + (20 if n in (8, 9) else n % 3) for n in range(30))
    )
    usual = Line("Usual", tuple(2.0 for _day in range(30)))
    lines = line_chart(
        "carrier:KL, each day of November 2026",
        days,
        [share, usual],
        unit="%",
        marked=(8, 9),
        marked_words="In quarantine",
    )
    hours = [Column(f"{hour:02d}:00", (hour * 37) % 90 + 11) for hour in range(24)]
    single = line_chart("One day only", days[:1], [Line("Records", (1234.0,))])
    return [
        Example("Nothing", {"chart": bar_chart("Records of today", [])}),
        Example("One bar", {"chart": bar_chart("Quarantined rows", few[2:])}),
        Example("Bars", {"chart": bar_chart("What today's departures settled", few), "csv_url": "#"}),
        Example("Long words", {"chart": bar_chart("What is missing", long), "note": "Counted once each."}),
        Example("Lines, with a gap and marked days", {"chart": lines, "csv_url": "#"}),
        Example("One day", {"chart": single}),
        Example("Columns, the last one so far", {"chart": column_chart("By hour", hours, unfinished="so far")}),
    ]


def notice() -> list[Example]:
    """Show a notice in each tone."""
    text = "Feed carrier:KL is in quarantine since 9 November 2026. What rests on it is not known."
    told = ("know", "ok", "ask", "stop")
    return [
        Example("Only a sentence", {"text": text}),
        *(Example(tone, {"title": f"A notice ({tone})", "text": text, "tone": tone}) for tone in told),
        Example("With a link", {"text": text, "links": [{"url": "#", "text": "Open the feed"}]}),
    ]


def card() -> list[Example]:
    """Show a card: empty, with text, with rows."""
    rows: list[Values] = [
        {
            "text": "carrier:KL",
            "url": "#",
            "note": "22 % not on board, usual 1 %",
            "tag": "Quarantined",
            "tone": "stop",
        },
        {"text": "neighbour:CAN", "url": "#", "note": "31 h late, usual 4 h", "tag": "Late", "tone": "ask"},
    ]
    blocked: Values = {
        "title": "No step is allowed",
        "tag": "Blocked",
        "tone": "stop",
        "text": "An application is open.",
    }
    return [
        Example("Empty", {"title": "Open questions", "empty": "No question is open."}),
        Example("Text", blocked),
        Example(
            "Rows", {"title": "Feeds that need a look", "rows": rows, "links": [{"url": "#", "text": "All feeds"}]}
        ),
    ]


def pagination() -> list[Example]:
    """Show the way to the rows before and after."""
    return [
        Example("Only next", {"next_url": "#", "label": "First rows"}),
        Example("Only before", {"previous_url": "#", "label": "Last rows"}),
        Example("Both", {"previous_url": "#", "next_url": "#", "text": "Rows 21 to 40", "label": "Rows between"}),
    ]


def progress() -> list[Example]:
    """Show how far a file is: begun, half, without a known end."""
    return [
        Example("Begun", {"label": "Reading the first file", "done": 0, "total": 1200000}),
        Example(
            "Half", {"label": "Reading the second file", "done": 600000, "total": 1200000, "text": "About 4 minutes."}
        ),
        Example("End not known", {"label": "Reading the third file", "done": 1200}),
    ]


def details() -> list[Example]:
    """Show something folded, and unfolded."""
    return [
        Example(
            "Folded", {"summary": "How this order is made", "text": "By clocks of the law.\n\nNever by who it is."}
        ),
        Example(
            "Open",
            {"summary": "The record as it came", "rows": [{"term": "feed", "value": "carrier:TK"}], "open": True},
        ),
    ]


def nothing() -> list[Example]:
    """Show that nothing is there."""
    return [
        Example("Plain", {}),
        Example("With words", {"text": "No pair waits for you. Look again after the next intake."}),
    ]
