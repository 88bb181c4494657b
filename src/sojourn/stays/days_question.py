"""``sojourn days``: a traveller's own question about days, answered from a file of stays and the dated law."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sojourn.engine import Engine, open_engine
from sojourn.errors import EvidenceError
from sojourn.law.pack import load_pack
from sojourn.law.rule import Law
from sojourn.stays.days_file import FIRST_DAY, LAST_DAY, OwnStay, class_code, read_stays
from sojourn.stays.days_granted import granted_answer
from sojourn.stays.days_told import DaysAnswer, Question, to_json, to_text
from sojourn.stays.days_window import window_answer


def answer_days(engine: Engine, stays: tuple[OwnStay, ...], law: Law, asked: Question) -> DaysAnswer:
    """Answer a question about days: by the window where the law counts one, else by the days that an arrival gives.

    Raises:
        LawError: ``law-before-earliest``, ``law-before-rule``, ``law-no-rule``, ``no-last-day``.
        EvidenceError: ``open-stay``; ``day-out-of-range``.
    """
    if asked.day > LAST_DAY:
        raise EvidenceError(
            "day-out-of-range",
            f"the day `{asked.day}` is out of range; allowed are days from {FIRST_DAY} to {LAST_DAY}. "
            "Next: ask about a day in that time.",
        )
    window = law.find("entry_window")
    if window is None:
        return granted_answer(engine, stays, law, asked)
    return window_answer(engine, stays, law, window, asked)


def tell_days(
    file: Path,
    law: str,
    known_at: datetime,
    day: date,
    *,
    entering: bool,
    admitted_class: str | None = None,
    as_json: bool = False,
) -> str:
    """Read a file of stays and answer in sentences, or as JSON.

    Args:
        file: CSV; see ``read_stays``.
        law: the code of a law pack, or its folder.
        known_at: the law as it was known at that time.
        day: the day asked about, or the day of entry.
        entering: ask how long a stay that begins on the day may last.
        admitted_class: the class of stays that name none.
        as_json: write JSON.

    Raises:
        EvidenceError: ``bad-stays``, ``no-such-file``, and as ``answer_days``.
        LawError: the pack cannot be loaded, and as ``answer_days``.
    """
    known = load_pack(law).as_known_at(known_at)
    stays = read_stays(file)
    with open_engine(memory="1GB") as engine:
        answer = answer_days(engine, stays, known, Question(day, entering, class_code(admitted_class)))
    return to_json(answer) if as_json else to_text(answer)
