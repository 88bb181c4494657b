"""``python -m benchmarks.page``: write docs/speed.md and its charts from benchmarks/results.json, and from it alone.

With ``--check`` it names what is not in step with the results, and ends with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks import page_compared as others
from benchmarks import page_sections as sections
from benchmarks.page_charts import Chart, digest, draw
from benchmarks.results import RESULTS, Results, load
from sojourn.statistics.numerals import count, day

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE, IMAGES = "speed.md", "images"

_BEGINNING = """# Speed

`make bench` measures and writes this page; every figure of it comes from one file, `benchmarks/results.json`. A ratio
is always of two steps of one run on the same data, because machines differ and are shared. **The floor** is DuckDB
reading the movements, sorting them by document and time, and writing them: what any program must do that touches all of
them. It is measured before and after, and the mean counts. Travellers, movements and truth are those of the
[simulator](simulator.md) under the law `us`, seed 2026."""

_COMPARED = """The same data in the same run, by what one would write without Sojourn: a script in pandas; one window
query in the PostgreSQL that comes with Sojourn, to start it and to load the columns that are needed counted in; and
Splink with the defaults of its own guide over all records, then the next departure of each group. Each takes one
arrival and one departure of a passport on a day, and what comes next. The code: `benchmarks/plain_pandas.py`,
`in_postgres.py`, `in_splink.py`."""

_ACCURACY = """Speed without answers says nothing, so each is held against the truth. *Departures right* counts true
stays whose day of departure is the true one, and none where nobody left. *Late* is a stay that went beyond its last
authorised day; *records suffice* leaves out the stays of which no record can tell the truth. Sojourn says "overstay" of
nobody: counted as called late are its questions (`unexplained`) and its finding `left_after_end`. Late stays in the
waiting time of the law, or where departures are not recorded, it leaves open by rule: so it calls fewer of them late.
The [scoreboard](scoreboard.md) measures answers in full."""

_SPARK = """One machine and a Spark cluster of its own on it: a master, and one or two workers in processes of their
own, each with one core; the same expressions, and the same answers. *To start* is Java's processes coming up. *To plan
and schedule* is what the same run takes over nearly no rows: Spark plans every statement, sends every stage to its
workers, and each table that is kept is a folder of files. It does not grow with the rows, and over few rows it is most
of the time. Spark pays where one machine's disk or memory ends."""

_MEANING = """* **Seconds** are of the clock on the wall, from the first statement to the last file; to load Python's
  modules is not in them. **CPU s** are of the processor, over all processes of the step.
* **Peak** is the most memory that all processes of the step held at once, looked at five times a second: the servers of
  PostgreSQL and Java's processes are in it, and what processes share counts once.
* **Read** and **written** are bytes that the step's processes asked of the system, files that are spilled and read
  again included. Most of it comes from the system's memory, because the evidence has just been written: **from
  storage** and **to storage** are what went to the disk itself. Files mapped into memory, and what passes through
  sockets, are in neither.
* **Most on disk** is the largest sum of the step's own files at a time: output, spilled rows, the database.
* Beyond ten million travellers the evidence is several worlds of the simulator side by side.
* An approach that takes more than half an hour is stopped. Splink is tried up to a million movements, the other two up
  to ten million; the run without comparing what is left over up to ten million."""

_AGAIN = """```text
make bench                                          1, 3 and 10 million movements, Spark, this page
python -m benchmarks --only growth --sizes 30,100   larger sizes; the others stay as they are
python -m benchmarks --keep                         goes on where a run was stopped
python -m benchmarks --small                        a hundredth without Spark, printed: does it work?
python -m benchmarks.page                           this page anew from the file; --check says whether it is in step
```

A size whose files would not fit on the disk is not begun, and the page says so."""


