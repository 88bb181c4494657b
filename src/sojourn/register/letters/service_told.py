"""What letters say about the service itself: its name, its address, where help is to be had, when it reminds."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register.configuration import LIVE
from sojourn.register.letters.texts import LANGUAGES

#: Names the file; a register in training has one of its own.
NAMED_BY = "SOJOURN_LETTERS"
_TRAINING = Path(__file__).with_name("service.yaml")
_DAYS = range(1, 181)


@dataclass(frozen=True)
class ServiceTold:
    """What letters say about the service.

    Attributes:
        reminder_days: days before the last authorised day on which the reminder is made. No law asks for a reminder, so
            this is the service's own setting.
        help: where to get help, by language.
    """

    name: str
    address: tuple[str, ...]
    reminder_days: int
    help: Mapping[str, str]


def service_told() -> ServiceTold:
    """Read what letters say about the service.

    Raises:
        RegisterError: ``letter-service-unset``: a live register names no file, or the file misses something.
    """
    named = os.environ.get(NAMED_BY, "")
    if not named and settings.CONFIGURATION.mode == LIVE:
        raise _unset([f"{NAMED_BY} names no file"])
    return _read(Path(named) if named else _TRAINING)


@functools.lru_cache(maxsize=2)
def _read(path: Path) -> ServiceTold:
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _unset(["the file cannot be read as YAML"]) from error
    problems = list(_problems(told if isinstance(told, dict) else {}))
    if problems:
        raise _unset(problems)
    return ServiceTold(str(told["name"]), tuple(map(str, told["address"])), told["reminder_days"], dict(told["help"]))


def _problems(told: Mapping[str, Any]) -> list[str]:
    problems = [] if told.get("name") else ["`name` is missing"]
    if not isinstance(told.get("address"), list) or not told["address"]:
        problems.append("`address` is no list of lines")
    if told.get("reminder_days") not in _DAYS:
        problems.append(f"`reminder_days` is no number from {_DAYS.start} to {_DAYS.stop - 1}")
    known = told.get("help") if isinstance(told.get("help"), dict) else {}
    return problems + [f"`help` says nothing in `{code}`" for code in LANGUAGES if not (known or {}).get(code)]


def _unset(problems: list[str]) -> RegisterError:
    listed = "; ".join(problems)
    return RegisterError(
        "letter-service-unset",
        f"letters cannot be made: {listed}. Allowed is a YAML file with `name`, `address`, `reminder_days` and `help` "
        f"in {', '.join(LANGUAGES)}. Next: write it, name it by {NAMED_BY} and start again.",
    )
