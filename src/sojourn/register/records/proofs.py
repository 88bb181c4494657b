"""The proof of an answer, made of a version of it and the records of its person."""

from __future__ import annotations

from collections.abc import Mapping

from sojourn.register.records.stay_version import Row, StayVersion
from sojourn.stays.link_told import tell_links
from sojourn.stays.proof import Proof, Record


def proof_of(version: StayVersion, records: Mapping[str, Record], *, values: bool = False) -> Proof:
    """Lay out what an answer rests on; ``values`` adds the names and dates that the links compared.

    The law is the pack of the register as it was known at the answer's time.
    """
    from sojourn.register.answering.engine import law_pack
    from sojourn.register.controls.suspended_law import law_as_known

    law = law_as_known(law_pack(), version.known_at)
    links: list[Row] = [row for row in version.links if _told(row)]
    compared = {name: record.compared for name, record in records.items()} if values else {}
    return Proof(
        answer=version.answer,
        periods=version.periods,
        records={name: records[name] for name in version.record_names if name in records},
        law=law,
        law_changed=law.version != version.answer["law_version"],
        feeds=[],
        links=tell_links(links, compared),
        further=version.further,
    )


def _told(row: Row) -> bool:
    """A link by a rule or the model is told with its features; without them only a reviewer's can be."""
    return bool(row["features"]) or row["by"] == "reviewer"
