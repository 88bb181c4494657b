"""The page of a stay, laid out for its template."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.register.components import words
from sojourn.register.components.days import instant, long_day
from sojourn.register.components.stay_strip import Strip
from sojourn.register.records.actions import StayOpened
from sojourn.register.records.fact_words import short_words
from sojourn.register.records.headings import heading_of, sub_of
from sojourn.register.records.identity import identity_of
from sojourn.register.records.link_shown import LinkShown, show_links
from sojourn.register.records.person_page import Bar, bar_of, days_of, strip_of
from sojourn.register.records.proofs import proof_of
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.records.versions import VersionTold, tell_versions
from sojourn.register.records.why import (
    FurtherShown,
    Link,
    StepShown,
    record_links,
    settles_of,
    show_further,
    show_record,
    steps_of,
)
from sojourn.stays.explain_steps import Explanation, explain
from sojourn.stays.record_sentence import record_step

Row = dict[str, object]

#: What each basis is; three different legal things, never derived from each other.
BASES: dict[str, tuple[Promise, Promise]] = {
    "status": (
        gettext_lazy("A status held"),
        gettext_lazy("The person held a status on these days. It authorises presence by itself."),
    ),
    "authorised_only": (
        gettext_lazy("Lawful to stay, without a status"),
        gettext_lazy("An application, an appeal or a departure period kept it lawful to stay. That is no status."),
    ),
    "removal_barred": (
        gettext_lazy("Removal forbidden"),
        gettext_lazy("A protection forbids removal. That is neither a status nor a permission to stay."),
    ),
}


@dataclass(frozen=True)
class BasisShown:
    """The authorised periods of one basis."""

    title: str
    meaning: str
    rows: list[Row]


@dataclass(frozen=True)
class StayPage:
    """Everything that the template of a stay shows."""

    stay_id: str
    person_id: str
    bar: Bar
    shown: StayVersion
    days: str
    heading: str
    sub: str
    strip: Strip | None
    steps: list[StepShown]
    sure: str
    changes: tuple[str, ...]
    questions: list[tuple[str, str]]
    bases: list[BasisShown]
    crossings: list[Row]
    counted: list[Row]
    further: list[FurtherShown]
    records: list[Row]
    links: list[LinkShown]
    versions: list[VersionTold]
    law: str
    law_changed: bool
    is_current: bool
    missing: int


def lay_out(opened: StayOpened, shown: StayVersion, *, compared: bool) -> StayPage:
    """Lay out the page of one version of a stay; ``compared`` shows how linked records were compared."""
    file, answer = opened.file, shown.answer
    proof = None if shown.orphan or shown.gone or not answer["arrival_id"] else proof_of(shown, file.records)
    told = explain(proof) if proof else None
    return StayPage(
        stay_id=shown.stay_id,
        person_id=file.person_id,
        bar=bar_of(file.person_id, identity_of(file.records.values()), erased=file.erased),
        shown=shown,
        days=days_of(shown) if not shown.gone else "",
        heading=heading_of(shown),
        sub=sub_of(shown),
        strip=strip_of([shown], answer["as_of"]),
        steps=steps_of(told, opened.held, file.names) if told else _orphan_steps(opened, shown),
        sure=told.sure if told else "",
        changes=told.changes if told else (),
        questions=settles_of(shown),
        bases=_bases(told, file.names) if told else [],
        crossings=[_crossing(row, file.names) for row in shown.crossings],
        counted=[row for days in shown.further.get("days", []) for row in _counted(days)],
        further=[show_further(each, file.names) for each in told.further] if told else [],
        records=_records(opened, shown),
        links=show_links(opened.links, file.records, compared=compared),
        versions=tell_versions(opened.versions, opened.current_id, file.names),
        law=_law(shown),
        law_changed=bool(proof and proof.law_changed),
        is_current=opened.asked is None and shown.version_id == opened.current_id,
        missing=len([name for name in shown.record_names if name in file.names and name not in file.records]),
    )


def _orphan_steps(opened: StayOpened, shown: StayVersion) -> list[StepShown]:
    records = [opened.file.records[name] for name in shown.record_names if name in opened.file.records]
    return [show_record(record_step(record), opened.held) for record in records]


def _bases(told: Explanation, own: list[str]) -> list[BasisShown]:
    found = []
    for basis, (title, meaning) in BASES.items():
        rows: list[Row] = [
            {
                "term": _period_days(period.valid_from, period.valid_to),
                "value": _("class %(class)s") % {"class": period.class_} if period.class_ else "",
                "rule": _("Rule %(rule)s") % {"rule": period.rule_id},
                "links": record_links(period.records, own, named=True),
            }
            for period in told.periods
            if period.basis == basis
        ]
        if rows:
            found.append(BasisShown(str(title), str(meaning), rows))
    return found


def _period_days(first: object, last: object) -> str:
    if last is None:
        return _("From %(first)s, with no end on file") % {"first": long_day(first)}
    return _("%(first)s to %(last)s") % {"first": long_day(first), "last": long_day(last)}


def _crossing(row: dict[str, object], own: list[str]) -> Row:
    names = row["record_ids"]
    return {
        "direction": _("Arrival") if row["direction"] == "arrival" else _("Departure"),
        "day": instant(row["occurred_at"]) if row["occurred_at"] else long_day(row["local_date"]),
        "port": row["port"] or "",
        "strength": str(words.DEPARTURE_BASES.get(str(row["strength"]), row["strength"]))
        if row["direction"] == "departure"
        else _KNOWN_BY.get(str(row["strength"]), str(row["strength"])),
        "links": record_links(names if isinstance(names, list) else [], own, named=True),
    }


_KNOWN_BY: dict[str, object] = {
    "inspection": gettext_lazy("An officer at the border saw the person"),
    "manifest": gettext_lazy("A carrier's list names the person"),
    "neighbour": gettext_lazy("The other country recorded the crossing"),
    "consular": gettext_lazy("A consulate saw the person abroad"),
    "stamp": gettext_lazy("A stamp in a passport"),
    "attested": gettext_lazy("An officer examined and accepted the person's documents"),
}


def _counted(days: dict[str, object]) -> list[Row]:
    """Tell the days counted in a window, each only where the law counts so."""
    least, most = days["days_used_min"], days["days_used_max"]
    used = str(least) if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}
    rows: list[Row] = [
        {
            "term": _("Days used"),
            "value": used,
            "note": _("in the window from %(first)s to %(last)s")
            % {"first": long_day(days["window_from"]), "last": long_day(days["on_day"])},
        }
    ]
    more = {
        "days_left": _("Days left"),
        "may_stay_until": _("The days on file suffice until"),
        "first_day_over": _("First day beyond the days allowed"),
        "erase_on": _("The record is to be erased on"),
    }
    rows += [{"term": term, "value": days[name]} for name, term in more.items() if days[name] is not None]
    if days["presumed"]:
        rows.append(
            {"term": _("Presumed"), "value": _("The law presumes this where no stamp or record shows otherwise.")}
        )
    return rows


def _records(opened: StayOpened, shown: StayVersion) -> list[Row]:
    rows: list[Row] = []
    for name in shown.record_names:
        record, held = opened.file.records.get(name), opened.held.get(name)
        said = short_words(record) if record else _("Not on file any more: its values are erased.")
        links: list[Link] = [
            {"url": reverse("record", args=[name]), "text": _("open record")},
            {"url": reverse("raw", args=[name]), "text": _("as received")},
        ]
        if name not in opened.file.names:
            said, links = _("A record of another person, which is not shown here."), []
        by = held.basis_words if held and links else ""
        rows.append({"name": name, "said": said, "learned": record and record.recorded_at, "held": by, "links": links})
    return rows


def _law(shown: StayVersion) -> str:
    answer = shown.answer
    if not answer["law"]:
        return ""
    told = {"law": answer["law"], "version": answer["law_version"], "engine": answer["engine_version"]}
    return _("Law %(law)s %(version)s, engine %(engine)s.") % told
