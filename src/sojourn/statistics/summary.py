"""The short table printed at the end of a run."""

from __future__ import annotations

from pathlib import Path

from sojourn.statistics import numerals
from sojourn.statistics.run_folder import About, Run, open_run
from sojourn.statistics.text_tables import heading, text_table
from sojourn.words import FATE_WORDS, STATE_WORDS, UNKNOWN_WORDS

REPORT = "report.html"


def summary(run: Path, *, terminal: bool = False, width: int = 100) -> str:
    """Write the short account of a run: stays by state, what is unknown, records by fate, time, where the report is.

    Args:
        run: output folder of ``reconcile``.
        terminal: draw for a terminal (ANSI); otherwise plain Markdown.
        width: columns of the terminal.

    Raises:
        RunError: the folder cannot be read; see ``open_run``.
    """

    def title(words: str) -> str:
        return heading(words, terminal=terminal)

    def table(head: list[str], rows: list[list[str]], words: int = 1) -> str:
        return text_table(head, rows, words=words, total=True, terminal=terminal, width=width)

    with open_run(run) as opened:
        states = _state_rows(opened)
        codes = _code_rows(opened)
    about = opened.about
    blocks = [
        title(f"{states[-1][2]} stays, on {numerals.day(about.as_of)}, known by {numerals.moment(about.known_at)}"),
        table(["What the records say", "State", "Stays", "Share"], states, words=2),
    ]
    if codes:
        blocks += [title("What is unknown"), table(["What is missing", "Code", "Stays", "Share"], codes, words=2)]
    blocks += [title("Records"), table(["Fate", "Movements", "Facts"], _fate_rows(about))]
    return "\n\n".join([*blocks, "\n".join(_closing(opened))]) + "\n"


def _state_rows(run: Run) -> list[list[str]]:
    found = dict(run.rows("SELECT state, count(*) FROM answers GROUP BY state"))
    stays = sum(found.values())
    rows = [_row(words.title, state, found.get(state, 0), stays) for state, words in STATE_WORDS.items()]
    return [*rows, _row("All stays", "", stays, stays)]


def _code_rows(run: Run) -> list[list[str]]:
    found = dict(run.rows("SELECT unknown_code, count(*) FROM answers WHERE state = 'unknown' GROUP BY unknown_code"))
    stays = sum(found.values())
    rows = [_row(words.title, code, found[code], stays) for code, words in UNKNOWN_WORDS.items() if code in found]
    rows += [_row("No code given", str(code), found[code], stays) for code in found if code not in UNKNOWN_WORDS]
    return [*rows, _row("All unknown", "", stays, stays)] if stays else []


def _fate_rows(about: About) -> list[list[str]]:
    rows = [
        [title, numerals.count(about.movements.get(fate, 0)), numerals.count(about.facts.get(fate, 0))]
        for fate, (title, _) in FATE_WORDS.items()
        if about.movements.get(fate, 0) or about.facts.get(fate, 0)
    ]
    totals = [numerals.count(sum(found.values())) for found in (about.movements, about.facts)]
    return [*rows, ["All records", *totals]]


def _closing(run: Run) -> list[str]:
    about = run.about
    lines = []
    if run.restricted_stays is not None:
        lines.append(f"Restricted stays, not counted above: {numerals.count(run.restricted_stays)}; see `restricted/`.")
    took = "" if about.took is None else f" Took {numerals.seconds(about.took)}."
    lines.append(f"Law `{about.law}` {about.law_version}, engine {about.engine_version}.{took}")
    report = run.folder / REPORT
    if report.is_file():
        lines.append(f"The report: {report}")
    lines.append("`unexplained` is a question about records. It is not a finding about a person.")
    return lines


def _row(title: str, word: str, part: int, whole: int) -> list[str]:
    return [title, word, numerals.count(part), numerals.share(part, whole)]
