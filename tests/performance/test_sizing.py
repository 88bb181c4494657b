"""The sizing guide: its arithmetic by hand, and the page in step with the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tools.pages import PAGES, list_stale_pages
from tools.sizing import (
    Country,
    Unit,
    batch_hours,
    core_hours,
    cost,
    disk_at,
    keeping_all,
    live_cores,
    mean_rate,
    movements_a_year,
    peak_rate,
    place_of,
    read_sizing,
    sizing_parts,
    terabyte_years,
    unit_of,
)

ASSUMED: dict[str, float] = {
    "peak_over_mean": 10,
    "years": 10,
    "kept_years": 3,
    "busy_share": 0.5,
    "runs_a_year": 12,
    "runs_kept": 2,
    "wal_days": 7,
    "sealed_share": 1,
    "free_share": 0.2,
    "price_terabyte_year": 100,
    "price_core_hour": 0.1,
}
#: Round numbers, with which all can be worked out by hand.
UNIT = Unit(2, 40, 80, 7000, 1000, 9000, 500, 3.6e-5, 36, 0.002, 800, ASSUMED)
#: A thousand million movements a year.
LAND = Country("a land", 500_000_000, bases=2, replicas=1)


def test_rates_are_movements_over_the_seconds_of_a_year() -> None:
    year = replace(LAND, crossings=31_536_000)
    assert movements_a_year(UNIT, year) == 63_072_000
    assert mean_rate(UNIT, year) == 2
    assert peak_rate(UNIT, year) == 20


@pytest.mark.parametrize(("crossings", "cores"), [(1_000, 2), (31_536_000 * 50, 4)])
def test_live_cores_follow_the_peak_and_are_two_at_least(crossings: int, cores: int) -> None:
    # 50 crossings a second are 100 movements, 1,000 at the peak: two cores' time, on cores that are half busy
    assert live_cores(UNIT, replace(LAND, crossings=crossings)) == cores


def test_a_batch_of_a_thousand_million_takes_ten_core_hours() -> None:
    assert batch_hours(UNIT, 1e9) == pytest.approx(10 + 0.01)
    assert batch_hours(UNIT, 1e9, cores=20) == pytest.approx(0.5 + 0.01), "the fixed seconds are not shared"


def test_the_disk_of_the_first_year() -> None:
    disk = disk_at(UNIT, LAND, 1)
    assert disk.evidence == 40e9
    assert disk.outputs == 160e9
    assert disk.register == 7.5e12
    assert disk.replicas == 7.5e12
    assert disk.backups == pytest.approx(15e12 + 1e9 / 365 * 7 * 9000)
    parts = disk.evidence + disk.outputs + disk.register + disk.replicas + disk.backups
    assert disk.free == pytest.approx(parts / 4), "a fifth of all is a quarter of the rest"
    assert disk.total == pytest.approx(parts * 1.25)


def test_after_the_time_of_retention_only_the_log_grows() -> None:
    third, tenth = disk_at(UNIT, LAND, 3), disk_at(UNIT, LAND, 10)
    assert third.evidence == tenth.evidence == 120e9
    assert tenth.register - third.register == 7 * 1e9 * 1000
    assert disk_at(keeping_all(UNIT), LAND, 10).register == 10 * 7.5e12


def test_terabyte_years_and_core_hours_make_the_cost() -> None:
    by_hand = sum(disk_at(UNIT, LAND, year).total for year in range(1, 11)) / 1e12
    assert terabyte_years(UNIT, LAND) == pytest.approx(by_hand)
    # years on file: 1, 2, then 3 eight times: 27; ten core-hours each, twelve runs; live peak 317 a second: 2 cores
    assert live_cores(UNIT, LAND) == 2
    assert core_hours(UNIT, LAND) == pytest.approx(2 * 2 * 8760 * 10 + (27 * 10 + 10 * 0.01) * 12)
    assert cost(UNIT, LAND) == pytest.approx(by_hand * 100 + core_hours(UNIT, LAND) * 0.1)


@pytest.mark.parametrize(
    ("crossings", "place"),
    [
        (1_000_000, "laptop"),
        (2_000_000, "one server"),
        (200_000_000, "server with replicas; Spark"),
        (2_000_000_000, "database apart, replicas; Spark"),
    ],
)
def test_where_it_runs_follows_what_is_on_file_and_the_peak(crossings: int, place: str) -> None:
    assert place_of(UNIT, replace(LAND, crossings=crossings)) == place


def test_the_unit_divides_by_the_movements_of_each_measurement() -> None:
    measured = {
        "evidence": {"movements": 10, "movements_bytes": 300, "facts_bytes": 100},
        "outputs": {
            "movements": 6,
            "files": {"crossings": {"rows": 4, "bytes": 60}, "answers": {"rows": 2, "bytes": 6}},
        },
        "batch": {"movements": 100, "seconds": 60, "fixed_seconds": 10, "cores": 2},
        "register": {"table_bytes": 5, "index_bytes": 2, "log_bytes": 1, "wal_bytes": 9},
        "live": {
            "database_ms": 1,
            "web_ms": 2,
            "worker_ms": 3,
            "sustained_per_second": 7,
            "message_bytes_per_movement": 8,
        },
    }
    assert unit_of(measured, ASSUMED) == Unit(1.5, 40, 11, 7, 1, 9, 8, 1, 10, 0.006, 7, ASSUMED)


def test_the_page_is_in_step_with_the_file() -> None:
    assert "sizing.md" in PAGES
    assert "sizing.md" not in list_stale_pages(), "Next: make format"


def test_another_measurement_makes_another_page(repo: Path) -> None:
    sizing = read_sizing()
    slower = replace(sizing, unit=replace(sizing.unit, batch_core_seconds=2 * sizing.unit.batch_core_seconds))
    assert sizing_parts(slower)["sizing_batch"] != sizing_parts(sizing)["sizing_batch"]
    assert all(name in (repo / "tools" / "sizing.md").read_text(encoding="utf-8") for name in sizing_parts(sizing))
