"""The files of a bundle, put together from what was read: a pure function of the case, the time and the key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sojourn.proof.key_change import write_key
from sojourn.proof.signing import PublicKey
from sojourn.register.bundle.about_answers import tell_answers
from sojourn.register.bundle.about_decisions import tell_decisions
from sojourn.register.bundle.about_errors import tell_errors
from sojourn.register.bundle.about_feeds import tell_feeds
from sojourn.register.bundle.about_law import tell_law
from sojourn.register.bundle.about_letters import tell_letters
from sojourn.register.bundle.about_links import tell_links_section
from sojourn.register.bundle.about_log import tell_log
from sojourn.register.bundle.about_looks import tell_looks
from sojourn.register.bundle.about_records import tell_records
from sojourn.register.bundle.cells import cell, columns_csv, csv_of, make_table
from sojourn.register.bundle.draft import Draft, Part, Section, pairs, shown
from sojourn.register.bundle.grounds import citation_of, ground_words
from sojourn.register.bundle.how_to_check import how_to_check, pem_of
from sojourn.register.bundle.paper import Paper, html_of, pdf_of
from sojourn.register.bundle.reading import CaseRead
from sojourn.register.bundle.words import REASONS
from sojourn.register.records.identity import identity_of


@dataclass(frozen=True)
class Made:
    """How a bundle is made: its reference, why, the note on the cover, whose office, what was known, what stays out."""

    reference: str
    reason: str
    note: str
    office: str
    known_at: datetime
    privileged: frozenset[int] = frozenset()


def files_of(read: CaseRead, made: Made, key: PublicKey) -> tuple[dict[str, bytes], int]:
    """Give the files of a bundle by their paths, and how many things are listed as withheld."""
    draft = Draft()
    tell_answers(read, draft)
    tell_records(read, draft)
    tell_links_section(read, draft)
    tell_feeds(read, draft)
    tell_errors(read, draft)
    tell_law(read, draft)
    tell_decisions(read, draft)
    tell_letters(read, draft, made.privileged)
    tell_looks(read, draft, made.reason)
    _tell_withheld(read, draft)
    tell_log(read, draft)
    files = dict(draft.files)
    for table in draft.tables:
        files[f"tables/{table.id}.csv"] = csv_of(table)
    files["tables/columns.csv"] = columns_csv(draft.tables)
    files["about.json"] = _about(read, made, key)
    files["public-key.pem"] = pem_of(key).encode()
    files["public-key.txt"] = f"{write_key(key)}\n".encode()
    files["HOW-TO-CHECK.txt"] = how_to_check(key, made.reference).encode()
    paper = _paper(read, made, key, draft)
    files["bundle.pdf"] = pdf_of(paper, made.known_at)
    files["index.html"] = html_of(paper, sorted([*files, "index.html", "manifest.txt", "manifest.note"]))
    return files, len(draft.withheld)


def _tell_withheld(read: CaseRead, draft: Draft) -> None:
    columns = (
        ("what", _("what is left out")),
        ("of_it", _("which part of it")),
        ("ground", _("why")),
        ("ground_code", _("the same as a code")),
        ("citation", _("what that rests on")),
    )
    rows = [
        (each.what, each.detail, ground_words(each.ground), each.ground, citation_of(each.ground, read.pack.code))
        for each in draft.withheld
    ]
    says = _("Everything that is on file about this case and is not in this bundle, or not in full.")
    table = make_table("withheld", _("Withheld"), says, columns, rows, ("what", "of_it", "ground", "citation"))
    draft.section(
        "withheld",
        _("What is withheld, and why"),
        Part(
            text=_(
                "A court may ask for each of these. Where values were erased, the register has them no more; the log "
                "still proves that the row was there."
            )
        ),
        shown(table),
    )


def _paper(read: CaseRead, made: Made, key: PublicKey, draft: Draft) -> Paper:
    return Paper(
        title=_("Bundle for a court: case %(case)s") % {"case": read.case.case_id},
        reference=made.reference,
        running=_("Case %(case)s, as known at %(at)s") % {"case": read.case.case_id, "at": cell(made.known_at)},
        language="en",
        cover=tuple(_cover(read, made, key)),
        sections=(_check_section(made, key), *draft.sections),
    )


def _cover(read: CaseRead, made: Made, key: PublicKey) -> list[Part]:
    who = identity_of(read.file.records.values())
    case = read.case
    return [
        pairs(
            (_("Reference of this bundle"), made.reference),
            (_("Made for"), str(REASONS[made.reason])),
            (_("Note"), made.note),
            (_("Made by the office"), made.office),
            (_("Everything as known at"), made.known_at),
            (_("Case"), case.case_id),
            (_("Person"), who.names or _("No name on file")),
            (_("Born"), who.birth_dates),
            (_("Nationality"), who.nationalities),
            (_("Documents"), [each.label for each in who.documents]),
            (_("Id of the person"), read.person_id),
            (_("Earlier ids"), read.ids[1:]),
            (_("Stay"), case.stay_id),
            (_("Begun on"), case.opened_at),
            (_("Lifecycle"), f"{read.lifecycle.title} ({read.lifecycle.version})"),
            (_("Law"), f"{read.pack.title}, {read.law.version}"),
            (_("Signed with the key"), write_key(key)),
        ),
        Part(
            text=_(
                "This is a copy of what the register holds on one case. Answers are worked out from records by rules, "
                "and are no findings about a person; decisions name who made them. All times are in UTC."
            )
        ),
    ]


def _check_section(made: Made, key: PublicKey) -> Section:
    return Section(
        "check",
        _("How to read and check this bundle"),
        (
            Part(
                text=_(
                    "The archive has this paper, the same as a page (index.html), every table as CSV under tables/ "
                    "(columns.csv says what each column holds), the answers as JSON, the messages under raw/, the "
                    "documents under documents/ and the proofs of the log under proofs/. In a CSV file an apostrophe "
                    "before = + - or @ keeps a spreadsheet from taking text for a formula; it is no part of the value."
                )
            ),
            Part(code=how_to_check(key, made.reference)),
        ),
    )


def _about(read: CaseRead, made: Made, key: PublicKey) -> bytes:
    told = {
        "format": "sojourn bundle 1",
        "reference": made.reference,
        "case_id": read.case.case_id,
        "person_id": read.person_id,
        "stay_id": read.case.stay_id,
        "reason": made.reason,
        "note": made.note,
        "office": made.office,
        "known_at": made.known_at,
        "law": read.law.version,
        "lifecycle": f"{read.lifecycle.id} {read.lifecycle.version}",
        "key": write_key(key),
    }
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False, default=cell) + "\n").encode()
