"""Which facts are written: applications, decisions, programmes, protections, residence, deaths and new documents."""

from __future__ import annotations

from typing import Any

import numpy as np

from sojourn.simulate.events import NONE, RESIDENT, number, row_type
from sojourn.simulate.mistakes import DEATH, EXTENSION, PROGRAMME, PROTECTION, RESIDENCE, UNLINKED, Mistakes
from sojourn.simulate.parties import Party
from sojourn.simulate.permissions import Span
from sojourn.simulate.world import Array, World

KINDS = (
    "application",
    "decision",
    "programme",
    "extension",
    "residence",
    "protection",
    "document",
    "death",
    "citizenship_decision",
)
BENEFITS = ("extension", "adjustment", "satisfactory_departure", "asylum")
OUTCOMES = ("approved", "denied", "granted", "new")
TYPES = ("asylum_pending", "tps", "withholding")
BENEFIT_OFFICE, PROGRAMME_OFFICE, DOCUMENT_OFFICE, RESIDENCE_OFFICE, REGISTER = range(5)

RECEIPT, PROGRAMME_NUMBER = 1, 2

FACT = row_type(
    i4="stay day filed decided from to leader",
    i2="feed cls",
    i1="kind benefit outcome type reference doc other",
)
"""One fact to be written. ``reference``: ``RECEIPT``, ``PROGRAMME_NUMBER`` or 0. ``leader``: the principal's stay."""


def draw_facts(world: World, party: Party, stays: Array, mistakes: Mistakes, span: Span) -> Array:
    """Give the rows of all facts of these stays; none is recorded after the horizon."""
    maker = _Maker(world, stays, mistakes)
    rows = [
        *_applications(maker),
        *_programmes(maker, span),
        *_protections(maker),
        *_other_periods(maker),
        *_standings(maker, party, world, span),
        *_documents(maker, party),
    ]
    return np.concatenate(rows)


class _Maker:
    """Makes rows of one kind of fact for chosen stays, leaving out those that an error keeps off the record."""

    def __init__(self, world: World, stays: Array, mistakes: Mistakes) -> None:
        self.world, self.stays, self.mistakes = world, stays, mistakes

    def had(self, *events: str) -> Array:
        return np.isin(self.stays["event"], [number(event) for event in events])

    def rows(self, chosen: Array, kind: str, office: int, day: Array, hidden_by: int, **values: Any) -> Array:
        """Make rows where ``chosen``; ``day`` and each value that is an array have one entry for each stay."""
        hidden = self.mistakes.error == hidden_by
        if hidden_by == UNLINKED:
            hidden &= self.mistakes.variant < 2
        keep = np.flatnonzero(chosen & ~hidden)
        rows = np.full(len(keep), NONE, FACT)
        rows["stay"], rows["kind"], rows["feed"] = keep, KINDS.index(kind), self.world.agency_feed + office
        rows["day"], rows["doc"], rows["reference"] = day[keep], self.stays["doc_in"][keep], 0
        for name, value in values.items():
            rows[name.rstrip("_")] = value[keep] if isinstance(value, np.ndarray) else value
        if hidden_by == UNLINKED:
            rows["doc"][self.mistakes.error[keep] == UNLINKED] = NONE
        return rows


def _applications(maker: _Maker) -> list[Array]:
    stays = maker.stays
    rows = []
    for benefit, events in (
        ("extension", ("extension_pending", "extension_approved", "extension_denied", "extension_untimely")),
        ("adjustment", ("adjustment_pending", "adjustment_approved")),
    ):
        values = {"benefit": BENEFITS.index(benefit), "reference": RECEIPT}
        cls = stays["cls"] if benefit == "extension" else NONE
        filed = stays["filed"]
        rows.append(
            maker.rows(
                maker.had(*events), "application", BENEFIT_OFFICE, filed, UNLINKED, filed=filed, cls=cls, **values
            )
        )
        decided = maker.had(*events) & (stays["decided"] != NONE)
        granted = stays["grant_to"] != NONE
        outcome = np.where(maker.had("extension_denied"), OUTCOMES.index("denied"), OUTCOMES.index("approved"))
        valid_from = np.where(granted, stays["until"] + 1, NONE)
        valid = {"from_": valid_from, "to": stays["grant_to"], "outcome": outcome, "decided": stays["decided"]}
        rows.append(
            maker.rows(decided, "decision", BENEFIT_OFFICE, stays["decided"], UNLINKED, cls=cls, **valid, **values)
        )
    return rows


