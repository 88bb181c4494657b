"""Everything to take along: one's own record as JSON, and as a PDF in one's language."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext, override

from sojourn.register import clock
from sojourn.register.components.days import instant, long_day
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.letters import rendering
from sojourn.register.letters.rendering import plain
from sojourn.register.letters.service_told import service_told
from sojourn.register.letters.texts import LANGUAGES, apart, words_of
from sojourn.register.portal.looked import EVERY, list_own_looks
from sojourn.register.portal.own import OwnRecord, OwnStayTold, read_own
from sojourn.register.portal.own_records import own_rows, records_taken, records_told
from sojourn.register.portal.own_requests import (
    disclosure_rows,
    list_disclosures_taken,
    list_receipts_taken,
    list_requests_taken,
    receipt_rows,
    request_rows,
)

#: A part of the paper: its title, the heads of its table, and the rows.
_Told = tuple[str, list[str], list[list[str]]]
FORMAT = "sojourn-own-record/1"
#: States of the engine that accuse nobody and could be read so by whoever is shown the file.
ACCUSING, QUESTION = frozenset({"unexplained", "left_after_end"}), "question"
_TEMPLATE = Path(__file__).parent / "typst" / "own.typ"
_FONTS = Path(rendering.__file__).parent / "fonts"
_MADE = threading.local()


@action(Verb.OWN_RECORD_TAKEN, "see_own")
def take_json(acting: Acting, person_id: str) -> Done[bytes]:
    """Give everything as JSON: keys in a fixed order, days as 2026-11-22, times in UTC.

    Args:
        acting: the person at their door.
        person_id: the person of the code that let them in.
    """
    told = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "kept_by": service_told().name,
        "note": gettext("What is marked as a question is a question about records. It says nothing against you."),
        **_told(read_own(person_id)),
        "records": records_taken(own_rows(person_id)),
        "requests": [asdict(each) for each in list_requests_taken(person_id)],
        "receipts": [asdict(each) for each in list_receipts_taken(person_id)],
        "disclosures": [asdict(each) for each in list_disclosures_taken(person_id)],
        "looks": [asdict(each) for each in list_own_looks(person_id, EVERY)],
    }
    written = json.dumps(told, ensure_ascii=False, indent=2, default=lambda value: value.isoformat())
    return Done(written.encode(), (person_id,), {"as": "json"})


@action(Verb.OWN_RECORD_TAKEN, "see_own")
def take_pdf(acting: Acting, person_id: str, language: str) -> Done[bytes]:
    """Give everything as a PDF in a language; what is not a language of the letters is written in English."""
    code = language if language in LANGUAGES else LANGUAGES[0]
    with override(code):
        told = _paper(person_id, code)
    made = _compiler().compile(
        format="pdf", sys_inputs={"own": json.dumps(told)}, timestamp=clock.now().replace(microsecond=0)
    )
    assert isinstance(made, bytes), "one file was asked for"
    return Done(made, (person_id,), {"as": "pdf"})


def _told(record: OwnRecord) -> dict[str, Any]:
    stays = [
        {key: value for key, value in asdict(each).items() if key != "tone"} | {"state": _state(each)}
        for each in record.stays
    ]
    decisions = [{key: value for key, value in asdict(each).items() if key != "step"} for each in record.decisions]
    letters = [{key: value for key, value in asdict(each).items() if key != "readable"} for each in record.letters]
    return {"stays": stays, "decisions": decisions, "letters": letters}


def _state(stay: OwnStayTold) -> str:
    """Give the code of a state; a question is called one until an officer has decided, whoever reads the file."""
    return QUESTION if stay.state in ACCUSING and not stay.determined else stay.state


def _paper(person_id: str, code: str) -> dict[str, Any]:
    """Lay out the paper: a title, and tables with their heads; each value is kept apart from the text around it."""
    direction = words_of(code).direction
    record = read_own(person_id)
    told: list[_Told] = [
        (gettext("Stays"), [gettext("Stay"), gettext("What it means")], [_stay_row(stay) for stay in record.stays]),
        (
            gettext("What was decided, and why"),
            [gettext("Day"), gettext("Decision"), gettext("Reasons")],
            [[long_day(each.on), each.what, " · ".join(each.reasons)] for each in record.decisions],
        ),
        (
            gettext("Letters to you"),
            [gettext("Day"), gettext("Letter"), gettext("Reference")],
            [[long_day(each.made_at), each.kind_words, each.reference] for each in record.letters],
        ),
        (
            gettext("What is on file"),
            [gettext("What the record says"), gettext("Where it comes from"), gettext("When we learned it")],
            [
                [" · ".join(each.what), " · ".join(each.source), each.learned]
                for each in records_told(own_rows(person_id), code)
            ],
        ),
        *_more(person_id),
        (
            gettext("Who looked, and why"),
            [gettext("When"), gettext("Who"), gettext("What was done"), gettext("Why")],
            [
                [instant(each.at), " · ".join(filter(None, [each.who, each.office])), each.did, each.why]
                for each in list_own_looks(person_id, EVERY)
            ],
        ),
    ]
    parts = [
        {"heading": heading, "head": head, "rows": [[apart(plain(cell), direction) for cell in row] for row in rows]}
        for heading, head, rows in told
    ]
    return {
        "language": code,
        "direction": direction,
        "title": gettext("My record"),
        "service": apart(service_told().name, direction),
        "made": instant(clock.now()),
        "note": gettext("What is marked as a question is a question about records. It says nothing against you."),
        "nothing": gettext("Nothing is on file."),
        "page": gettext("Page"),
        "parts": parts,
    }


def _more(person_id: str) -> list[_Told]:
    return [
        (
            gettext("What you asked or told us, and our replies"),
            [gettext("Day"), gettext("What"), gettext("In your words"), gettext("Reply")],
            request_rows(list_requests_taken(person_id)),
        ),
        (
            gettext("Receipts of departures"),
            [gettext("Day"), gettext("Reference"), gettext("Check code"), gettext("Departure")],
            receipt_rows(list_receipts_taken(person_id)),
        ),
        (
            gettext("To whom we told an answer about you"),
            [gettext("Day"), gettext("Who was told"), gettext("Why"), gettext("What was told")],
            disclosure_rows(list_disclosures_taken(person_id)),
        ),
    ]


def _stay_row(stay: Any) -> list[str]:
    settles = " ".join(stay.settles)
    return [stay.days, " ".join(filter(None, [f"{stay.says}.", stay.means, stay.determined, settles]))]


def _compiler() -> typst.Compiler:
    if not hasattr(_MADE, "compiler"):
        _MADE.compiler = typst.Compiler(
            input=_TEMPLATE, root=_TEMPLATE.parent, font_paths=[_FONTS], ignore_system_fonts=True
        )
    compiler: typst.Compiler = _MADE.compiler
    return compiler
