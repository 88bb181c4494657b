"""What feeds in quarantine do to answers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from stays_folders import rows_of, run_folder, write_evidence
from stays_records import Book, Row, arrival, departure

from sojourn.engine import Engine
from sojourn.errors import RunError
from sojourn.stays.explain import explain_lines, explain_text
from sojourn.stays.proof import ProofReader

FIRST = date(2026, 1, 5)
DAYS = 40
ASKED = "2026-12-01"


def day(number: int) -> str:
    """Give a day by its number, from 0."""
    return (FIRST + timedelta(days=number)).isoformat()


def traffic(book: Book, feed: str, marked: int, silent: tuple[int, ...] = ()) -> None:
    """Add people who left with a carrier, five a day; one in ``marked`` (0: none) is reported not on board."""
    for number in range(5 * DAYS):
        on = number // 5
        left = [] if on in silent else [departure(day(on) + "T10:00", feed=feed, boarded=True, transport="XX1")]
        if left and marked and number % marked == 0:
            left[0]["boarded"] = False
        book.person(arrival("2025-12-20", until="2026-06-01"), *left)


def world() -> Book:
    """Two carriers in order, and one that reports a fifth of its passengers not on board throughout."""
    book = Book()
    for feed, marked in (("carrier:AA", 0), ("carrier:BB", 0), ("carrier:XX", 5)):
        traffic(book, feed, marked)
    return book


def run(engine: Engine, folder: Path, book: Book, *decisions: Row, **given: Any) -> dict[str, Row]:
    """Reconcile a book; give the answers by person."""
    evidence = write_evidence(folder / "evidence", book.movements, book.facts)
    if decisions:
        (evidence / "feed_overrides.yaml").write_text(yaml.safe_dump(list(decisions)), encoding="utf-8")
    run_folder(engine, evidence, folder / "out", ASKED, **given)
    return {book.owners[row["arrival_id"]]: row for row in rows_of(folder / "out", "answers")}


def decided(status: str, feed: str = "carrier:XX") -> Row:
    """Give a decision about all days of a feed."""
    return {
        "feed": feed,
        "from": FIRST,
        "to": FIRST + timedelta(days=DAYS),
        "status": status,
        "decided_by": "officer 17",
        "confirmed_by": "officer 23",
        "reason": "the lists were checked against the boarding passes",
        "decided_at": "2026-03-01T09:00:00Z",
    }


def yaml_time(entry: Row) -> Row:
    """Give the decision with its time as YAML reads it."""
    from datetime import datetime

    return entry | {"decided_at": datetime.fromisoformat(entry["decided_at"].replace("Z", "+00:00"))}


def marked_of(book: Book) -> list[str]:
    """List the persons whom the bad carrier reported not on board."""
    return [book.owners[f"{row['feed']}/{row['movement_id']}"] for row in book.movements if row["boarded"] is False]


@pytest.fixture(scope="module")
def bad_run(duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book, dict[str, Row]]:
    """Run the world with the bad carrier once."""
    folder, book = tmp_path_factory.mktemp("feeds"), world()
    return folder, book, run(duckdb_engine, folder, book)


def test_people_whom_a_bad_carrier_left_behind_are_not_asked_about(
    bad_run: tuple[Path, Book, dict[str, Row]],
) -> None:
    _, book, answers = bad_run
    found = [answers[person] for person in marked_of(book)]
    assert {(row["state"], row["unknown_code"], row["certainty"]) for row in found} == {
        ("unknown", "feed_quarantined", "open")
    }
    assert {tuple(row["questions"]) for row in found} == {("feed_records", "departure_record")}


def test_the_answer_names_the_feed_s_record_and_no_officer(bad_run: tuple[Path, Book, dict[str, Row]]) -> None:
    folder, book, answers = bad_run
    answer = answers[marked_of(book)[0]]
    assert answer["reasons"][-1]["rule"] == "us.waiting_time"
    assert answer["reasons"][-1]["records"][0].startswith("carrier:XX/")
    proof = ProofReader(folder / "out").get(answer["stay_id"])
    (said,) = [line for line in explain_lines(proof) if line.startswith("The feed ")]
    assert said.startswith(
        "The feed carrier:XX at IATA:JFK is in quarantine on 5 January 2026: departures reported not"
    )
    assert "What is doubtful" in explain_text(proof)


def test_answers_that_rest_on_its_records_say_so_and_stay_what_they_are(
    bad_run: tuple[Path, Book, dict[str, Row]],
) -> None:
    _, _, answers = bad_run
    left = [row for row in answers.values() if row["state"] == "left_in_time"]
    doubted = [row for row in left if "feed_doubtful" in row["questions"]]
    assert {row["departure_id"].split("/")[0] for row in doubted} == {"carrier:XX"}
    assert len(doubted) == 4 * DAYS
    assert {row["certainty"] for row in left} == {"likely"}


def test_a_second_source_takes_the_doubt_away(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = world()
    both = book.person(
        arrival("2025-12-20", until="2026-06-01"),
        departure(day(9) + "T10:00", feed="carrier:XX", boarded=True),
        departure(day(9) + "T09:00", "inspection"),
    )
    assert run(duckdb_engine, tmp_path, book)[both]["questions"] == []


def test_silence_without_a_record_of_the_feed_is_still_asked_about(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = world()
    nothing = book.person(arrival("2025-12-20", until="2026-06-01"))
    before = book.person(
        arrival(day(30), until="2026-06-01"), departure(day(20) + "T10:00", feed="carrier:XX", boarded=False)
    )
    other = book.person(
        arrival("2025-12-20", until="2026-06-01"), departure(day(20) + "T10:00", feed="carrier:AA", boarded=False)
    )
    answers = run(duckdb_engine, tmp_path, book)
    assert [answers[person]["state"] for person in (nothing, before, other)] == ["unexplained"] * 3


def test_the_missing_manifest_of_a_voyage_on_which_the_person_was_listed_counts(
    duckdb_engine: Engine, tmp_path: Path
) -> None:
    book = Book()
    for feed in ("carrier:AA", "carrier:BB", "carrier:CC"):
        traffic(book, feed, 0)
    for _ in range(6):
        traffic(book, "carrier:XX", 0, silent=(19, 20, 21))
    listed = book.person(
        arrival("2025-12-20", until="2026-06-01"),
        departure(day(20) + "T10:00", feed="carrier:AA", boarded=False, transport="XX12"),
    )
    answers = run(duckdb_engine, tmp_path, book)
    silent = [row for row in rows_of(tmp_path / "out", "feeds") if row["status"] == "quarantined"]
    assert {(row["feed"], row["day"].isoformat(), row["seen"]) for row in silent} == {
        ("carrier:XX", day(on), 0) for on in (19, 20, 21)
    }
    assert answers[listed]["unknown_code"] == "feed_quarantined"


def test_a_release_by_two_people_asks_again_and_without_the_file_nothing_is_left_of_it(
    duckdb_engine: Engine, tmp_path: Path, bad_run: tuple[Path, Book, dict[str, Row]]
) -> None:
    _, book, without = bad_run
    released = run(duckdb_engine, tmp_path / "a", book, yaml_time(decided("released")))
    assert {released[person]["state"] for person in marked_of(book)} == {"unexplained"}
    texts = [row["reason"] or "" for row in rows_of(tmp_path / "a" / "out", "feeds")]
    assert any("decision 1 of feed_overrides.yaml: the lists were checked" in text for text in texts)
    assert not any("officer" in text for text in texts)
    assert run(duckdb_engine, tmp_path / "b", book) == without


def test_a_quarantine_by_two_people_works_like_the_judgement(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = Book()
    traffic(book, "carrier:AA", 0)
    person = book.person(
        arrival("2025-12-20", until="2026-06-01"), departure(day(20) + "T10:00", feed="carrier:AA", boarded=False)
    )
    answers = run(duckdb_engine, tmp_path, book, yaml_time(decided("quarantined", "carrier:AA")))
    assert answers[person]["unknown_code"] == "feed_quarantined"


def test_a_quarantine_makes_no_answer_worse(
    duckdb_engine: Engine, tmp_path: Path, bad_run: tuple[Path, Book, dict[str, Row]]
) -> None:
    _, book, judged = bad_run
    calm = run(duckdb_engine, tmp_path, book, yaml_time(decided("released")))
    moved = {(calm[person]["state"], row["state"]) for person, row in judged.items() if calm[person] != row}
    assert moved == {("unexplained", "unknown"), ("left_in_time", "left_in_time")}


def test_a_waiting_time_shorter_than_the_delays_of_a_feed_is_refused(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = Book()
    book.person(arrival("2025-12-20", until="2026-06-01"))
    late = [departure(day(n % 30) + "T10:00", movement_id=f"d{n}", recorded_at="2026-06-01") for n in range(2100)]
    for number, row in enumerate(late):
        row["recorded_at"] += timedelta(seconds=number)
    evidence = write_evidence(tmp_path / "evidence", book.movements + late, book.facts)
    with pytest.raises(RunError) as error:
        run_folder(duckdb_engine, evidence, tmp_path / "out", ASKED)
    assert error.value.code == "waiting-time-too-short"
    assert not (tmp_path / "out").exists()
