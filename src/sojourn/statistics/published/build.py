"""Make a publication from a run: count, withhold, print."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sojourn.errors import RunError
from sojourn.statistics.coverage import CoverageEstimate, Estimate, estimate_coverage
from sojourn.statistics.published.checks import exit_checks
from sojourn.statistics.published.decay import follow
from sojourn.statistics.published.disclosure import SMALL, SPAN, withhold, withhold_in_line
from sojourn.statistics.published.entries import Entries, count_entries
from sojourn.statistics.published.layout import Layout, load_layout
from sojourn.statistics.published.origin import run_digest
from sojourn.statistics.published.period import Period, read_period
from sojourn.statistics.published.pooling import LEAST, Groups, pool, refuse_too_few
from sojourn.statistics.published.printing import Estimator, apart_table, country_table, summary_table
from sojourn.statistics.published.rates import LEAST_BASE
from sojourn.statistics.published.shapes import OTHER_GROUPS, Cells, Publication, Table
from sojourn.statistics.run_folder import Run, open_run

SCOPE_WORDS: dict[str, tuple[str, str]] = {
    "all": ("All entries of the run", "Each is in one of the lines below."),
    "no_limit": ("Opened no limited stay", "Nationals, refused entries, transit: nothing ends."),
    "no_end": ("No last day on file", "Unknown: they cannot be placed in a period."),
    "lawful": (
        "Lawful without an end on file",
        "Residence, a pending application or a protection; present or left under it.",
    ),
    "before": ("Last authorised day before the period", "They belong to an earlier publication."),
    "after": ("Last authorised day after the period", "Also those whose stay was extended beyond it."),
    "land": ("By land", "Shown apart in table 7: departures by land are seldom recorded."),
    "mode_unknown": ("Way of arrival not on file", "Shown apart in table 7."),
    "out_of_scope": (
        "Class out of scope",
        "Shown apart in table 7: diplomats, media, crew, transit, protected classes, parole.",
    ),
    "restricted": ("Restricted", "Only a few may open their records; they are in no table."),
    "expected": ("Expected departures", "In tables 1 to 6."),
}

APART_WORDS = {
    "land": "By land",
    "mode_unknown": "Way of arrival not on file",
    "out_of_scope": "Classes out of scope",
}


def publish(
    folder: Path, *, period: str | None = None, later: Sequence[Path] = (), evidence: Path | None = None
) -> Publication:
    """Make the tables of a run.

    Args:
        folder: output folder of ``reconcile``.
        period: see ``read_period``; none: the last fiscal year that was over.
        later: runs of the same law with later knowledge, to follow the unexplained stays.
        evidence: where the evidence of the run is now, if it was moved.

    Returns:
        What is printed, and nothing that is not: withheld numbers are not in it.

    Raises:
        RunError: a folder cannot be read (see ``open_run``), ``bad-period``, ``evidence-differs``, ``not-later``, or
            ``too-few-to-publish``.
        EvidenceError: the evidence cannot be read.
    """
    with open_run(folder) as run:
        digest = run_digest(folder)
        layout = load_layout(run.about.law)
        days = read_period(period, run.about.as_of, layout.year_starts)
        coverage = estimate_coverage(run)
        counted = count_entries(run, layout, days, evidence or evidence_of(folder))
        fates, base = follow(run, later)
        meta = _meta(run, digest, layout, days, coverage)
    groups = pool(counted.leaves)
    if not groups:
        raise refuse_too_few()
    tables = _tables(groups, layout, _estimator(coverage))
    # the places of the unexplained stays add up to their number: where that is withheld, so are they
    told = tables[0].total is not None and tables[0].total.parts["unexplained"] is not None
    return Publication(
        period=days,
        meta=meta,
        scope=_scope(counted, run.restricted_stays),
        tables=tables,
        apart=apart_table(counted.apart, APART_WORDS),
        checks=exit_checks(tables[0], _visits(layout, tables[0])),
        decay=fates if told else tuple(replace(row, counts=dict.fromkeys(row.counts)) for row in fates),
        decay_base=base if told else None,
    )


def evidence_of(folder: Path) -> Path:
    """Read from ``run.json`` where the evidence of a run was.

    Raises:
        RunError: ``run-unreadable``.
    """
    try:
        return Path(json.loads((folder / "run.json").read_text(encoding="utf-8"))["evidence"])
    except (OSError, ValueError, KeyError) as error:
        raise RunError(
            "run-unreadable",
            f"`{folder / 'run.json'}` does not say where its evidence is. Next: name it with `--evidence FOLDER`.",
        ) from error


def _tables(groups: Groups, layout: Layout, estimate: Estimator) -> tuple[Table, ...]:
    groups, withheld = withhold(groups)
    titles = {group.key: group for group in layout.groups}
    labels = {group.key: group.title for group in layout.groups}
    tables = [summary_table(groups, labels, withheld, estimate)]
    others = sorted((key for key in groups if key not in titles), key=lambda key: (key == OTHER_GROUPS, key))
    for place, key in enumerate([*(key for key in titles if key in groups), *others]):
        number = titles[key].table if key in titles else "6d" if titles else str(place + 2)
        title = labels.get(key, key or "No class on file")
        tables.append(country_table(groups, key, number, title, withheld, estimate))
    return tuple(tables)


def _estimator(coverage: CoverageEstimate) -> Estimator:
    def estimate(cells: Cells) -> Estimate | None:
        given = coverage.true_overstays(
            cells.get("asked", {}), cells.get("departed", {}), cells.get("found", {}), cells.get("explained", {})
        )
        return None if given.value is None else given

    return estimate


def _scope(counted: Entries, restricted: int | None) -> tuple[tuple[str, int | None], ...]:
    """The way from all entries to the expected departures; restricted stays count where their number may be told."""
    known = {**counted.scope, **({"restricted": restricted} if restricted and restricted > SMALL else {})}
    order = [key for key in SCOPE_WORDS if key in known]
    ways = {key: known[key] for key in order if key != "expected"}
    hidden = withhold_in_line(ways, never=tuple(APART_WORDS))
    if hidden and not any(known[key] >= SPAN for key in hidden):
        # nothing large enough to go with a small count: only the expected departures are printed
        return tuple((key, None if key != "expected" else known[key]) for key in ("all", *order))
    return (("all", sum(known.values())), *((key, None if key in hidden else known[key]) for key in order))


def _visits(layout: Layout, summary: Table) -> list[tuple[str, str]]:
    if not layout.groups:
        return [(line.label, line.label) for line in summary.rows]
    named = {group.title: group.visit for group in layout.groups}
    return [(line.label, named.get(line.label, line.label)) for line in summary.rows]


def _meta(run: Run, digest: str, layout: Layout, period: Period, coverage: CoverageEstimate) -> Mapping[str, object]:
    about = run.about
    return {
        "period": {"name": period.name, "first": period.first.isoformat(), "last": period.last.isoformat()},
        "as_of": about.as_of.isoformat(),
        "known_at": about.known_at.isoformat(),
        "law": about.law,
        "law_version": about.law_version,
        "engine_version": about.engine_version,
        "run_digest": digest,
        "evidence_digests": dict(about.digests),
        "layout": "us-entry-exit-overstay-report" if layout.groups else "by-class",
        "rules": {"small": SMALL, "room": SPAN, "least_row": LEAST, "least_base_of_a_rate": LEAST_BASE},
        "estimate_refused": coverage.refused,
    }
