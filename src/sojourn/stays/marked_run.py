"""Where the words and numbers of a rule stand in the statements of a run, so that a changed rule needs no building.

A rule whose words and numbers are marked is built once. Wherever its statements differ from those of the run, one of
the marks must say why; then a change of the rule is a change of those words and numbers, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from sojourn.emptiness import Needs
from sojourn.engine import Keeping, Make, Repeat, Statements
from sojourn.law.marks import EDGE, Change, Marked, Place, without_marks
from sojourn.prepared import Put, Stretch
from sojourn.replay import Run, answer_to, take
from sojourn.stays.beside import Beside

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\d+|[^\W\d]\w*|\s+|.", re.DOTALL)
#: Hours become microseconds.
_SCALES = (1, 3_600_000_000)


@dataclass(frozen=True)
class _Words:
    """A token with words of the rule: the token with its marks, and the words that stand in it."""

    marked: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class _Number:
    """A token that is a number of the rule, and by what it is multiplied."""

    place: Place
    scale: int


Slots = dict[int, _Words | _Number]
"""Of a statement: the number of a token, with what of the rule stands in it."""


class NotFollowed(Exception):  # noqa: N818 - it says what happened, and never reaches a user
    """The marked rule is used in a way that marks cannot follow."""


class Follow(Keeping):
    """Statements that run nothing: they check that a marked rule does what the run did, and note where marks stand."""

    def __init__(self, run: Run, marked: Marked) -> None:
        """Keep the run that is followed, and the marks."""
        self._words = marked.words
        self._raised = {raised: place for place, raised in marked.numbers.items()}
        self._steps: dict[str, Put | Make] = {name: Put(rows, name) for name, rows in run.given.items()}
        self._rounds: list[str] = []
        for step in (step for stretch in run.way for step in stretch.steps):
            if isinstance(step, Repeat):
                self._rounds.append(step.ask)
                self._steps |= {each.name: each for each in (step.start, *step.body)}
            else:
                self._steps[step.name] = step
        self._asks = iter(
            [(stretch.ask.sql, found) for stretch, found in zip(run.way, run.answers, strict=False) if stretch.ask]
        )
        self.slots: dict[str, Slots] = {}

    def put(self, rows: pa.Table, name: str) -> str:
        """Check that the same rows are put."""
        step = self._steps.get(name)
        if not isinstance(step, Put) or not step.rows.equals(rows):
            raise NotFollowed
        return name

    def make(self, sql: str, name: str) -> str:
        """Check that the statement is that of the run, but for marks."""
        step = self._steps.get(name)
        if step is None or isinstance(step, Put):
            raise NotFollowed
        self.compare(step.sql, sql)
        return name

    def begin(self, start: Make) -> str:
        """Check the statement that rounds begin with."""
        return self.make(start.sql, start.name)

    def settle(self, ask: str, needs: Needs) -> None:
        """Check the question that ends a round."""
        if not self._rounds:
            raise NotFollowed
        self.compare(self._rounds.pop(0), ask)

    def drop(self, name: str) -> None:
        """Nothing."""

    def value(self, sql: str) -> Any:
        """Give the answer of the run."""
        earlier, answer = next(self._asks, ("", None))
        self.compare(earlier, sql)
        return answer

    def rows(self, sql: str) -> pa.Table:
        """Give the rows of the run."""
        found: pa.Table = self.value(sql)
        return found

    def compare(self, plain: str, sql: str) -> None:
        """Note where marks stand in a statement.

        Raises:
            NotFollowed: it differs from the plain one in anything that no mark explains.
        """
        if plain == sql:
            return
        before, after = _TOKEN.findall(plain), _TOKEN.findall(sql)
        if len(before) != len(after):
            raise NotFollowed
        differ = (at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new)
        self.slots[plain] = {at: self._explained(before[at], after[at]) for at in differ}

    def _explained(self, old: str, new: str) -> _Words | _Number:
        if old.isdigit() and new.isdigit():
            return self._number(int(new) - int(old))
        places = tuple(place for place, word in self._words.items() if word in new)
        if without_marks(new) != old or new.count(EDGE) != 2 * len(places):
            raise NotFollowed
        return _Words(new, places)

    def _number(self, more: int) -> _Number:
        for scale in _SCALES:
            if more % scale == 0 and more // scale in self._raised:
                return _Number(self._raised[more // scale], scale)
        raise NotFollowed


def changed_run(
    real: Statements, run: Run, slots: Mapping[str, Slots], marked: Marked, changes: Mapping[Place, Change]
) -> dict[str, pa.Table] | None:
    """Do the run again with changed words and numbers; null where a decision falls out otherwise.

    Args:
        real: DuckDB's statements.
        run: the run without the changes; its tables are still in the engine.
        slots: where the rule's words and numbers stand, of ``Follow``.
        marked: the rule with its marks.
        changes: what takes the place of words, or is added to numbers.
    """
    beside = Beside(real, run)

    def changed(sql: str) -> str:
        return _rewritten(sql, slots[sql], marked, changes) if sql in slots else sql

    for stretch, answer in zip(run.way, [*run.answers, None], strict=True):
        _take_changed(beside, stretch, changed)
        ask = stretch.ask
        if ask is not None and answer_to(beside, replace(ask, sql=changed(ask.sql))) != answer:
            return None
    return {name: beside.rows(changed(sql)) for name, sql in run.way[-1].results.items()}


def _take_changed(beside: Beside, stretch: Stretch, changed: Callable[[str], str]) -> None:
    for step in stretch.steps:
        if isinstance(step, Put):
            take(beside, step)
        elif isinstance(step, Repeat):
            start, *body = [Make(changed(each.sql), each.name) for each in (step.start, *step.body)]
            beside.repeat(Repeat(start, tuple(body), changed(step.ask)))
        else:
            beside.make(changed(step.sql), step.name)


def _rewritten(sql: str, slots: Slots, marked: Marked, changes: Mapping[Place, Change]) -> str:
    tokens = _TOKEN.findall(sql)
    for at, slot in slots.items():
        if isinstance(slot, _Number):
            tokens[at] = str(int(tokens[at]) + slot.scale * int(changes.get(slot.place, 0)))
            continue
        text = slot.marked
        for place in slot.places:
            text = text.replace(marked.words[place], str(changes.get(place, without_marks(marked.words[place]))))
        tokens[at] = text
    return "".join(tokens)
