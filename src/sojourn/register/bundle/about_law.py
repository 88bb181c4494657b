"""The law of a bundle: each rule as it stood on the day and was known then, the lifecycle of the case, its clocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from sojourn.errors import LawError
from sojourn.law.rule import Rule, RuleText, Version, thaw
from sojourn.law.show import values_in_words
from sojourn.register.bundle.cells import Table, cell, make_table
from sojourn.register.bundle.draft import Draft, Part, pairs, shown
from sojourn.register.bundle.reading import CaseRead


@dataclass(frozen=True)
class Used:
    """A rule as something in the case used it: which rule, on which day, as known when, and what used it."""

    rule_id: str
    day: date
    known_at: datetime
    by: str


def tell_law(read: CaseRead, draft: Draft) -> None:
    """Tell the rules with their texts and histories, the lifecycle, and the clocks."""
    used = list(list_used(read))
    texts = [text for text in read.pack.rules if text.id in {each.rule_id for each in used}]
    lifecycle = read.lifecycle
    draft.section(
        "law",
        _("The law as on the day"),
        Part(
            text=_(
                "Each rule stands here in the version that held on the day, as it was known when it was used. A rule "
                "that was learned of, halted or vacated later did not count then. The law pack is data with citations; "
                "it is no text of law, and each rule says when it was last checked against one."
            )
        ),
        pairs(
            (_("Law pack"), f"{read.pack.code}, {read.pack.title}"),
            (_("Its version when this was made"), read.law.version),
            (_("Lifecycle"), f"{lifecycle.id}, {lifecycle.title}"),
            (_("Its version"), lifecycle.version),
            (_("In force from"), lifecycle.valid_from),
            (_("As known on"), read.case.law_known_at),
            (_("Its citation"), lifecycle.citation),
            (_("Its source"), lifecycle.source),
        ),
        *[_rule_part(text) for text in texts],
        shown(_rules_table(read, used)),
        shown(_history_table(read, texts)),
        shown(_steps_table(read)),
        shown(_clocks_table(read)),
    )
    draft.files["law/rules.json"] = _json([_rule_json(text, read) for text in texts])


def list_used(read: CaseRead) -> Iterator[Used]:
    """List the rules that the answers, the steps, the clocks and the letters of the case rest on."""
    for version in read.versions:
        day = version.answer["arrived_on"] or version.answer["departed_on"] or version.answer["as_of"]
        named = {reason["rule"] for reason in version.answer["reasons"] or ()}
        named |= {row["rule_id"] for row in version.periods}
        for rule in sorted(named):
            yield Used(rule, day, version.known_at, _("answer %(number)s") % {"number": version.version_id})
    steps = {step.id: step for step in read.lifecycle.steps}
    for event in read.events:
        if event.kind == "step" and event.step in steps:
            for rule in steps[event.step].rules:
                yield Used(rule, event.at.date(), event.at, _("step %(step)s") % {"step": event.step})
    for clock in read.clocks:
        day = (clock.starts_at or read.case.opened_at).date()
        yield Used(clock.rule_id, day, read.known_at, _("clock %(clock)s") % {"clock": clock.clock})
    for letter in read.case.letters.filter(made_at__lte=read.known_at).exclude(rule_id="").order_by("reference"):
        told = _("letter %(reference)s") % {"reference": letter.reference}
        yield Used(letter.rule_id, letter.made_at.date(), letter.made_at, told)


def _held(read: CaseRead, used: Used) -> tuple[Rule, Version | None] | None:
    """Give a rule as known then with the version that held; none where the pack knows no such rule."""
    try:
        rule = read.pack.as_known_at(used.known_at).get(used.rule_id)
    except LawError:
        return None
    return rule, rule.on(used.day)


def _rule_part(text: RuleText) -> Part:
    told = pairs(
        (_("Rule"), f"{text.id}: {text.title}"),
        (_("Says"), text.sentence),
        (_("Citation"), text.citation),
        (_("Source"), text.source),
        (_("Checked on"), _("%(day)s, %(who)s") % {"day": text.checked_on, "who": text.checked_by}),
        (_("To be checked again by"), text.check_by),
        (_("Note"), text.note),
    )
    return Part(heading=text.id, pairs=told.pairs)


def _rules_table(read: CaseRead, used: list[Used]) -> Table:
    columns = (
        ("rule", _("the rule")),
        ("title", _("its title")),
        ("used_by", _("what rests on it")),
        ("on_day", _("the day for which it was asked")),
        ("known_at", _("the time as of which it was known")),
        ("version", _("the version that held; empty: none was in force, as far as was known")),
        ("status", _("its status as then known")),
        ("valid_from", _("the first day of that version")),
        ("valid_to", _("the last day of that version; empty: until further notice")),
        ("values", _("what it sets")),
        ("citation", _("the text of law that it rests on")),
        ("checked_on", _("when it was last checked against the text of law")),
        ("check_by", _("by when it is to be checked again")),
        ("stale", _("whether that check was due already")),
    )
    rows = [row for each in used if (row := _used_row(read, each)) is not None]
    says = _("Each rule for each thing that rests on it, as on the day and as known then.")
    on_paper = ("rule", "used_by", "on_day", "version", "status", "citation", "checked_on")
    return make_table("rules", _("Rules in force"), says, columns, dict.fromkeys(rows), on_paper)


def _used_row(read: CaseRead, used: Used) -> tuple[object, ...] | None:
    found = _held(read, used)
    if found is None:
        return None
    rule, version = found
    known = {entry.version: entry.status for entry in rule.text.entries_known_on(used.known_at.astimezone(UTC).date())}
    return (
        rule.id,
        rule.text.title,
        used.by,
        used.day,
        used.known_at,
        version.label or version.valid_from if version else "",
        known.get(version.label, "in_force") if version else _("none in force"),
        version.valid_from if version else None,
        version.valid_to if version else None,
        "; ".join(values_in_words(version.values)) if version else "",
        (version.citation if version else None) or rule.text.citation,
        rule.text.checked_on,
        rule.check_by,
        rule.check_by < used.known_at.date(),
    )


def _history_table(read: CaseRead, texts: list[RuleText]) -> Table:
    columns = (
        ("rule", _("the rule")),
        ("version", _("the version")),
        ("status", _("proposed, in_force, suspended, vacated or superseded")),
        ("valid_from", _("the first day")),
        ("valid_to", _("the last day")),
        ("learned_on", _("when the register learned of it")),
        ("values", _("what it sets")),
        ("citation", _("the text of law")),
    )
    rows = [
        (
            text.id, entry.version, entry.status, entry.valid_from, entry.valid_to, entry.learned_on,
            "; ".join(values_in_words(entry.values)), entry.citation or text.citation,
        )
        for text in texts
        for entry in text.history
        if datetime.combine(entry.learned_on, time(), UTC) <= read.known_at
    ]  # fmt: skip
    says = _("Everything that was learned about these rules until this was made.")
    on_paper = ("rule", "version", "status", "valid_from", "valid_to", "learned_on", "values")
    return make_table("rule_history", _("History of the rules"), says, columns, rows, on_paper)


def _steps_table(read: CaseRead) -> Table:
    columns = (
        ("step", _("the step")),
        ("title", _("its title")),
        ("leaves", _("the states that it leaves from")),
        ("reaches", _("the state that it leads to")),
        ("by", _("who decides")),
        ("adverse", _("whether it goes against the person")),
        ("second_person", _("whether another officer approves")),
        ("blockers", _("what is looked at before it")),
        ("requires", _("what it requires")),
        ("waits_for", _("clocks that must have run out")),
        ("citation", _("the text of law")),
        ("taken_on", _("when it was taken in this case")),
    )
    taken: dict[str, list[datetime]] = {}
    for event in read.events:
        if event.kind == "step":
            taken.setdefault(event.step, []).append(event.at)
    rows = [
        (
            step.id, step.title, step.leaves, step.reaches, step.by, step.adverse, step.second_person, step.blockers,
            step.requires, step.waits_for, step.citation, taken.get(step.id, ()),
        )
        for step in read.lifecycle.steps
    ]  # fmt: skip
    says = _("The steps of the lifecycle by which this case is led, as the law stood when it began.")
    on_paper = ("step", "reaches", "by", "adverse", "second_person", "citation", "taken_on")
    return make_table("lifecycle_steps", _("Lifecycle"), says, columns, rows, on_paper)


def _clocks_table(read: CaseRead) -> Table:
    columns = (
        ("clock", _("the clock")),
        ("title", _("its title")),
        ("rule", _("the rule by which it is counted")),
        ("rule_version", _("the version of the rule")),
        ("citation", _("the text of law")),
        ("start_record", _("what started it")),
        ("starts_at", _("when that happened")),
        ("ends_at", _("the first instant after it")),
        ("last_day", _("the last day on which it may be kept")),
        ("zone", _("the zone in which it ends")),
        ("calendar", _("the holidays that count")),
        ("pauses", _("times that do not count")),
        ("liberty", _("whether it is a clock of custody")),
        ("theirs", _("whether it is the person's own time to act")),
        ("met_at", _("when it was kept")),
        ("met_by", _("what kept it")),
        ("excepted", _("a legal exception, and who made it")),
    )
    rows = [
        (
            each.clock, each.title, each.rule_id, each.rule_version, each.citation, each.start_record, each.starts_at,
            each.ends_at, each.last_day, each.zone, each.calendar,
            [f"{p.why} {cell(p.starts_at)} – {cell(p.ends_at)}" for p in each.pauses], each.liberty, each.theirs,
            each.met_at, each.met_by, each.excepted,
        )
        for each in read.clocks
    ]  # fmt: skip
    says = _("Every period that the law sets in this case, as counted when this was made.")
    on_paper = ("clock", "rule", "starts_at", "ends_at", "theirs", "met_at", "citation")
    return make_table("clocks", _("Clocks"), says, columns, rows, on_paper)


def _rule_json(text: RuleText, read: CaseRead) -> dict[str, object]:
    return {
        "id": text.id,
        "title": text.title,
        "role": text.role,
        "citation": text.citation,
        "source": text.source,
        "checked_on": text.checked_on,
        "checked_by": text.checked_by,
        "check_by": text.check_by,
        "sentence": text.sentence,
        "sentences": dict(text.sentences),
        "note": text.note,
        "history": [
            {
                "version": entry.version,
                "status": entry.status,
                "valid_from": entry.valid_from,
                "valid_to": entry.valid_to,
                "learned_on": entry.learned_on,
                "values": thaw(entry.values),
                "citation": entry.citation,
            }
            for entry in text.history
            if datetime.combine(entry.learned_on, time(), UTC) <= read.known_at
        ],
    }


def _json(told: object) -> bytes:
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False, default=cell) + "\n").encode()
