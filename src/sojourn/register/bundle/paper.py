"""The bundle as people read it: a PDF with numbered pages, and one plain page of HTML; both of the same sections."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.utils.html import escape
from django.utils.translation import gettext as _

from sojourn.register.bundle.cells import Table
from sojourn.register.bundle.draft import Part, Section

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "letters" / "fonts"
#: Rows of one table that stand on paper; the file has them all.
MOST_ROWS = 400
#: A column on paper is as wide as its cells ask for, in letters: no wider than this where its words can stand below
#: one another, and never narrower than its longest word and a gap.
_WIDE, _GAP = 42, 3
_WORD = re.compile(r"[^\s/_+]+[/_+]?")
#: A compiler is made once for each thread; it keeps the fonts.
_MADE = threading.local()


@dataclass(frozen=True)
class Paper:
    """What both papers say: title, what stands on the cover, the sections, and the words that run along."""

    title: str
    reference: str
    running: str
    language: str
    cover: tuple[Part, ...]
    sections: tuple[Section, ...]


def pdf_of(paper: Paper, at: datetime) -> bytes:
    """Make the PDF; the same words at the same time give the same bytes."""
    made = _compiler().compile(format="pdf", sys_inputs=_inputs(paper), timestamp=at.replace(microsecond=0))
    assert isinstance(made, bytes), "one file was asked for"
    return made


def html_of(paper: Paper, files: Sequence[str]) -> bytes:
    """Make the page: no script, nothing from elsewhere; ``files`` are linked by their paths."""
    listed = "".join(f'<li><a href="{escape(path)}">{escape(path)}</a></li>' for path in files)
    contents = "".join(f'<li><a href="#{escape(each.id)}">{escape(each.title)}</a></li>' for each in paper.sections)
    sections = "".join(_section(each) for each in paper.sections)
    style = (
        "body{font:16px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}"
        "table{border-collapse:collapse;display:block;overflow-x:auto}"
        "th,td{border-bottom:1px solid #bbb;padding:.3em .5em;text-align:start;vertical-align:top}"
        "pre{background:#f3f3f3;padding:1em;overflow-x:auto}"
    )
    page = (
        f'<!doctype html>\n<html lang="{escape(paper.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(paper.title)}</title>'
        f"<style>{style}</style></head><body><h1>{escape(paper.title)}</h1>{_parts(paper.cover)}"
        f"<h2>{escape(_('Contents'))}</h2><ol>{contents}</ol>{sections}"
        f"<h2>{escape(_('Files'))}</h2><ul>{listed}</ul></body></html>\n"
    )
    return page.encode()


def _inputs(paper: Paper) -> dict[str, str]:
    told = {
        "title": paper.title,
        "reference": paper.reference,
        "running": paper.running,
        "language": paper.language,
        "labels": {
            "page": _("Page {page} of {pages}"),
            "contents": _("Contents"),
            "nothing": _("Nothing is on file."),
        },
        "cover": [_part_told(each) for each in paper.cover],
        "sections": [
            {"title": each.title, "parts": [_part_told(part) for part in each.parts]} for each in paper.sections
        ],
    }
    return {"bundle": json.dumps(told, ensure_ascii=False)}


def _part_told(part: Part) -> dict[str, Any]:
    return {
        "text": part.text,
        "heading": part.heading,
        "code": part.code,
        "pairs": part.pairs,
        "points": part.points,
        "table": _table_told(part.table) if part.table else None,
    }


def _table_told(table: Table) -> dict[str, Any]:
    rows = table.on_paper()
    return {
        "title": table.title,
        "says": table.says,
        "head": [name.replace("_", " ") for name in table.shown],
        "rows": rows[:MOST_ROWS],
        "widths": _widths(table.shown, rows[:MOST_ROWS]),
        "more": _more(table),
        "file": _("In full: tables/%(file)s.csv") % {"file": table.id},
    }


def _widths(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[int]:
    # Headings are bold, and so a little wider.
    wider = [max(name.split("_"), key=len) + "mm" for name in head]
    return [_width(column) for column in zip(wider, *rows, strict=True)]


def _width(cells: Sequence[str]) -> int:
    words = (min(len(word), 16) for cell in cells for word in _WORD.findall(cell))
    return max(max(words, default=1), min(_WIDE, max(map(len, cells)))) + _GAP


def _more(table: Table) -> str:
    if len(table.rows) <= MOST_ROWS:
        return ""
    return _("%(shown)s of %(all)s rows stand here; the file has them all.") % {
        "shown": MOST_ROWS,
        "all": len(table.rows),
    }


def _section(section: Section) -> str:
    return f'<h2 id="{escape(section.id)}">{escape(section.title)}</h2>{_parts(section.parts)}'


def _parts(parts: Iterable[Part]) -> str:
    return "".join(_part(each) for each in parts)


def _part(part: Part) -> str:
    told = f"<h3>{escape(part.heading)}</h3>" if part.heading else ""
    told += f"<p>{escape(part.text)}</p>" if part.text else ""
    told += f"<pre>{escape(part.code)}</pre>" if part.code else ""
    if part.points:
        told += "<ul>" + "".join(f"<li>{escape(point)}</li>" for point in part.points) + "</ul>"
    if part.pairs:
        rows = "".join(
            f'<tr><th scope="row">{escape(term)}</th><td>{escape(said)}</td></tr>' for term, said in part.pairs
        )
        told += f"<table>{rows}</table>"
    return told + (_table(part.table) if part.table else "")


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name.replace("_", " "))}</th>' for name in table.shown)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.on_paper()[:MOST_ROWS]
    )
    told = f"<h3>{escape(table.title)}</h3><p>{escape(table.says)}</p>"
    if not table.rows:
        return f"{told}<p><em>{escape(_('Nothing is on file.'))}</em></p>"
    file = escape(f"tables/{table.id}.csv")
    more = escape(_more(table))
    return (
        f"{told}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f'<p>{more} <a href="{file}">{file}</a></p>'
    )


def _compiler() -> typst.Compiler:
    if not hasattr(_MADE, "compiler"):
        folder = _HERE / "typst"
        _MADE.compiler = typst.Compiler(
            input=folder / "bundle.typ", root=folder, font_paths=[_FONTS], ignore_system_fonts=True
        )
    compiler: typst.Compiler = _MADE.compiler
    return compiler
