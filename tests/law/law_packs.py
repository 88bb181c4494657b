"""An invented pack that a test can change; its one rule of its own was published and then vacated."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sojourn.errors import LawError
from sojourn.law.pack import load_pack

HEADER: dict[str, Any] = {
    "code": "ruritania",
    "title": "Ruritania",
    "country": "ZZZ",
    "territory": ["ZZZ"],
    "version": "0.1.0",
    "earliest": "2015-01-01",
    "inherits": "base",
    "inherited": [
        "base.proof",
        "base.merge",
        "base.coverage",
        "base.not_subject",
        "base.entry_until",
        "base.waiting_time",
        "base.notice",
        "base.second_person",
        "base.blockers",
    ],
}

THIRTY_DAYS = "30 days"
TEN_DAYS = "10 days"

VACATED: dict[str, Any] = {
    "id": "ruritania.declared",
    "role": "declared",
    "title": "A period that was to be cut from 30 to 10 days",
    "citation": "8 CFR 1003.38; 91 FR (2026-02326); vacated by D.D.C. on 2026-03-08",
    "source": "https://frtracker.app/fr/2026-02326",
    "checked_on": "2026-11-22",
    "checked_by": "drafting; not yet reviewed by counsel",
    "check_by": "2027-11-22",
    "sentence": "The period is {days} days.",
    "versions": [
        {
            "version": THIRTY_DAYS,
            "valid_from": "2000-01-01",
            "status": "in_force",
            "learned_on": "2000-01-01",
            "values": {"days": 30},
        },
        {
            "version": TEN_DAYS,
            "valid_from": "2026-03-09",
            "status": "in_force",
            "learned_on": "2026-02-06",
            "values": {"days": 10},
        },
        {
            "version": TEN_DAYS,
            "valid_from": "2026-03-09",
            "status": "vacated",
            "learned_on": "2026-03-08",
            "values": {"days": 10},
        },
    ],
}

WAITING: dict[str, Any] = VACATED | {
    "id": "base.waiting_time",
    "role": "waiting_time",
    "versions": [
        {"valid_from": "2000-01-01", "status": "in_force", "learned_on": "2000-01-01", "values": {"days": 30}}
    ],
}

WritePack = Callable[..., Path]


def refused(folder: Path | str) -> LawError:
    """Load a pack that must not load, and give the error."""
    with pytest.raises(LawError) as caught:
        load_pack(folder)
    return caught.value


def with_values(rule: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Give a rule other values, in its last entry."""
    return rule | {"versions": [*rule["versions"][:-1], rule["versions"][-1] | {"values": values}]}


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Write the invented pack with changes to its header, to its one rule, and with further rules; give its folder."""

    def write(
        header: dict[str, Any] | None = None,
        rule: dict[str, Any] | None = None,
        further: list[dict[str, Any]] | None = None,
        scenarios: str | None = None,
        where: Path | None = None,
    ) -> Path:
        folder = where or tmp_path / "ruritania"
        (folder / "scenarios").mkdir(parents=True, exist_ok=True)
        _write(folder / "pack.yaml", HEADER | (header or {}))
        _write(folder / "rules.yaml", [VACATED | (rule or {}), *(further or [])])
        if scenarios is not None:
            (folder / "scenarios" / "one.yaml").write_text(scenarios, encoding="utf-8")
        return folder

    return write


def _write(path: Path, content: Any) -> None:
    """Write plain YAML; days are written without quotes, as people do."""
    text = yaml.safe_dump(content, sort_keys=False)
    path.write_text(_unquoted_days(text), encoding="utf-8")


def _unquoted_days(text: str) -> str:
    return re.sub(r"'(\d{4}-\d{2}-\d{2})'", r"\1", text)
