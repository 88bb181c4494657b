"""Link decisions: appended, withdrawn by a second row, never edited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from sojourn.errors import RegisterError
from sojourn.identity.decisions import DECISIONS, Decisions
from sojourn.identity.links import link_digest
from sojourn.register.store.logged import COVERED, note_rows
from sojourn.register.store.statements import run, select

Verdict = Literal["same", "different", "unsure"]
By = Literal["reviewer", "model"]

_STANDING = """
SELECT d.link_id, d.record_a, d.record_b, d.verdict, d.by, d.version, d.recorded_at, w.withdrawn_at
FROM store_link_decision d LEFT JOIN store_link_withdrawal w USING (link_id)
WHERE {} AND d.recorded_at <= %s AND (w.withdrawn_at IS NULL OR w.withdrawn_at > %s)
ORDER BY d.by = 'reviewer', d.recorded_at, d.link_id
"""
_COLUMNS = ("link_id", "record_a", "record_b", "verdict", "by", "version", "recorded_at", "withdrawn_at")


def record_decision(
    record_a: str,
    record_b: str,
    verdict: Verdict,
    actor: str,
    reason: str,
    review_id: str | None,
    at: datetime,
    by: By = "reviewer",
    version: str | None = None,
    weight: float | None = None,
) -> str:
    """Append a decision between two records, in either order; gives its id. The same decision again is no new one.

    Raises:
        RegisterError: ``decision-on-itself``, when both names are of one record.
    """
    if record_a == record_b:
        raise RegisterError(
            "decision-on-itself",
            f"a decision must name two records, and `{record_a}` was named twice. Next: open the pair again.",
        )
    first, second = sorted((record_a, record_b))
    link_id = link_digest(f"{by}\n{first}\n{second}\n{at.isoformat()}")
    exactly = None if weight is None else float(weight)
    row = [link_id, first, second, verdict, by, version, exactly, at, actor, reason, review_id]
    added = run(
        "INSERT INTO store_link_decision (link_id, record_a, record_b, verdict, by, version, weight, recorded_at, "
        "actor, reason, review_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        row,
    )
    if added:
        note_rows("link", [dict(zip(COVERED["link"].columns, row, strict=True))])
    return link_id


def withdraw_decision(link_id: str, actor: str, reason: str, at: datetime) -> None:
    """Take a decision back; what it held together or apart is as it was before.

    Raises:
        RegisterError: ``decision-missing``, ``decision-withdrawn``.
    """
    if not select("SELECT 1 FROM store_link_decision WHERE link_id = %s", [link_id]):
        raise RegisterError(
            "decision-missing", f"there is no link decision `{link_id[:40]}`. Next: open the pair again."
        )
    taken_back = run(
        "INSERT INTO store_link_withdrawal (link_id, withdrawn_at, actor, reason) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        [link_id, at, actor, reason],
    )
    if not taken_back:
        raise RegisterError(
            "decision-withdrawn",
            f"the link decision `{link_id[:40]}` was withdrawn already. Next: open the pair again.",
        )
    note_rows("link_withdrawal", [{"link_id": link_id, "withdrawn_at": at, "actor": actor, "reason": reason}])


def standing_decisions(names: Iterable[str] | None = None, known_at: datetime | None = None) -> Decisions:
    """Give the decisions in force, one for each pair, as the engine takes them; a reviewer's beats the model's.

    What a model decided whose version is stopped is undecided as long as that lasts.

    Args:
        names: only decisions on one of these records; None for all.
        known_at: as they were at this time; None for now.
    """
    from sojourn.register.controls.in_force import stopped_models

    moment = ["infinity", "infinity"] if known_at is None else [known_at, known_at]
    if names is None:
        rows = select(_STANDING.format("true"), moment)
    else:
        listed = list(names)
        rows = select(_STANDING.format("(record_a = ANY(%s) OR record_b = ANY(%s))"), [listed, listed, *moment])
    stopped = stopped_models(known_at)
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        told = dict(zip(_COLUMNS, row, strict=True))
        if told["by"] == "model" and told["version"] in stopped:
            told["verdict"] = "unsure"  # it joins nobody while it is stopped, and a human being is asked
        last[told["record_a"], told["record_b"]] = told
    return Decisions(pa.Table.from_pylist([last[pair] for pair in sorted(last)], DECISIONS))
