"""What became of the unexplained stays when the same was asked again with later knowledge.

The US report prints how the suspected count falls, not why. Here each stay that was unexplained at first is, at each
later time, in exactly one place: still unexplained; left late; the record was wrong; became lawful; unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from sojourn.errors import RunError
from sojourn.statistics.published.disclosure import SMALL, withhold_in_line
from sojourn.statistics.published.origin import run_digest
from sojourn.statistics.published.shapes import Decay
from sojourn.statistics.run_folder import About, Run, open_run

#: In the order of the table, with the words and the meaning.
FATES: dict[str, tuple[str, str]] = {
    "still_unexplained": ("Still unexplained", "Nothing learned since explains it."),
    "left_late": ("Left late", "A departure after the last authorised day is on file now."),
    "record_was_wrong": (
        "Record was wrong",
        "A departure in time, an arrival, a death or a correction came later, or records were joined or parted.",
    ),
    "became_lawful": ("Became lawful", "A status, an application or a protection was learned of later."),
    "unknown": ("Unknown now", "What came later leaves the answer open."),
}

_FIRST = """
SELECT stay_id, end_on FROM published_entries
WHERE due AND counted AND "group" IS NOT NULL AND state = 'unexplained' ORDER BY stay_id
"""

# A stay that is covered by its arrival alone was corrected; one that rests on more was given a status or asked for one.
_FATE = """
SELECT CASE
    WHEN l.stay_id IS NULL THEN 'record_was_wrong'
    WHEN l.state = 'unexplained' THEN 'still_unexplained'
    WHEN l.state = 'left_after_end' THEN 'left_late'
    WHEN l.state = 'left_date_unknown' THEN CASE WHEN l.days_over_min > 0 THEN 'left_late' ELSE 'unknown' END
    WHEN l.state = 'left_in_time' THEN
      CASE WHEN coalesce(l.departed_on, l.left_between[2]) <= f.end_on THEN 'record_was_wrong' ELSE 'became_lawful' END
    WHEN l.state = 'not_subject' THEN
      CASE WHEN len(list_filter(l.reasons, lambda each: suffix(each.rule, '.citizenship'))) > 0 THEN 'became_lawful'
           ELSE 'record_was_wrong' END
    WHEN l.state IN ('in_status', 'authorised', 'removal_barred', 'resident') THEN
      CASE WHEN len(l.reasons) > 1 THEN 'became_lawful' ELSE 'record_was_wrong' END
    ELSE 'unknown' END AS fate, count(*)
FROM first_unexplained f LEFT JOIN answers_all l USING (stay_id) GROUP BY fate
"""


def follow(run: Run, later: Sequence[Path]) -> tuple[tuple[Decay, ...], int | None]:
    """Follow the unexplained stays of the tables through later runs.

    Args:
        run: the first run, after ``count_entries``.
        later: output folders of ``reconcile`` with the same law, and with knowledge and day no earlier.

    Returns:
        One row for each later run, in the order of knowledge, and the number at first (withheld: none).

    Raises:
        RunError: a folder cannot be read, or ``not-later``: it is no later run of the same question.
    """
    stays = run.rows(_FIRST)
    base = len(stays) if len(stays) > SMALL else None
    rows = []
    for folder in later:
        with open_run(folder) as opened:
            _check_later(run.about, opened, folder)
            rows.append(_row(opened, stays, base))
    return tuple(sorted(rows, key=lambda row: (row.known_at, row.as_of))), base


def _row(later: Run, stays: Sequence[tuple[object, ...]], base: int | None) -> Decay:
    columns = list(zip(*stays, strict=True)) if stays else [(), ()]
    table = pa.table({"stay_id": pa.array(columns[0], pa.string()), "end_on": pa.array(columns[1], pa.date32())})
    later.engine.con.con.register("first_unexplained", table)
    found = dict(later.rows(_FATE))
    counts = {fate: int(found.get(fate, 0)) for fate in FATES}
    hidden = set(FATES) if base is None else withhold_in_line(counts)
    shown = {fate: None if fate in hidden else count for fate, count in counts.items()}
    return Decay(later.about.as_of, later.about.known_at, run_digest(later.folder), shown)


def _check_later(first: About, later: Run, folder: Path) -> None:
    about = later.about
    if about.law == first.law and about.as_of >= first.as_of and about.known_at >= first.known_at:
        return
    raise RunError(
        "not-later",
        f"the run `{folder}` ({_dates(about)}) is no later look at the first ({_dates(first)}). "
        "Allowed are runs of the same law with no earlier day and no earlier knowledge. "
        "Next: run `sojourn reconcile` with a later `--known-at`, and name its folder.",
    )


def _dates(about: About) -> str:
    return f"law `{about.law}`, as of {about.as_of}, known at {about.known_at:%Y-%m-%dT%H:%M:%SZ}"
