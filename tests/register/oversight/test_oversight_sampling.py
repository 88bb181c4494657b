"""The sample: drawn by a public seed and by chance alone, and looked at afresh by somebody who had no part in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from sojourn.errors import RegisterError

Maker = Callable[..., Any]
SEED = "0f" * 32


@pytest.fixture
def drawn(person: Maker, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """Give a maker of a draw over persons with one answer each, and of its pieces by person."""
    from sojourn.register import clock
    from sojourn.register.oversight import sampling
    from sojourn.register.oversight.months import month_of

    monkeypatch.setattr(sampling, "public_seed", lambda month: SEED)

    def make(*states: str, restricted: bool = False) -> tuple[Any, list[Any]]:
        from datetime import date

        people = [person(state, restricted) for state in states]
        with clock.set_to(clock.start_of(date(2027, 2, 20))):
            made = sampling.draw_month(month_of(date(2027, 1, 5)))
        return made, people

    return make


def test_the_same_seed_and_ids_give_the_same_sample_in_whatever_order() -> None:
    from sojourn.register.oversight.sampling import choose

    ids = list(range(1000))
    shuffled = random.Random(1).sample(ids, len(ids))
    assert choose(SEED, "answer", ids, 20) == choose(SEED, "answer", shuffled, 20)
    assert choose(SEED, "answer", ids, 20) != choose("1e" * 32, "answer", ids, 20)
    assert choose(SEED, "answer", ids, 20) != choose(SEED, "determination", ids, 20)


def test_each_has_the_same_chance_whatever_its_traits() -> None:
    """A permutation test: the share of a trait in the sample is where the shares of chance samples lie."""
    from sojourn.register.oversight.sampling import choose

    ids, chance = list(range(400)), random.Random(7)
    trait = dict(zip(ids, (number < 100 for number in ids), strict=True))  # the oldest quarter has it
    seeds = [f"{number:064x}" for number in range(300)]
    held = sum(trait[each] for seed in seeds for each in choose(seed, "answer", ids, 20))
    by_chance = sorted(sum(trait[each] for _seed in seeds for each in chance.sample(ids, 20)) for _time in range(200))
    assert by_chance[1] <= held <= by_chance[-2]


def test_a_draw_is_made_once_and_tells_what_it_was_drawn_from(drawn: Maker) -> None:
    made, people = drawn("in_status", "unexplained", "left_in_time")
    assert (made.seed, made.size, made.answers, made.determinations) == (SEED, 20, 3, 0)
    assert {each.person_id for each in made.pieces.all()} == {each.person_id for each in people}
    assert drawn()[0] is None


def test_a_piece_is_given_to_who_had_no_part_and_shows_no_result(drawn: Maker, client: Maker) -> None:
    drawn("unexplained")
    reviewer = client("reviewer")
    answer = reviewer.post("/sample/next/")
    page = reviewer.get(answer.headers["Location"]).content.decode()
    assert "Quarrowby" in page
    for word in ("no departure is known", "unexplained", "Unexplained", "question about records"):
        assert word not in page.replace("no departure is on file", "")


def test_nobody_looks_again_at_what_they_had_a_part_in(drawn: Maker, acting: Maker) -> None:
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.oversight.rechecking import take_piece
    from sojourn.register.records.actions import open_person

    _made, (whom,) = drawn("in_status")
    officer = acting("officer")
    state_purpose(officer, whom.person_id, "correction", "x")
    open_person(officer, whom.person_id)
    assert take_piece(officer) is None
    assert take_piece(acting("officer")).person_id == whom.person_id


def test_a_restricted_person_is_given_to_those_who_may_open_it(drawn: Maker, acting: Maker) -> None:
    from sojourn.register.oversight.rechecking import take_piece

    _made, (whom,) = drawn("in_status", restricted=True)
    assert take_piece(acting("reviewer")) is None
    assert take_piece(acting("supervisor")).person_id == whom.person_id


def test_a_piece_of_a_person_who_is_no_more_is_void_and_blocks_nobody(drawn: Maker, acting: Maker) -> None:
    from sojourn.register.oversight.rechecking import list_pieces, take_piece
    from sojourn.register.store.persons import set_current_persons

    made, people = drawn("in_status", "in_status", "in_status")
    reviewer = acting("reviewer")
    own = take_piece(reviewer).person_id
    gone = [whom for whom in people if whom.person_id == own] + [whom for whom in people if whom.person_id != own][:1]
    set_current_persons([whom.subject_id for whom in gone], [])
    assert take_piece(acting("reviewer")).person_id not in {whom.person_id for whom in gone}
    assert list_pieces(reviewer) == []
    assert take_piece(reviewer) is None
    assert made.pieces.filter(verdict="void", checked_at__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("state", "conclusion", "verdict"),
    [
        ("in_status", "may_be_here", "right"),
        ("unexplained", "left_in_time", "wrong"),
        ("unknown", "not_known", "right"),
        ("left_in_time", "cannot_tell", "cannot_tell"),
    ],
)
def test_a_conclusion_is_held_against_the_first_result(
    drawn: Maker, acting: Maker, state: str, conclusion: str, verdict: str
) -> None:
    from sojourn.register.oversight.rechecking import Concluded, conclude, open_piece, take_piece

    drawn(state)
    reviewer = acting("reviewer")
    piece = take_piece(reviewer)
    open_piece(reviewer, piece.pk)
    done = conclude(reviewer, piece.pk, Concluded(conclusion, "records_agree", ""))
    assert (done.verdict, done.seen_first) == (verdict, False)
    with pytest.raises(RegisterError) as again:
        conclude(reviewer, piece.pk, Concluded(conclusion, "records_agree", ""))
    assert again.value.code == "sample-not-yours"


def test_a_determination_stands_where_the_records_show_a_stay_beyond_its_end() -> None:
    from sojourn.register.oversight.conclusions import CLASSES, DETERMINED, verdict_of

    right = {each for each in CLASSES if verdict_of(DETERMINED, each) == "right"}
    assert right == {"not_left", "left_after"}


def test_every_state_of_an_answer_has_a_class() -> None:
    from sojourn.register.components.words import STATES
    from sojourn.register.oversight.conclusions import CLASSES, class_of

    assert {class_of(state) for state in STATES} == set(CLASSES)


def test_who_opened_the_answer_in_between_counts_in_no_rate(drawn: Maker, acting: Maker) -> None:
    from datetime import date

    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.oversight.months import Span
    from sojourn.register.oversight.quality import measure_sample
    from sojourn.register.oversight.rechecking import Concluded, conclude, take_piece
    from sojourn.register.records.actions import open_person

    drawn("in_status", "in_status")
    for peeks in (True, False):
        reviewer = acting("reviewer")
        piece = take_piece(reviewer)
        if peeks:
            state_purpose(reviewer, piece.person_id, "correction", "x")
            open_person(reviewer, piece.person_id)
        conclude(reviewer, piece.pk, Concluded("left_in_time", "record_missing", ""))
    (found,) = measure_sample(Span(date(2027, 1, 1), date(2027, 2, 1)))
    assert (found.kind, found.wrong, found.base, found.drawn, found.frame) == ("answer", 1, 1, 2, 2)
    assert not found.told  # of two alone no rate is told


def test_a_piece_of_somebody_else_is_not_opened(drawn: Maker, acting: Maker) -> None:
    from sojourn.register.oversight.rechecking import open_piece, take_piece

    drawn("in_status")
    piece = take_piece(acting("reviewer"))
    with pytest.raises(RegisterError) as refused:
        open_piece(acting("reviewer"), piece.pk)
    assert refused.value.code == "sample-not-yours"


def test_the_simulated_rates_are_those_of_the_scoreboard() -> None:
    import re
    from pathlib import Path

    from sojourn.register.oversight.simulated import FALSE_LEFT, FALSE_UNEXPLAINED

    text = (Path(__file__).parents[3] / "docs" / "scoreboard.md").read_text("utf-8")
    table = text.partition("### 40,000 travellers")[2]
    for rate, words in ((FALSE_UNEXPLAINED, "False `unexplained`"), (FALSE_LEFT, "False 'left', per 100,000 stays")):
        line = next(each for each in table.splitlines() if each.startswith(f"| {words}"))
        told = re.findall(r"· ([\d,]+) of ([\d,]+)", line)[-1]
        assert tuple(int(each.replace(",", "")) for each in told) == (rate.wrong, rate.base)
