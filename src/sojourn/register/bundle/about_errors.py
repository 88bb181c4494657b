"""How often what an answer rests on is wrong: the published figure, what it was measured on, or that none is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from sojourn.register.bundle.cells import Table, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead
from sojourn.register.records.stay_version import StayVersion

_FILE = Path(__file__).with_name("published_rates.yaml")
_LEFT = frozenset({"left_in_time", "left_after_end", "left_date_unknown"})


@dataclass(frozen=True)
class PublishedRate:
    """One published figure: for what (kind and code), what it counts, the figure, its data, and its page."""

    kind: str
    code: str
    title: str
    figure: str
    measured_on: str
    page: str


def published_rates() -> tuple[PublishedRate, ...]:
    """Read the published figures."""
    told: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        PublishedRate(
            kind=each["for"]["kind"],
            code=each["for"]["code"],
            title=each["title"],
            figure=each["figure"],
            measured_on=each["measured_on"],
            page=each["page"],
        )
        for each in told
    )


def tell_errors(read: CaseRead, draft: Draft) -> None:
    """Tell the published error rate of everything that the current answer for the case rests on."""
    draft.section(
        "errors",
        _("How often such answers are wrong"),
        Part(
            text=_(
                "Every figure was measured on invented people whose truth is known, never on real ones, and a real "
                "register may err more or less often. The interval in brackets is Wilson's, at 95 %. Where no figure "
                "is known, that is said: it does not mean that there is no error."
            )
        ),
        shown(_table(read)),
    )


def _table(read: CaseRead) -> Table:
    columns = (
        ("rests_on", _("what the answer rests on")),
        ("kind", _("state, departure, cause, basis or rule")),
        ("counts", _("what the figure counts")),
        ("figure", _("the figure with its interval at 95 %; or that none is known")),
        ("measured_on", _("the data on which it was measured")),
        ("page", _("the page of the documentation on which it is published")),
    )
    rates = published_rates()
    rows = [row for asked in dict.fromkeys(_rests_on(read)) for row in _rows(*asked, rates)]
    says = _("For each thing that the answers of this person rest on: the published figure, or that none is known.")
    on_paper = ("rests_on", "counts", "figure", "measured_on")
    return make_table("error_rates", _("Error rates"), says, columns, rows, on_paper)


def _rows(kind: str, code: str, words: str, rates: tuple[PublishedRate, ...]) -> Iterator[tuple[object, ...]]:
    found = [rate for rate in rates if (rate.kind, rate.code) == (kind, code)]
    for rate in found:
        yield (words, kind, rate.title, rate.figure, rate.measured_on, rate.page)
    if not found:
        yield (words, kind, "", _("None is known."), "", "")


def _rests_on(read: CaseRead) -> Iterator[tuple[str, str, str]]:
    """List what the current answers rest on: kind, code, words."""
    current = [each for each in read.current() if not each.orphan]
    for version in current:
        yield from _of_answer(read, version)
    relied = {name for version in current for name in version.record_names} & read.held.keys()
    for basis in sorted({read.held[name].basis for name in relied}):
        words = next(read.held[name].basis_words for name in sorted(relied) if read.held[name].basis == basis)
        # The register compares with the model that Sojourn ships and no other, so the figures are of its own.
        yield "basis", basis, _("Records joined by %(basis)s") % {"basis": words}
    for rule in sorted({reason["rule"] for version in current for reason in version.answer["reasons"] or ()}):
        yield "rule", rule, _("Rule %(rule)s") % {"rule": rule}


def _of_answer(read: CaseRead, version: StayVersion) -> Iterator[tuple[str, str, str]]:
    answer = version.answer
    state = " ".join(filter(None, (answer["state"], answer["unknown_code"])))
    yield "state", state, _("The state %(state)s") % {"state": state}
    if answer["state"] in _LEFT:
        shown_by = f"{answer['certainty']} {answer['departure_basis']}"
        yield "departure", shown_by, _("A departure shown so: %(basis)s") % {"basis": shown_by}
    if "carrier_close_out" in (answer["questions"] or ()):
        yield "cause", "carrier_close_out", _("A carrier reported the person not aboard")
    arrival = read.file.records.get(answer["arrival_id"] or "")
    if answer["state"] == "unexplained" and arrival is not None and arrival.values.get("mode") == "land":
        yield "cause", "land", _("The person came by land, where departures are seldom recorded")