def _programmes(maker: _Maker, span: Span) -> list[Array]:
    stays = maker.stays
    has = stays["prog_to"] != NONE
    day = np.minimum(stays["prog_from"] - 30, stays["arrive"] - 20)
    leader = np.where(stays["leader"] == np.arange(len(stays)), NONE, stays["leader"])
    leader = np.where(maker.world.classes["programme"][stays["cls"]], NONE, leader)
    values: dict[str, Any] = {
        "cls": stays["cls"],
        "from_": stays["prog_from"],
        "reference": PROGRAMME_NUMBER,
        "leader": leader,
    }
    first = maker.rows(
        has, "programme", PROGRAMME_OFFICE, np.maximum(day, span.start - 390), NONE, to=stays["prog_first"], **values
    )
    later = maker.rows(
        has & maker.had("programme_extended"),
        "programme",
        PROGRAMME_OFFICE,
        stays["filed"],
        PROGRAMME,
        to=stays["prog_to"],
        **values,
    )
    return [first, later]


def _protections(maker: _Maker) -> list[Array]:
    stays = maker.stays
    asked = maker.had("asylum_pending")
    filed = stays["filed"]
    claim = {"filed": filed, "benefit": BENEFITS.index("asylum"), "reference": RECEIPT}
    kinds = np.select([maker.had(name) for name in TYPES], range(len(TYPES)), NONE)
    return [
        maker.rows(asked, "application", BENEFIT_OFFICE, filed, PROTECTION, **claim),
        maker.rows(
            kinds >= 0, "protection", BENEFIT_OFFICE, filed, PROTECTION, type=kinds, from_=filed, to=stays["grant_to"]
        ),
    ]


def _other_periods(maker: _Maker) -> list[Array]:
    stays = maker.stays
    given = maker.had("satisfactory_departure", "extension_given")
    benefit = np.where(maker.had("satisfactory_departure"), BENEFITS.index("satisfactory_departure"), NONE)
    period = {"benefit": benefit, "from_": stays["until"] + 1, "to": stays["grant_to"]}
    return [maker.rows(given, "extension", BENEFIT_OFFICE, stays["filed"], EXTENSION, **period)]


def _standings(maker: _Maker, party: Party, world: World, span: Span) -> list[Array]:
    """Residence, citizenship and death."""
    stays = maker.stays
    before = np.full(len(stays), span.start - 60) - stays["person"] % 300
    old = (world.group["standing"][party.group[stays["party"]]] == RESIDENT) & (stays["ordinal"] == 0)
    became = maker.had("residence_given") | (maker.had("adjustment_approved") & (stays["decided"] != NONE))
    since = np.where(maker.had("residence_given"), stays["filed"], stays["decided"])
    citizen = {"outcome": OUTCOMES.index("granted"), "decided": stays["filed"], "from_": stays["filed"]}
    return [
        maker.rows(old, "residence", RESIDENCE_OFFICE, before, RESIDENCE, from_=before - 700),
        maker.rows(became, "residence", RESIDENCE_OFFICE, since, RESIDENCE, from_=since),
        maker.rows(
            maker.had("naturalised"), "citizenship_decision", RESIDENCE_OFFICE, stays["filed"], RESIDENCE, **citizen
        ),
        maker.rows(maker.had("death"), "death", REGISTER, stays["filed"], DEATH, from_=stays["filed"]),
    ]


def _documents(maker: _Maker, party: Party) -> list[Array]:
    """Facts that name the old and the new passport of one person."""
    stays = maker.stays
    uses = np.maximum(stays["doc_in"], stays["doc_out"])
    first = np.ones(len(stays), bool)
    order = np.lexsort((stays["ordinal"], uses > 0, stays["person"]))
    same = (stays["person"][order][1:] == stays["person"][order][:-1]) & (
        (uses[order][1:] > 0) == (uses[order][:-1] > 0)
    )
    first[order[1:][same]] = False
    chosen = (stays["linked"] == 1) & (uses > 0) & first
    new = {"doc": uses, "other": 0, "outcome": OUTCOMES.index("new"), "from_": stays["arrive"] - 20}
    return [maker.rows(chosen, "document", DOCUMENT_OFFICE, stays["arrive"] - 10, NONE, **new)]
