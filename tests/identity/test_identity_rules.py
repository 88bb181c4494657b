"""Each rule of identity in a small scenario. All scenarios are worked out in one run, told apart by their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sojourn.engine import Engine
from sojourn.identity import BASES, PERSON_SCHEMES, REVIEW_KINDS, RULES_VERSION
from sojourn.identity.birth_dates import MOST_BIRTH_DATES
from tests.identity.identity_lines import Row, day_of, fact, moment, movement, passport, people_of, persons, rows_of

Pair = tuple[str, str, str]


@dataclass(frozen=True)
class Scenario:
    """Records; which of them are one person (``ab c``: a and b are, c is another); and the pairs in review."""

    rows: list[Row]
    people: str
    doubts: set[Pair] = field(default_factory=set)


SCENARIOS: dict[str, Scenario] = {
    "the same passport, written differently, is one person": Scenario(
        [movement("a", **passport("x12-3")), movement("b", **passport(" X 123", issuer="uto"))], "ab"
    ),
    "a document without a type is a passport": Scenario(
        [movement("a", **passport("X1")), movement("b", **passport("X1") | {"document_type": None})], "ab"
    ),
    "the same number of another issuer is another person": Scenario(
        [movement("a", **passport("X1")), movement("b", **passport("X1", issuer="XXA"))], "a b"
    ),
    "no number, a blank one and zeros are no document": Scenario(
        [
            movement(name, **passport(number))
            for name, number in zip("abcde", [None, "", "  ", "0", "000"], strict=True)
        ],
        "a b c d e",
    ),
    "day and month swapped is a slip": Scenario(
        [movement("a", **passport("X1", "1980-05-07")), movement("b", **passport("X1", "1980-07-05"))], "ab"
    ),
    "one digit different is a slip": Scenario(
        [movement("a", **passport("X1", "1980-05-07")), movement("b", **passport("X1", "1986-05-07"))], "ab"
    ),
    "slips of slips hold together": Scenario(
        [
            movement("a", **passport("X1", "1980-05-07")),
            movement("b", **passport("X1", "1980-05-17")),
            movement("c", **passport("X1", "1980-06-17")),
        ],
        "abc",
    ),
    "two digits different is another person, to review": Scenario(
        [movement("a", **passport("X1", "1980-05-07")), movement("b", 1, **passport("X1", "1991-05-07"))],
        "a b",
        {("other_birth_date", "a", "b")},
    ),
    "a partial date joins the one class that it fits": Scenario(
        [
            movement("a", **passport("X1", "1980-05-07")),
            movement("b", 1, **passport("X1", "1991-05-07")),
            movement("c", 2, **passport("X1", "1980")),
        ],
        "ac b",
        {("other_birth_date", "a", "b")},
    ),
    "a partial date that fits two classes is unsure": Scenario(
        [
            movement("a", **passport("X1", "1980-05-17")),
            movement("b", 1, **passport("X1", "1980-12-31")),
            movement("c", 2, **passport("X1", "1980")),
        ],
        "a b c",
        {("other_birth_date", "a", "b"), ("unclear_birth_date", "a", "c"), ("unclear_birth_date", "b", "c")},
    ),
    "no birth date joins when there is one class": Scenario(
        [
            movement("a", **passport("X1", None)),
            movement("b", **passport("X1")),
            movement("c", **passport("X1", "1980")),
        ],
        "abc",
    ),
    "years of birth differ too much to be a slip": Scenario(
        [movement("a", **passport("X1", "1980")), movement("b", 1, **passport("X1", "1981"))],
        "a b",
        {("other_birth_date", "a", "b")},
    ),
    "a shared reference joins two passports": Scenario(
        [
            movement("a", references=["a-number:77"], **passport("X1")),
            movement("b", references=["A-Number: 7-7"], **passport("Y1")),
        ],
        "ab",
    ),
    "a reference that names no person joins nobody": Scenario(
        [
            movement("a", references=["booking:77", "file:0"], **passport("X1")),
            movement("b", references=["booking:77", "file:0"], **passport("Y1")),
        ],
        "a b",
    ),
    "a shared reference with another birth date is a question": Scenario(
        [
            movement("a", references=["file:7"], **passport("X1", "1980-05-07")),
            movement("b", 1, references=["file:7"], **passport("Y1", "1991-12-31")),
        ],
        "a b",
        {("other_birth_date", "a", "b")},
    ),
    "records without a document join by their reference": Scenario(
        [
            movement("a", references=["i94:5"], birth_date="1980"),
            movement("b", references=["i94:5"], birth_date="1980"),
        ],
        "ab",
    ),
    "an admission number is the same as document and as reference": Scenario(
        [
            movement("a", references=["i94:5"]),
            movement("b", **passport("5", None, None) | {"document_type": "I94"}),
        ],
        "ab",
    ),
    "a new passport joins the old one": Scenario(
        [
            movement("a", **passport("X1")),
            movement("b", 9, **passport("Y1")),
            fact("n", 5, "document", other_document_number="X1", **passport("Y1")),
        ],
        "abn",
    ),
    "a new passport of another issuer joins the old one": Scenario(
        [
            movement("a", **passport("X1", issuer="XXA")),
            movement("b", 9, **passport("Y1")),
            fact("n", 5, "document", other_document_number="X1", other_document_issuer="XXA", **passport("Y1")),
        ],
        "abn",
    ),
    "a new passport with another birth date is a question": Scenario(
        [
            movement("a", **passport("X1", "1991-12-31")),
            fact("n", 5, "document", other_document_number="X1", **passport("Y1", "1980-05-07")),
        ],
        "a n",
        {("other_birth_date", "a", "n")},
    ),
    "a lost passport joins until the day of its loss": Scenario(
        [
            movement("a", 1, **passport("X1")),
            movement("b", 5, **passport("X1")),
            movement("c", 6, **passport("X1")),
            movement("d", 7, **passport("X1")),
            fact("l", 8, "document", outcome="stolen", valid_from=day_of(5), **passport("X1")),
        ],
        "abl c d",
        {("lost_document", "c", "l"), ("lost_document", "d", "l")},
    ),
    "the day of a loss is that of the decision, or of recording": Scenario(
        [
            movement("a", 4, **passport("X1")),
            movement("b", 4, **passport("Y1")),
            fact("k", 8, "document", outcome="revoked", decided_at=moment(3), **passport("X1")),
            fact("l", 3, "document", outcome="lost", **passport("Y1")),
        ],
        "a b k l",
        {("lost_document", "a", "k"), ("lost_document", "b", "l")},
    ),
    "a lost passport is replaced by a new one": Scenario(
        [
            movement("a", 1, **passport("X1")),
            movement("b", 9, **passport("Y1")),
            fact("l", 2, "document", outcome="lost", **passport("X1")),
            fact("n", 5, "document", outcome="new", other_document_number="X1", **passport("Y1")),
        ],
        "abln",
    ),
    "a lost passport does not undo a reference": Scenario(
        [
            movement("a", 1, references=["file:7"], **passport("X1")),
            movement("b", 9, references=["file:7"], **passport("X1")),
            fact("l", 2, "document", outcome="lost", **passport("X1")),
        ],
        "abl",
        {("lost_document", "b", "l")},
    ),
    "a conviction joins by the document, never by the name": Scenario(
        [
            movement("a", surname="Invented", given_names="Person", **passport("X1")),
            fact("c", 2, "conviction", surname="Invented", given_names="Person", **passport("X1")),
            fact("d", 2, "conviction", surname="Invented", given_names="Person", birth_date="1980-05-17"),
        ],
        "ac d",
    ),
    "a dependant does not join the principal": Scenario(
        [
            fact("a", references=["sevis:N1"], birth_date="1980-05-17"),
            fact("b", principal_reference="sevis:N1", birth_date="2010-05-17"),
        ],
        "a b",
    ),
    "twenty passports in a row are one person": Scenario(
        [
            fact(chr(97 + n), n, "document", other_document_number=f"X{n + 10}", **passport(f"X{n + 11}"))
            for n in range(20)
        ],
        "abcdefghijklmnopqrst",
    ),
    "a number used by everybody names nobody": Scenario(
        [movement(chr(97 + n), n, **passport("UNKNOWN", f"{1950 + n}")) for n in range(21)],
        " ".join(chr(97 + n) for n in range(21)),
        {("crowded_key", "a", chr(97 + n)) for n in range(1, 21)},
    ),
}


def _apart(number: int, row: Row) -> Row:
    """Tell the records, documents and references of a scenario from those of the others."""
    mark = f"S{number}"
    documents = ("document_number", "other_document_number")
    marked = {name: row[name] + mark for name in documents if (row.get(name) or "").strip(" 0")}
    listed = {"references": [text + mark for text in row["references"]]} if "references" in row else {}
    kept = [text for text in row.get("references", []) if text == "file:0"]
    return row | marked | listed | ({"references": kept} if kept else {}) | {"name": f"{row['name']}.{mark}"}


@pytest.fixture(scope="module")
def found(duckdb_engine: Engine) -> dict[str, Any]:
    """What identity says about all scenarios."""
    rows = [_apart(number, row) for number, one in enumerate(SCENARIOS.values()) for row in one.rows]
    people = people_of(duckdb_engine, rows)
    tables = {
        name: rows_of(duckdb_engine, getattr(people, name)) for name in ("members", "links", "review", "in_review")
    }
    return {**tables, "rows": rows}


def _short(name: str) -> str:
    return name.split("/")[1].split(".")[0]


@pytest.mark.parametrize("title", SCENARIOS)
def test_who_is_one_person(found: dict[str, Any], title: str) -> None:
    mark = f".S{list(SCENARIOS).index(title)}"
    groups: dict[str, str] = {}
    for row in sorted(found["members"], key=lambda row: row["record_id"].split("/")[1]):
        mine = _short(row["record_id"]) if row["record_id"].endswith(mark) else ""
        groups[row["person_id"]] = groups.get(row["person_id"], "") + mine
    assert " ".join(sorted(filter(None, groups.values()))) == " ".join(sorted(SCENARIOS[title].people.split()))


@pytest.mark.parametrize("title", SCENARIOS)
def test_what_goes_to_review(found: dict[str, Any], title: str) -> None:
    mark = f".S{list(SCENARIOS).index(title)}"
    mine = [row for row in found["review"] if row["record_ids"][0].endswith(mark)]
    assert {(row["kind"], *sorted(map(_short, row["record_ids"]))) for row in mine} == SCENARIOS[title].doubts


def test_every_pair_in_review_puts_both_persons_in_review(found: dict[str, Any]) -> None:
    person = {row["record_id"]: row["person_id"] for row in found["members"]}
    asked = {person[name] for row in found["review"] for name in row["record_ids"]}
    assert {row["person_id"] for row in found["in_review"]} == asked


def test_links_and_reviews_hold_no_personal_value(found: dict[str, Any]) -> None:
    said = " ".join(str(row[name]) for row in found["links"] for name in ("features", "by", "version"))
    said += " ".join(row[name] for row in found["review"] for name in ("why", "suggested", "kind"))
    values = {row[name] for row in found["rows"] for name in ("document_number", "birth_date") if row.get(name)}
    assert [value for value in values if value.strip(" 0") and value in said] == []


def test_bases_and_kinds_are_closed_lists(found: dict[str, Any]) -> None:
    assert {row["basis"] for row in found["members"]} <= set(BASES)
    by_others = {"model_pair", "reviewer_unsure", "decisions_conflict"}
    assert {row["kind"] for row in found["review"]} == set(REVIEW_KINDS) - by_others


def test_the_docs_name_every_basis_kind_and_scheme(repo: Path) -> None:
    page = (repo / "docs" / "identity.md").read_text(encoding="utf-8")
    named = [*BASES, *REVIEW_KINDS, *PERSON_SCHEMES, RULES_VERSION]
    assert [word for word in named if f"`{word}`" not in page] == []
    assert f"more than {MOST_BIRTH_DATES} different birth dates" in page


def test_every_scheme_of_the_list_joins(duckdb_engine: Engine) -> None:
    rows = [movement(f"{scheme}{n}", references=[f"{scheme}:5"]) for scheme in PERSON_SCHEMES for n in "ab"]
    by_record = persons(duckdb_engine, rows)
    assert [scheme for scheme in PERSON_SCHEMES if by_record[f"{scheme}a"] != by_record[f"{scheme}b"]] == []
    assert len(set(by_record.values())) == len(PERSON_SCHEMES)


def test_a_person_is_named_after_the_line_recorded_first(duckdb_engine: Engine) -> None:
    rows = [movement("b", 3, **passport("X1")), movement("a", 4, **passport("X1"))]
    later = movement("0", 9, **passport("X1"))
    earlier = movement("z", 1, **passport("X1"))
    first = persons(duckdb_engine, rows)
    assert persons(duckdb_engine, [*rows, later])["b"] == first["b"]
    assert persons(duckdb_engine, [*rows, earlier])["b"] == persons(duckdb_engine, [earlier])["z"] != first["b"]


def test_a_correction_does_not_rename_a_person(duckdb_engine: Engine) -> None:
    rows = [movement("a", 3, **passport("X1")), movement("b", 4, **passport("X1"))]
    first = {"line": rows[0]["name"], "line_recorded_at": rows[0]["recorded_at"]}
    corrected = movement("c", 8, **passport("X1"), **first)
    assert set(persons(duckdb_engine, [corrected, rows[1]]).values()) == set(persons(duckdb_engine, rows).values())


def test_people_are_added_to_the_rows_that_were_given(duckdb_engine: Engine) -> None:
    people = people_of(duckdb_engine, [movement("a", 3, **passport("X1")), fact("f", 4, **passport("X1"))])
    members = rows_of(duckdb_engine, people.members)
    added = rows_of(duckdb_engine, people.movements) + rows_of(duckdb_engine, people.facts)
    assert [(row["name"], row["person_id"]) for row in added] == [
        (row["record_id"], row["person_id"]) for row in sorted(members, key=lambda row: row["record_id"], reverse=True)
    ]
