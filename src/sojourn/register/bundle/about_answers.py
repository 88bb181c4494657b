"""The answers of a bundle: every version, what changed it, and the explanation in words as it was known then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sojourn.register.bundle.cells import Table, cell, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead
from sojourn.register.records.headings import heading_of
from sojourn.register.records.person_file import known_by
from sojourn.register.records.proofs import proof_of
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.records.versions import WHY
from sojourn.register.records.why import settles_of
from sojourn.stays.explain_steps import explain
from sojourn.stays.proof_cited import Step

_Row = tuple[object, ...]


def tell_answers(read: CaseRead, draft: Draft) -> None:
    """Tell every version of the answers, and explain those that the case rests on."""
    explained = [row for version in _explained(read) for row in _explanation(read, version)]
    draft.section(
        "answers",
        _("Answers in all their versions"),
        Part(
            text=_(
                "An answer is worked out from the records by rules; it is no decision. A new version is written when "
                "it comes out otherwise, and none is ever changed."
            )
        ),
        *_headline(read),
        shown(_versions_table(read)),
        shown(_periods_table(read)),
        shown(_explained_table(explained)),
    )
    draft.files["answers/answers.json"] = _json(read)
    for version in read.versions:
        draft.prove("answer", version.version_id, _("Answer %(number)s") % {"number": version.version_id})


def is_explained(version: StayVersion) -> bool:
    """Say whether a version has an explanation: one of a stay that is no more, or of no arrival, has none."""
    return not (version.gone or version.orphan) and bool(version.answer["arrival_id"])


def _explained(read: CaseRead) -> list[StayVersion]:
    """Give every version of the case's stay, and the last one of each other stay."""
    others = [each for each in read.current() if each.stay_id != read.case.stay_id]
    return [each for each in (*read.case_versions, *others) if is_explained(each)]


def _headline(read: CaseRead) -> Iterator[Part]:
    for version in read.current():
        told = {"stay": version.stay_id, "heading": heading_of(version)}
        if version.stay_id == read.case.stay_id:
            yield Part(text=_("The stay of this case, %(stay)s, is answered now: %(heading)s.") % told)
            points = tuple(" ".join(filter(None, row)) for row in settles_of(version))
            if points:
                yield Part(text=_("What is missing, and what would settle it:"), points=points)
        else:
            yield Part(text=_("Another stay, %(stay)s, is answered now: %(heading)s.") % told)


def _versions_table(read: CaseRead) -> Table:
    columns = (
        ("answer_id", _("number of the version")),
        ("stay_id", _("the stay")),
        ("of_the_case", _("whether it is the stay of this case")),
        ("known_at", _("the time up to which records counted")),
        ("as_of", _("the day asked about")),
        ("state", _("the state, a code")),
        ("in_words", _("the answer in words")),
        ("certainty", _("confirmed, likely or open")),
        ("arrived_on", _("the day of arrival")),
        ("departed_on", _("the day of departure")),
        ("authorised_until", _("the last authorised day")),
        ("changed_by", _("what made this version")),
        ("changed_by_records", _("the records of the person that made it")),
        ("rests_on", _("the records that it rests on")),
        ("rules", _("the rules that it rests on")),
        ("law_version", _("the version of the law pack")),
        ("engine_version", _("the version of the program that worked it out")),
    )
    rows = [_version_row(read, each) for each in read.versions]
    on_paper = (
        "answer_id",
        "known_at",
        "in_words",
        "certainty",
        "authorised_until",
        "changed_by",
        "changed_by_records",
    )
    says = _("Each version of each answer, the first one first, with what changed it.")
    return make_table("answers", _("Versions"), says, columns, rows, on_paper)


def _version_row(read: CaseRead, version: StayVersion) -> _Row:
    answer, why = version.answer, version.cause.get("why", "")
    return (
        version.version_id,
        version.stay_id,
        version.stay_id == read.case.stay_id,
        version.known_at,
        answer["as_of"],
        answer["state"] if not answer["unknown_code"] else f"{answer['state']} ({answer['unknown_code']})",
        _("The stay is no more.") if version.gone else heading_of(version),
        answer["certainty"],
        answer["arrived_on"],
        answer["departed_on"],
        answer["authorised_until"],
        str(WHY.get(why, why)),
        [name for name in version.cause.get("names") or () if name in read.own],
        version.record_names,
        [reason["rule"] for reason in answer["reasons"] or ()],
        answer["law_version"],
        answer["engine_version"],
    )


def _periods_table(read: CaseRead) -> Table:
    columns = (
        ("answer_id", _("number of the version")),
        ("stay_id", _("the stay")),
        ("valid_from", _("the first day")),
        ("valid_to", _("the last day; empty: no end is on file")),
        ("basis", _("status, authorised_only or removal_barred")),
        ("class", _("the class of admission")),
        ("rule", _("the rule that gives it")),
        ("records", _("the records that it rests on")),
    )
    rows = [
        (
            version.version_id, version.stay_id, row["valid_from"], row["valid_to"], row["basis"], row.get("class"),
            row["rule_id"], row.get("record_ids"),
        )
        for version in read.current()
        for row in version.periods
    ]  # fmt: skip
    says = _("The days on which presence is authorised, as the current answers have them, and on what basis.")
    on_paper = ("answer_id", "valid_from", "valid_to", "basis", "rule", "records")
    return make_table("periods", _("Authorised periods"), says, columns, rows, on_paper)


def _explained_table(rows: Iterable[_Row]) -> Table:
    columns = (
        ("answer_id", _("number of the version that is explained")),
        ("step", _("number of the step")),
        ("part", _("what the step is about: records, links, feeds, law, answer, sure, change")),
        ("sentence", _("the step in words")),
        ("records", _("the records that it rests on")),
        ("rule", _("the rule")),
        ("citation", _("the text of law that the rule rests on")),
    )
    says = _("Why each version says what it says, with what was known then: first the records, then the law.")
    on_paper = ("answer_id", "step", "sentence", "records", "citation")
    return make_table("explanations", _("Explanation in words"), says, columns, rows, on_paper)


def _explanation(read: CaseRead, version: StayVersion) -> Iterator[_Row]:
    told = explain(proof_of(version, known_by(read.file.records, version.known_at)))
    steps: list[tuple[str, Step]] = [
        *(("records", step) for step in told.records),
        *(("links", step) for step in told.links),
        *(("feeds", Step(sentence)) for sentence in told.feeds),
        *(("law", step) for step in told.rules),
        ("answer", Step(told.answer)),
        ("sure", Step(told.sure)),
        *(("change", Step(sentence)) for sentence in told.changes),
    ]
    for number, (part, step) in enumerate(steps, start=1):
        cited = step.cited
        yield (
            version.version_id, number, part, step.sentence, step.records, cited.rule_id if cited else "",
            cited.text if cited else "",
        )  # fmt: skip


def _json(read: CaseRead) -> bytes:
    told = [
        {
            "answer_id": each.version_id,
            "stay_id": each.stay_id,
            "gone": each.gone,
            "answer": each.answer,
            "periods": each.periods,
            "crossings": each.crossings,
            "further": each.further,
            "cause": {**each.cause, "names": [n for n in each.cause.get("names") or () if n in read.own]},
        }
        for each in read.versions
    ]
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False, default=_plain) + "\n").encode()


def _plain(value: Any) -> str:
    return cell(value) if isinstance(value, date | datetime) else str(value)
