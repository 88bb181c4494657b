"""The report: one file, numbers that add up, nothing from outside, nobody's name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sojourn import tables
from sojourn.statistics import write_report
from sojourn.statistics.feed_figures import feed_figures
from sojourn.statistics.figures import crossings_by_month, question_ages, stay_figures
from sojourn.statistics.run_folder import open_run
from sojourn.statistics.worked import worked_answers

WriteRun = Callable[..., Path]
AS_OF = date(2027, 3, 14)


def explain(stay_ids: list[str]) -> dict[str, list[str]]:
    return {stay: [f"Arrived on 3 May 2026 at AAA (stay {stay}).", "So it stands."] for stay in stay_ids}


class Page(HTMLParser):
    """A page as its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def page(whole_run: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("report") / "report.html"
    write_report(whole_run, target, explain)
    return target.read_text(encoding="utf-8")


@pytest.fixture
def empty_page(write_run: WriteRun) -> str:
    run = write_run(about={"digests": {}})
    write_report(run, run / "report.html", explain)
    return (run / "report.html").read_text(encoding="utf-8")


def numbers_after(page: str, caption: str) -> list[list[int]]:
    """The counts of a table, row by row; the last row is its total."""
    table = page[page.index(caption) :].partition("</table>")[0]
    rows = re.findall(r"<tr>.*?</tr>", table.partition("</thead>")[2], re.DOTALL)
    return [[int(n.replace(",", "")) for n in re.findall(r'<td class="n">([\d,]+)</td>', row)] for row in rows]


@pytest.mark.parametrize(
    ("caption", "total"),
    [
        ("Stays by state, on 14 March 2027</caption>", [1913]),
        ("Unknown stays, by what is missing", [56]),
        ("Unexplained stays, by time since", [17]),
        ("Records read, by fate", [3351, 404]),
        ("Ended stays, by the strongest record", [1433]),
        ("Crossings of the border, by month", [1913, 1422]),
        ("Feeds, those that need a look first", [161010, 2, 0]),
    ],
)
def test_every_table_adds_up_to_its_total(page: str, caption: str, total: list[int]) -> None:
    rows = numbers_after(page, caption)
    assert rows[-1] == total
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == total


def test_the_six_headline_numbers_add_up_to_the_stays(page: str) -> None:
    found = [int(n.replace(",", "")) for n in re.findall(r'<dd class="number">([\d,]+)</dd>', page)]
    assert (len(found), sum(found)) == (6, 1913)


def test_the_same_run_gives_the_same_page(whole_run: Path, tmp_path: Path) -> None:
    write_report(whole_run, tmp_path / "one.html", explain)
    write_report(whole_run, tmp_path / "two.html", explain)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_the_page_asks_no_other_machine_and_runs_no_script(page: str) -> None:
    read = Page(page)
    assert not read.named("script", "link", "img", "iframe", "object", "base")
    assert all((link["href"] or "").startswith("#") for link in read.named("a"))
    assert set(re.findall(r"https?://[^\"' )<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert not re.search(r"@import|\burl\((?!#)", page)


def test_headings_come_in_order(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_every_header_its_scope(page: str) -> None:
    read = Page(page)
    assert len(read.named("caption")) == len(read.named("table")) == 8
    assert all(header.get("scope") in ("col", "row") for header in read.named("th"))


def test_every_chart_is_a_labelled_picture_with_a_description(page: str) -> None:
    read = Page(page)
    charts = read.named("svg")
    assert len(charts) == 6
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    descriptions = {words["id"] for words in read.named("desc")}
    assert {chart["aria-describedby"] for chart in charts} == descriptions


def test_no_id_is_used_twice(page: str) -> None:
    ids = [attributes["id"] for _, attributes in Page(page).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_language_and_direction_are_set_and_the_skip_link_leads_to_the_report(page: str) -> None:
    read = Page(page)
    assert read.named("html") == [{"lang": "en", "dir": "ltr"}]
    assert read.named("a")[0] == {"class": "skip", "href": "#main"}
    assert read.named("main")[0]["id"] == "main"


def test_styles_name_no_side_by_left_or_right(page: str) -> None:
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"(margin|padding|border)-(left|right)|\b(left|right)\s*:|text-align:\s*(left|right)", style)


def test_the_page_says_that_a_question_is_no_finding(page: str) -> None:
    assert "A question is not an overstay." in page


def test_the_page_names_where_it_comes_from(page: str, whole_run: Path) -> None:
    assert "us, version 1" in page
    assert "15 March 2027, 06:30 UTC" in page
    assert "movements.parquet" in page
    assert str(whole_run) not in page


def test_restricted_stays_are_one_number(page: str, whole_run: Path) -> None:
    assert "1 further stay is restricted" in page
    with open_run(whole_run) as run:
        ((hidden,),) = run.rows("SELECT stay_id FROM answers_all ANTI JOIN answers USING (stay_id)")
    assert hidden not in page


def test_words_of_the_proof_are_escaped(whole_run: Path, tmp_path: Path) -> None:
    write_report(whole_run, tmp_path / "r.html", lambda stays: {stay: ["<script>alert(1)</script>"] for stay in stays})
    assert "<script" not in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_nothing_half_written_is_left_when_a_proof_fails(whole_run: Path, tmp_path: Path) -> None:
    def fails(stay_ids: list[str]) -> dict[str, list[str]]:
        raise KeyError(stay_ids[0])

    with pytest.raises(KeyError):
        write_report(whole_run, tmp_path / "made" / "r.html", fails)
    assert not (tmp_path / "made").exists()


def test_one_answer_of_each_state_is_worked_and_the_choice_repeats(whole_run: Path) -> None:
    with open_run(whole_run) as run:
        worked = worked_answers(run, explain)
        again = worked_answers(run, explain)
    assert sorted(one.state for one in worked) == sorted(tables.STATES)
    assert worked == again
    assert all(one.stay_id in one.steps[0] for one in worked)


def test_with_fewer_states_a_second_answer_on_other_grounds_is_worked(write_run: WriteRun) -> None:
    codes = ["no_end_date", "no_end_date", "no_end_date", "coverage"]
    answers = [
        {"stay_id": f"s{place}", "arrival_id": f"post:AAA/{place}", "state": "unknown", "unknown_code": code}
        for place, code in enumerate(codes)
    ]
    with open_run(write_run(answers)) as run:
        assert [(one.stay_id, one.unknown_code) for one in worked_answers(run, explain)] == [
            ("s0", "no_end_date"),
            ("s3", "coverage"),
        ]


def test_ten_answers_are_worked_when_nine_states_are_there(write_run: WriteRun) -> None:
    states = [state for state in tables.STATES if state not in ("unknown", "resident")]
    answers = [{"arrival_id": f"post:AAA/{state}{n}", "state": state} for state in states for n in range(3)]
    with open_run(write_run(answers)) as run:
        found = [one.state for one in worked_answers(run, explain)]
    assert (len(found), found[:2]) == (10, ["unexplained", "unexplained"])


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (90, "Up to 90 days"),
        (91, "91 to 180 days"),
        (180, "91 to 180 days"),
        (365, "181 days to 1 year"),
        (730, "1 to 2 years"),
        (731, "More than 2 years"),
        (None, "No last day on file"),
    ],
)
def test_a_question_is_as_old_as_its_last_authorised_day(write_run: WriteRun, days: int | None, label: str) -> None:
    until = None if days is None else AS_OF - timedelta(days=days)
    with open_run(write_run([{"state": "unexplained", "authorised_until": until}])) as run:
        assert dict(question_ages(run))[label] == 1


def test_months_without_crossings_are_shown_and_those_outside_are_kept(write_run: WriteRun) -> None:
    days = [date(1999, 1, 1), date(2026, 11, 3), date(2027, 1, 31), date(2027, 1, 2), date(2030, 1, 1), None]
    crossings = [
        {"crossing_id": f"c{place}", "direction": "arrival", "local_date": day, "record_ids": []}
        for place, day in enumerate(days)
    ]
    with open_run(write_run([], crossings=crossings)) as run:
        rows = crossings_by_month(run)
    assert [(row.label or row.month, row.arrivals) for row in rows] == [
        ("Before April 2025", 1),
        (date(2026, 11, 1), 1),
        (date(2026, 12, 1), 0),
        (date(2027, 1, 1), 2),
        ("After March 2027", 1),
        ("No day on file", 1),
    ]


def test_feeds_beyond_the_first_are_counted_together(write_run: WriteRun) -> None:
    feeds = [
        {"feed": f"carrier:{n:02}", "day": AS_OF, "seen": n, "gaps": int(n == 3), "unreadable": 0, "status": "ok"}
        for n in range(30)
    ]
    with open_run(write_run([], feeds=feeds)) as run:
        rows = feed_figures(run)
    assert len(rows) == 21
    assert (rows[0].feed, rows[0].needs_look, rows[-1].feed, rows[-1].feeds) == ("carrier:03", True, None, 10)
    assert sum(row.seen for row in rows) == sum(range(30))


def test_shares_of_a_feed_are_weighted_by_its_records(write_run: WriteRun) -> None:
    days = [(900, 0.1, 2.0), (100, 0.9, None), (50, None, 4.0)]
    feeds = [
        {"feed": "carrier:QA", "day": AS_OF, "seen": seen, "share_not_aboard": share, "delay": delay, "status": "ok"}
        for seen, share, delay in days
    ]
    with open_run(write_run([], feeds=feeds)) as run:
        (row,) = feed_figures(run)
    assert (row.not_aboard, row.delay) == (pytest.approx(0.18), pytest.approx(2000 / 950))


def test_a_feed_in_quarantine_tells_its_days_and_its_latest_reason(whole_run: Path) -> None:
    with open_run(whole_run) as run:
        first = feed_figures(run)[0]
    assert (first.feed, first.asked) == ("carrier:QA", (("quarantined", 1, "22 % reported not on board, usual 1 %"),))


def test_certainties_add_up_to_the_stays(whole_run: Path) -> None:
    with open_run(whole_run) as run:
        figures = stay_figures(run)
    assert sum(figures.certainties.values()) == figures.stays == 1913


@pytest.mark.parametrize(
    "sentence",
    [
        "0 stays, on 14 March 2027",
        "Nothing is unknown",
        "There are no questions",
        "No stay of this run has ended.",
        "No quality of feeds was recorded",
        "This run has no crossings.",
        "This run has no stays to show.",
        "The run names no digests",
    ],
)
def test_an_empty_run_is_told_in_sentences(empty_page: str, sentence: str) -> None:
    assert sentence in empty_page


def test_a_run_without_restricted_stays_does_not_speak_of_them_as_counted(empty_page: str) -> None:
    assert "further stay" not in empty_page
