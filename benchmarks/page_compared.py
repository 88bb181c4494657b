"""The parts of the page of speed that set Sojourn beside others: what a user would write instead, and Spark."""

from __future__ import annotations

from benchmarks.page_charts import Chart
from benchmarks.page_sections import sizes
from benchmarks.page_words import ANSWERS, FILES, NAMES, STEPS, a_second, ended, gib, lines_of, of_floor, rate, seconds
from benchmarks.results import Block, Measured, Results
from sojourn.statistics.charts import Bar
from sojourn.statistics.numerals import NOTHING, count
from sojourn.statistics.text_tables import text_table

_SPARK = ("spark1", "spark2")


def compared(results: Results) -> list[Block]:
    """List the sizes at which other approaches were measured."""
    return [block for block in sizes(results) if set(FILES) & set(block.steps)]


def comparison_table(block: Block) -> str:
    """Lay out time, memory and bytes of each approach at one size."""
    head = ["", "Lines of code", "Seconds", "Floors", "Rows a second", "Peak GiB", "Read GiB", "Written GiB"]
    rows = []
    for step, name in NAMES.items():
        found = block.steps.get(step)
        if found is None:
            rows.append([name, _lines(step), "not tried", *[NOTHING] * 5])
            continue
        took = [ended(found, _seconds), of_floor(block, found), a_second(block.movements, found.seconds)]
        used = [gib(found.peak_bytes), gib(found.read_bytes), gib(found.written_bytes)]
        rows.append([name, _lines(step), *([took[0], *[NOTHING] * 5] if found.stopped else [*took, *used])])
    return text_table(head, rows)


def accuracy_table(block: Block) -> str:
    """Lay out how right each approach is, against the truth of the simulator."""
    falsely = "Lawful, called late, per 100,000"
    head = ["", "Departures right, %", falsely, "· records suffice", "Late, called late, %"]
    rows = []
    for step, name in NAMES.items():
        said = block.steps[step].said.get("accuracy") if step in block.steps else None
        if said:
            right, late = rate(said["departures_right"], said["stays"]), rate(said["late_found"], said["late"])
            wrong = rate(said["falsely_late"], said["lawful"], 100_000)
            known = rate(said["falsely_late_known"], said["lawful_known"], 100_000)
            rows.append([name, right, wrong, known, late])
    return text_table(head, rows)


def phases_sentences(block: Block) -> list[str]:
    """Say what the parts of the other approaches took."""
    return [
        f"{NAMES[step]}: " + ", ".join(f"{name} {seconds(took)} s" for name, took in found.phases.items()) + "."
        for step, found in block.steps.items()
        if step in FILES and found.phases
    ]


def comparison_chart(results: Results) -> Chart:
    """Show the seconds of each approach at the largest size at which others were measured."""
    drawn: list[Bar] = []
    block = max(compared(results), key=lambda each: each.movements, default=None)
    if block is not None:
        drawn.append(Bar("the floor", block.floor or 0, f"{seconds(block.floor or 0)} s", "wait"))
    for step, name in NAMES.items():
        found = block.steps.get(step) if block else None
        if found:
            text = ended(found, lambda each: f"{seconds(each.seconds)} s")
            drawn.append(Bar(name, found.seconds, text, "calm" if step == "reconcile" else "ask"))
    size = count(block.movements) if block else "no"
    words = f"Seconds of each approach over the same {size} movements in one run."
    return Chart("speed-compared.svg", "Sojourn and what a user would write instead", words, tuple(drawn))


def what_is_answered() -> str:
    """Say of each approach what it answers and what it does not."""
    return text_table(["", "Answers"], [[name, ANSWERS[step]] for step, name in NAMES.items()], words=2)


def spark_table(results: Results) -> str:
    """Lay out Spark at one and two workers, its overhead named, beside DuckDB on the same evidence."""
    head = ["Movements", "Engine", "Seconds", "to start", "to plan and schedule", "for the rows", "Peak GiB"]
    blocks = results.of("spark")
    fixed = blocks[0] if blocks else None
    rows = []
    for block in blocks:
        for step in ("reconcile", *_SPARK):
            found = block.steps.get(step)
            if found is None:
                continue
            name = "DuckDB, both cores" if step == "reconcile" else STEPS[step]
            planned = _ran(fixed.steps[step]) if fixed and step in fixed.steps else found.seconds
            parts = [
                seconds(found.phases.get("start", 0.0)),
                seconds(min(planned, _ran(found))),
                seconds(max(0.0, _ran(found) - planned)) if block is not fixed else "nearly none",
            ]
            figures = [NOTHING] * 3 if found.stopped else parts
            rows.append([count(block.movements), name, ended(found, _seconds), *figures, gib(found.peak_bytes)])
    return text_table(head, rows, words=2)


def spark_chart(results: Results) -> Chart:
    """Show Spark's seconds beside those of DuckDB at each size."""
    drawn = []
    for block in results.of("spark"):
        for step in ("reconcile", *_SPARK):
            found = block.steps.get(step)
            if found:
                name = "DuckDB" if step == "reconcile" else STEPS[step]
                written = ended(found, lambda each: f"{seconds(each.seconds)} s")
                tone = "calm" if step == "reconcile" else "open"
                drawn.append(Bar(f"{count(block.movements)}, {name}", found.seconds, written, tone))
    words = "Seconds of one run on DuckDB and on Spark with one and two workers, for each size."
    return Chart("speed-spark.svg", "DuckDB and Spark on one machine", words, tuple(drawn))


def _ran(found: Measured) -> float:
    return found.seconds - found.phases.get("start", 0.0)


def _seconds(found: Measured) -> str:
    return seconds(found.seconds)


def _lines(step: str) -> str:
    return count(lines_of(step)) if step in FILES else NOTHING