def render(results: Results) -> str:
    """Write the page as Markdown."""
    parts = [_BEGINNING, _when(results), "## The bars", sections.bars(results)]
    parts += [
        "## Against the floor, as it grows",
        sections.floor_table(results),
        *_chart(sections.growth_chart(results)),
    ]
    if missing := sections.not_measured(results):
        parts += ["Not measured:", "\n".join(missing)]
    if sections.stages(results):
        parts += [f"## Where the time goes: {sections.stages_title(results)}", sections.stage_table(results)]
        parts += _chart(sections.stage_chart(results))
    parts += _comparisons(results)
    if results.of("spark"):
        parts += ["## Spark", _SPARK, others.spark_table(results), *_chart(others.spark_chart(results))]
    parts += ["## What each step took", sections.taken_table(results), "### What the figures mean", _MEANING]
    return "\n\n".join([*parts, "## Make it again", _AGAIN]) + "\n"


def charts(results: Results) -> list[Chart]:
    """List the charts of the page; one without anything to show is not among them."""
    made = (sections.growth_chart, sections.stage_chart, others.comparison_chart, others.spark_chart)
    return [chart for chart in (make(results) for make in made) if chart.bars]


def write(results: Results, docs: Path = DOCS) -> list[Path]:
    """Write the page and its charts; give the files written."""
    (docs / IMAGES).mkdir(parents=True, exist_ok=True)
    files = {docs / PAGE: render(results)}
    files |= {docs / IMAGES / chart.name: draw(chart) for chart in charts(results)}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    for path in _strays(results, docs):
        path.unlink()
    return list(files)


def list_stale(results: Results, docs: Path = DOCS) -> list[str]:
    """List the files that are missing, differ from what the results give, or show what is no longer measured."""
    page = docs / PAGE
    stale = [] if page.is_file() and page.read_text(encoding="utf-8") == render(results) else [PAGE]
    for chart in charts(results):
        path = docs / IMAGES / chart.name
        if not path.is_file() or digest(chart) not in path.read_text(encoding="utf-8"):
            stale.append(f"{IMAGES}/{chart.name}")
    return stale + [f"{IMAGES}/{path.name}" for path in _strays(results, docs)]


def _strays(results: Results, docs: Path) -> list[Path]:
    drawn = {chart.name for chart in charts(results)}
    return [path for path in sorted((docs / IMAGES).glob("speed-*.svg")) if path.name not in drawn]


def _when(results: Results) -> str:
    machine = results.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    days = " and ".join(_days(results))
    where = f"{machine['cores']} cores, {machine['memory_gib']} GiB of memory, {machine['system']}"
    said = [f"Measured on {days}: {where}, Python {machine['python']}, Sojourn {machine['sojourn']}, {versions}."]
    if results.note:
        said.append(f"**{results.note}**")
    if len({block.code for block in results.blocks.values()}) > 1:
        said.append("Not all sizes were measured with the same version of the code: compare within one size only.")
    return "\n\n".join(said)


def _days(results: Results) -> list[str]:
    return [day(date.fromisoformat(on)) for on in sorted({block.on for block in results.blocks.values()})]


def _comparisons(results: Results) -> list[str]:
    found = others.compared(results)
    if not found:
        return []
    parts = ["## Against what a user would write instead", _COMPARED, *_chart(others.comparison_chart(results))]
    for block in found:
        parts += [f"### {count(block.movements)} movements", others.comparison_table(block)]
        parts += ["\n".join(f"* {line}" for line in others.phases_sentences(block))]
        parts += [others.accuracy_table(block)]
    parts += ["### How right, and what is answered", _ACCURACY, others.what_is_answered()]
    return [part for part in parts if part]


def _chart(chart: Chart) -> list[str]:
    return [f"![{chart.title}: {chart.words}]({IMAGES}/{chart.name})"] if chart.bars else []


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with ``--check`` name what is not in step."""
    results = load(RESULTS)
    if results is None:
        print(f"{RESULTS.name} is missing. Next: make bench")
        return 1
    if "--check" not in arguments:
        write(results)
        return 0
    stale = list_stale(results)
    for name in stale:
        print(f"docs/{name} is not in step with benchmarks/{RESULTS.name}. Next: python -m benchmarks.page")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
