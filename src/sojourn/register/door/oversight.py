"""What has to be in place before a register goes live."""

from __future__ import annotations

from pathlib import Path

from sojourn.errors import LawError, RegisterError
from sojourn.register import clock
from sojourn.register.accounts.models import Grant, Role
from sojourn.register.configuration import LIVE, Configuration
from sojourn.register.door.models import TrainingMark
from sojourn.register.retention.schedule import schedule_of


def check_live(configuration: Configuration) -> None:
    """Refuse to start a live register without what the law asks of it.

    Training starts always, and marks its database: simulated people are in it, so it never goes live.

    Raises:
        RegisterError: ``live-needs``, with everything that is missing at once.
    """
    if configuration.mode != LIVE:
        mark_training()
        return
    problems = [*_told(configuration), *_in_place()]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise RegisterError(
            "live-needs",
            f"the register cannot go live:\n{listed}\nNext: put in place what is missing, and start again.",
        )


def _told(configuration: Configuration) -> list[str]:
    problems = []
    if not configuration.controller.strip():
        problems.append("nobody answers for the data: SOJOURN_CONTROLLER is empty")
    if not configuration.legal_basis.strip():
        problems.append("no law is named that allows the register: SOJOURN_LEGAL_BASIS is empty")
    if not configuration.retention.strip() or not Path(configuration.retention).is_file():
        problems.append("the retention schedule is not there: SOJOURN_RETENTION has to name its file")
    elif wrong := _schedule_problem(configuration):
        problems.append(wrong)
    return problems


def _schedule_problem(configuration: Configuration) -> str:
    """Say what is wrong with the country's own times of retention; empty: nothing."""
    try:
        schedule_of(configuration)
    except LawError as error:
        return str(error)
    return ""


def _in_place() -> list[str]:
    overseers = Grant.objects.filter(
        role=Role.OVERSIGHT, confirmed_at__isnull=False, ended_at__isnull=True, user__is_active=True
    )
    problems = [] if overseers.exists() else ["no account has the role `oversight`"]
    if TrainingMark.objects.exists():
        problems.append("the database holds simulated people: a live register starts on a database of its own")
    return problems


def mark_training() -> None:
    """Mark the database as one of training; the loader of simulated people calls it too."""
    if not TrainingMark.objects.exists():
        TrainingMark.objects.create(marked_at=clock.now())
