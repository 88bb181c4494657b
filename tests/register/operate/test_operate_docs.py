"""The page about operating tells every setting, every figure and every check, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SETTING = re.compile(r"\"(SOJOURN_[A-Z_]+|DATABASE_URL|TMPDIR|XDG_RUNTIME_DIR)\"")
TOLD = re.compile(r"`(SOJOURN_[A-Z_]+|DATABASE_URL|TMPDIR|XDG_RUNTIME_DIR)`")


@pytest.fixture(scope="module")
def page(repo: Path) -> str:
    return (repo / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_setting_that_the_register_reads_is_told(page: str, repo: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (repo / "src" / "sojourn" / "register").rglob("*.py")]
    read = {name for text in texts for name in SETTING.findall(text)}
    assert set(TOLD.findall(page)) == read


def test_what_counts_where_a_setting_is_not_given_is_told_right(page: str) -> None:
    from sojourn.register.configuration import DISK_FLOOR, QUEUE_LIMIT

    rows = dict(re.findall(r"^\| `(SOJOURN_\w+)` \| .* \| `(\d+)` \|$", page, re.MULTILINE))
    assert rows == {name: str(otherwise) for name, _least, otherwise in (QUEUE_LIMIT, DISK_FLOOR)}


@pytest.mark.usefixtures("db")
def test_every_figure_is_told(page: str) -> None:

    from sojourn.register.operate.metrics import OWN
    from sojourn.register.operate.scraped import _feeds, _queue, _State, _worker

    names = {metric.name + ("_total" if metric.type == "counter" else "") for metric in OWN.collect()}
    names |= {metric.name for metric in [*_State().collect(), *_queue(), *_worker(), _feeds()]}
    names.add("sojourn_worker_beat_age_seconds")  # told once a worker has lived
    names.add("sojourn_disk_free_bytes")  # told where the folder is known
    assert set(re.findall(r"`(sojourn_\w+)`", page)) == names


@pytest.mark.usefixtures("db")
def test_every_check_is_told(page: str) -> None:
    from sojourn.register.operate.health import check_all

    section = page.partition("| check | good when |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == [check.name for check in check_all()]


def test_numbers_that_are_not_allowed_are_all_named() -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.configuration import read_configuration

    told = {
        "SOJOURN_DATABASE": "postgresql:///x", "SOJOURN_SECRET_KEY": "x", "SOJOURN_INDEX_KEY": "00",
        "SOJOURN_SIGNING_KEY": "00" * 32,
        "SOJOURN_QUEUE_LIMIT": "0", "SOJOURN_DISK_FLOOR_MB": "much", "SOJOURN_LOG_LEVEL": "loud",
    }  # fmt: skip
    with pytest.raises(RegisterError) as refused:
        read_configuration(told)
    assert [name for name in list(told)[4:] if name not in refused.value.message] == []
