"""The short form of the fault trials: a real register under load, struck, and held to account; see benchmarks/faults.

The long form, with more blows at more moments: ``python -m benchmarks.faults --rounds 20``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.faults.rounds import Faults, Round, faults

#: Seconds of load in each scenario, at least.
LOAD = 3.0
#: Few enough that no group of them shows a coverage of its own: it is measured over those answered together, who in a
#: micro-batch are fewer than in one batch run.
TRAVELLERS = 500


@pytest.fixture(scope="module")
def trials() -> Iterator[Faults]:
    """Run one register for all scenarios, with a simulated country to send to it."""
    with faults(travellers=TRAVELLERS, seed=11) as running:
        yield running


def all_well(found: Round) -> bool:
    """Say whether the load was real, and nothing was lost, doubled or answered otherwise than in one batch run."""
    assert found.wrong == ()
    return found.acknowledged > 0


def test_a_full_disk_is_told_and_everything_goes_on_when_there_is_room(trials: Faults) -> None:
    found = trials.run(6, ["disk full"], LOAD)
    assert all_well(found)
    assert found.later.keys() & {503, 507}


def test_killing_the_service_loses_and_doubles_nothing(trials: Faults) -> None:
    found = trials.run(2, ["service killed"], LOAD)
    assert all_well(found)
    assert found.unanswered > 0


def test_cut_connections_and_a_killed_database_lose_and_double_nothing(trials: Faults) -> None:
    starts = trials.register.starts
    assert all_well(trials.run(3, ["database cut off", "senders cut off", "database killed"], LOAD))
    assert trials.register.starts == starts  # it came back by itself


def test_a_clock_that_jumps_and_a_killed_worker_leave_no_record_out(trials: Faults) -> None:
    assert all_well(trials.run(5, ["clock wrong", "worker killed"], LOAD))
