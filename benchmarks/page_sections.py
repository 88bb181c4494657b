"""The tables and charts of the page of speed, made from the results alone."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.page_charts import Chart
from benchmarks.page_words import (
    STEPS,
    a_second,
    ended,
    gib,
    millions,
    of_floor,
    rate,
    seconds,
)
from benchmarks.results import Block, Measured, Results
from sojourn.statistics.charts import Bar
from sojourn.statistics.numerals import NOTHING, count
from sojourn.statistics.text_tables import text_table


def sizes(results: Results) -> list[Block]:
    """List the measured sizes, the smallest first."""
    return [block for block in results.of("size") if not block.missing]


def near(results: Results, movements: float) -> Block | None:
    """Find the measured size that has about so many movements."""
    return next((each for each in sizes(results) if 0.9 <= each.movements / movements <= 1.1), None)


def bars(results: Results) -> str:
    """Hold what has a bar against it."""
    one, ten, hundred = (near(results, movements) for movements in (1e6, 1e7, 1e8))
    made = max(sizes(results), key=lambda block: block.movements, default=None)
    read = next((block.steps["paxlst"].said["passengers_a_second"] for block in results.of("paxlst")), None)
    compared = _share_of_comparing(ten)
    rows = [
        _bar("reconcile 10 million movements, in floors", _floors(ten), "at most 3.0", 3.0),
        _bar("of it, comparing what documents leave over, in floors", compared, "at most 0.5", 0.5),
        _bar("time of 10 million over time of 1 million", _growth(one, ten), "at most 11.0", 11.0),
        _bar("time of 100 million over time of 10 million", _growth(ten, hundred), "at most 11.0", 11.0),
        _bar("memory of 100 million, GiB", _peak(hundred), "at most 16", 16.0),
        _bar("simulate a million travellers, seconds", _making(made), "at most 60", 60.0),
        _bar("PAXLST passengers a second, one core", read, "at least 3,000", 3000, least=True),
    ]
    return text_table(["What", "Bar", "Measured", ""], rows)


def floor_table(results: Results) -> str:
    """Lay out the floor and the whole run at each size, all of one run."""
    head = ["Movements", "Floor before, s", "after, s", "for a million, s", "Reconcile, s", "for a million, s"]
    head += ["Floors", "Rows a second", "Peak GiB"]
    rows = []
    for block in sizes(results):
        found, after = block.steps.get("reconcile"), block.steps.get("floor_after")
        if found is None or after is None:
            continue
        figures = [seconds(block.steps["floor"].seconds), seconds(after.seconds)]
        figures += [_for_a_million(block, block.floor), ended(found, _seconds)]
        if not found.stopped:
            figures += [_for_a_million(block, found.seconds), of_floor(block, found)]
            figures += [a_second(block.movements, found.seconds), gib(found.peak_bytes)]
        rows.append([count(block.movements), *figures, *[NOTHING] * (len(head) - 1 - len(figures))])
    return text_table(head, rows)


def growth_chart(results: Results) -> Chart:
    """Show the seconds for a million movements at each size: level bars are growth in proportion."""
    drawn = []
    for block in sizes(results):
        for step, tone in (("floor", "wait"), ("reconcile", "calm")):
            found = block.steps.get(step)
            if found and not found.stopped:
                took = block.floor if step == "floor" and block.floor else found.seconds
                each = took / block.movements * 1e6
                drawn.append(Bar(f"{millions(block.movements)}, {STEPS[step]}", each, f"{each:.1f} s", tone))
    words = "Seconds for each million movements, the floor and the whole run, at each size."
    return Chart("speed-growth.svg", "Seconds for a million movements", words, tuple(drawn))


def not_measured(results: Results) -> list[str]:
    """Say which sizes were not measured, and why."""
    return [f"* {each.travellers:,} travellers: {each.missing}." for each in results.of("size") if each.missing]


def stages(results: Results) -> Mapping[str, float]:
    """Give the stages of the run of the largest size up to ten million, as ``run.json`` timed them."""
    block = _stages_of(results)
    timings = block.steps["reconcile"].said["timings"] if block else {}
    return {name.replace("_", " "): took for name, took in timings.items() if name != "total"}


def stages_title(results: Results) -> str:
    """Say of which size the stages are."""
    block = _stages_of(results)
    return f"{count(block.movements)} movements" if block else "nothing"


def stage_table(results: Results) -> str:
    """Lay out each stage's seconds and share, in the order of the run."""
    found = stages(results)
    whole = sum(found.values()) or 1
    rows = [[name, seconds(took), rate(took, whole)] for name, took in found.items()]
    return text_table(["Stage", "Seconds", "Share, %"], [*rows, ["all", seconds(whole), "100.00"]])


def stage_chart(results: Results) -> Chart:
    """Show each stage's share."""
    found = stages(results)
    whole = sum(found.values()) or 1
    drawn = tuple(Bar(name, took, f"{100 * took / whole:.1f} %") for name, took in found.items())
    words = f"The share of each stage in the time of one run over {stages_title(results)}."
    return Chart("speed-stages.svg", "Share of each stage", words, drawn)


def taken_table(results: Results) -> str:
    """Lay out what each step took at each size."""
    head = ["Movements", "Step", "Seconds", "CPU s", "Rows a second", "Peak GiB", "Read GiB", "Written GiB"]
    rows = []
    for block in [*sizes(results), *results.of("spark")]:
        for step, name in STEPS.items():
            found = block.steps.get(step)
            if found and not found.stopped:
                took = [seconds(found.seconds), seconds(found.cpu_seconds), a_second(block.movements, found.seconds)]
                used = [gib(found.peak_bytes), gib(found.read_bytes), gib(found.written_bytes)]
                storage = [gib(found.storage_read_bytes), gib(found.storage_written_bytes), gib(found.peak_disk_bytes)]
                rows.append([count(block.movements), name, *took, *used, *storage])
    return text_table([*head, "From storage", "To storage", "Most on disk"], rows, words=2)


def _for_a_million(block: Block, took: float | None) -> str:
    return f"{(took or 0.0) / block.movements * 1e6:.1f}"


def _bar(what: str, value: float | None, bar: str, limit: float, least: bool = False) -> list[str]:
    if value is None:
        return [what, bar, "not measured", ""]
    met = value >= limit if least else value <= limit
    written = count(round(value)) if value >= 1000 else f"{value:.2f}"
    return [what, bar, written, "met" if met else "**not met**"]


def _done(block: Block | None, step: str = "reconcile") -> Measured | None:
    found = block.steps.get(step) if block else None
    return found if found and not found.stopped else None


def _floors(block: Block | None) -> float | None:
    found = _done(block)
    return found.seconds / block.floor if block and found and block.floor else None


def _share_of_comparing(block: Block | None) -> float | None:
    whole, without = _done(block), _done(block, "documents")
    if block is None or whole is None or without is None or not block.floor:
        return None
    return (whole.seconds - without.seconds) / block.floor


def _growth(small: Block | None, large: Block | None) -> float | None:
    before, after = _done(small), _done(large)
    return after.seconds / before.seconds if before and after else None


def _peak(block: Block | None) -> float | None:
    found = _done(block)
    return found.peak_bytes / 2**30 if found else None


def _making(block: Block | None) -> float | None:
    found = _done(block, "make")
    return found.seconds / block.travellers * 1e6 if block and found else None


def _seconds(found: Measured) -> str:
    return seconds(found.seconds)


def _stages_of(results: Results) -> Block | None:
    found = [block for block in sizes(results) if _done(block) and block.movements <= 1.1e7]
    return found[-1] if found else None
