"""From the records of a person to what a letter says, in one of its languages. Pure: nothing is read or kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sojourn.errors import RegisterError
from sojourn.law.procedure.blockers.word_lists import PROTECTED_KINDS
from sojourn.law.rule import Law, Rule
from sojourn.register.cases.standing_rows import name_of
from sojourn.register.desk.identity import read_identity
from sojourn.register.letters.contacts import Reach
from sojourn.register.letters.rendering import FactTold, LetterTold, RuleTold, Section, lines_of, plain
from sojourn.register.letters.service_told import ServiceTold
from sojourn.register.letters.texts import ENQUIRY, LANGUAGES, NOTICE, REMINDER, Words, apart, fill, words_of

Row = Mapping[str, Any]
#: The columns of a fact that the annex repeats as they stand, besides its day. An address is not among them.
_SAID = ("outcome", "benefit", "type", "class", "reference", "authority", "statute")
#: The days that a record is told by, the one that matters most first.
_DAYS = ("local_date", "decided_at", "filed_at", "received_at", "notified_at", "valid_from")
#: What the annex tells by its kind and day alone: where letters go, and a protection.
_KIND_ONLY = frozenset({"contact", "protection"})
#: The columns of a fact by which one of the protected kinds is told.
_TOLD_BY = ("type", "benefit", "class", "outcome")


@dataclass(frozen=True)
class Composed:
    """What a letter is made of.

    Attributes:
        language: of the letter; empty: nobody said one, so it is English, with help in every language.
        rows: the person's records that stand; records: the names of those that the letter relies on.
        contact: where it goes; none only in a preview.
        arrived, until: the stay and its last authorised day, where the letter is about them.
        answer_days: days to answer or to challenge; none where no time begins with the letter.
        challenged_by: the rule that gives the time to challenge a decision.
        grounds: the reasons in words; step: the step of the case, in words.
        rules: what the letter cites.
    """

    kind: str
    language: str
    reference: str
    made_on: date
    rows: tuple[Row, ...]
    records: tuple[str, ...]
    contact: Reach | None
    counsel: Reach | None
    service: ServiceTold
    arrived: date | None = None
    until: date | None = None
    answer_days: int | None = None
    challenged_by: Rule | None = None
    grounds: tuple[str, ...] = ()
    step: str = ""
    rules: tuple[Rule, ...] = ()
    preview: bool = False


def compose(composed: Composed) -> LetterTold:
    """Write a letter."""
    words = words_of(composed.language or LANGUAGES[0])
    letter, values = words.letter(composed.kind), _values(composed, words)
    sections = [
        Section(key, told["heading"], _texts(key, told["text"], values, composed, words))
        for key, told in letter["sections"].items()
    ]
    return LetterTold(
        language=words.code,
        reference=composed.reference,
        made_on=words.day(composed.made_on),
        service_name=composed.service.name,
        service_address=composed.service.address,
        to=(values["name"], *(composed.contact.lines if composed.contact else ())),
        title=fill(letter["title"], values, words.direction),
        opening=tuple(fill(each, values, words.direction) for each in letter["opening"]),
        sections=tuple(sections),
        facts=tuple(_facts(composed, words)),
        reasons=composed.grounds,
        rules=tuple(_rule_told(rule, composed.made_on, words) for rule in composed.rules),
        changes=tuple(words.told["changes"].values()),
        copy_to=composed.counsel.lines if composed.counsel else (),
        preview=composed.preview,
    )


def untellable(rows: Iterable[Row]) -> frozenset[str]:
    """Name the records that stand in no letter, whatever it relies on.

    A letter may lie open at an address that the person shares with whoever hurt them. So it leaves out what only a few
    may open, what is of a protected kind (8 U.S.C. 1367 and its like), and what has the reference of such a record.
    """
    known = tuple(rows)
    closed = {name_of(row): row.get("reference") for row in known if row.get("restricted") or _is_protected(row)}
    references = {reference for reference in closed.values() if reference}
    return frozenset({*closed, *(name_of(row) for row in known if row.get("reference") in references)})


def require_content(told: LetterTold, law: Law, day: date) -> None:
    """Refuse a notice that leaves out something that the law's rule on notices has it say.

    Raises:
        RegisterError: ``letter-content``.
    """
    version = law.one("notice").on(day)
    needed = set(version.values["content"]) if version else set()
    missing = sorted(needed - {section.id for section in told.sections if any(map(str.strip, section.text))})
    if missing or version is None:
        named = ", ".join(f"`{each}`" for each in missing) or "the rule itself is not in force"
        raise RegisterError(
            "letter-content",
            f"the notice would not say what the law has it say: {named}. Allowed are notices that say all of it. "
            "Next: add it to the letters' texts, in every language.",
        )


def _texts(
    key: str, told: Iterable[str], values: Mapping[str, str], composed: Composed, words: Words
) -> tuple[str, ...]:
    written = [fill(each, values, words.direction) for each in told]
    if key == "where_to_get_help" and not composed.language:
        written += [apart(composed.service.help[code], words.direction) for code in LANGUAGES[1:]]
    return tuple(written)


def _values(composed: Composed, words: Words) -> dict[str, str]:
    """Give the values that sentences name; a sentence names none that its kind of letter does not have."""
    days = composed.answer_days or 0
    earliest = words.day(composed.made_on + timedelta(days=days))
    values = {
        "name": plain(read_identity(composed.rows).name) or "-",
        "reference": composed.reference,
        "help": composed.service.help[words.code],
        "step": plain(composed.step),
        "days": str(days),
        "earliest": earliest,
        "until": words.day(composed.until) if composed.until else "-",
        "arrived": words.day(composed.arrived) if composed.arrived else "-",
    }
    cited = {"days": str(days), "earliest": earliest, "citation": _citation(composed.challenged_by, composed.made_on)}
    told = words.told["deadlines"]
    values["deadline"] = fill(told["some"], cited, words.direction) if composed.challenged_by and days else told["none"]
    return values


def _facts(composed: Composed, words: Words) -> Iterable[FactTold]:
    left_out = untellable(composed.rows)
    by_name = {name: row for row in composed.rows if (name := name_of(row)) not in left_out}
    for name in composed.records:
        if name in by_name:
            yield fact_told(name, by_name[name], words)
    if composed.until is not None and composed.kind in (REMINDER, ENQUIRY, NOTICE):
        label = words.told["facts"]["stay_ends"]
        yield FactTold((label, words.day(composed.until)), (composed.service.name,), words.day(composed.made_on))


def _is_protected(row: Row) -> bool:
    return any(str(row.get(column) or "").strip().lower() in PROTECTED_KINDS for column in _TOLD_BY)


def fact_told(name: str, row: Row, words: Words) -> FactTold:
    """Say one record in the words of a language: what, where it comes from, when we learned it."""
    kind = str(row.get("kind") if row.get("fact_id") else row.get("direction"))
    told = [words.told["facts"].get(kind, plain(kind))]
    day = next((found for column in _DAYS if (found := _day(row.get(column)))), None)
    if day is not None:
        told.append(words.day(day))
    if row.get("fact_id") and kind not in _KIND_ONLY:
        said = " · ".join(plain(row[column]) for column in _SAID if row.get(column))
        told += lines_of(said)
    else:
        told += lines_of(str(row.get("port") or ""))
    feed = str(row["feed"])
    source = words.told["sources"].get(feed.partition(":")[0], words.told["sources"]["other"])
    return FactTold((*told, plain(name)), (source, plain(feed)), words.day(_day(row["recorded_at"]) or date.min))


def _rule_told(rule: Rule, day: date, words: Words) -> RuleTold:
    version = rule.on(day)
    since = words.labels["in_force"].format(day=words.day(version.valid_from)) if version else ""
    return RuleTold(rule.text.title, _citation(rule, day), since)


def _citation(rule: Rule | None, day: date) -> str:
    if rule is None:
        return ""
    version = rule.on(day)
    return (version.citation if version else None) or rule.text.citation


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
