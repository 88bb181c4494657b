"""The stop switch: what is stopped is refused at once, pending steps stay, and only who set a stop lifts it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from controls_cases import Ready
from hypothesis import given
from hypothesis import strategies as st
from register_serving import in_thread

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


@pytest.fixture(scope="module")
def overseer(django_ready: object) -> Any:
    """Give somebody of oversight, committed before any test holds a transaction."""
    return in_thread(committed_overseer)


@pytest.fixture
def ready(acting: Maker) -> Ready:
    """Give a case whose warrant may be proposed."""
    return Ready(acting)


def stop(who: Any, kind: str, target: str = "", **more: Any) -> int:
    from sojourn.register.controls.stops import Stopping, set_stop

    return set_stop(who, Stopping(kind, target, "The feed repeats itself.", **more))


def ready_day(ready: Ready) -> Any:
    """Give the day of the arrival of somebody whose case is ready."""
    from sojourn.register.store.records import find_record

    record = find_record(ready.made.arrival)
    assert record is not None
    return record.values["local_date"]


def lift(who: Any, number: int) -> None:
    from sojourn.register.controls.stops import lift_stop

    lift_stop(who, number, "It is mended.")


def work_off() -> None:
    """Do what the worker does until nothing waits."""
    from sojourn.register.chores import bring_in_part
    from sojourn.register.live.queue import answer_waiting

    for _ in range(40):
        more = bring_in_part()
        if answer_waiting() is None and not more:
            return
    raise AssertionError("the queue does not end")


def refused(code: str) -> Any:
    return pytest.raises(RegisterError, match=code)


def test_all_steps_against_persons_are_refused_and_go_on_when_the_stop_is_lifted(ready: Ready, acting: Maker) -> None:
    overseer = acting("oversight", office="")
    number = stop(overseer, "adverse_steps")
    with refused("a stop forbids steps against this person now"):
        ready.propose()
    lift(overseer, number)
    assert ready.propose().state == "pending"


def test_a_pending_step_stays_pending_while_its_approval_is_stopped(ready: Ready, acting: Maker) -> None:
    proposal = ready.propose()
    stop(acting("oversight", office=""), "adverse_steps")
    with refused("`adverse_steps"):
        ready.approve(proposal)
    proposal.refresh_from_db()
    assert proposal.state == "pending"


def test_a_determination_is_told_to_nobody_while_it_is_stopped_but_a_correction_is(ready: Ready, acting: Maker) -> None:
    from sojourn.register.door.disclosures import Told, confirm_disclosure, propose_disclosure
    from sojourn.register.door.purposes import state_purpose

    clerk, second = acting("counsels_clerk", office="centre"), acting("supervisor", office="centre")
    for who in (clerk, second):
        state_purpose(who, ready.made.person_id, "legal_proceeding", "a court asked")

    def propose(corrects: int | None = None) -> Any:
        told = Told("A court", "Court street 1", "Act, section 12", "Proceeding 4/27")
        return propose_disclosure(clerk, ready.made.stay_id, told, corrects)

    told, waiting = confirm_disclosure(second, propose().pk), propose()
    overseer = acting("oversight", office="")
    for kind, target in (("adverse_steps", ""), ("feed", "post:JFK")):
        number = stop(overseer, kind, target, **({"since": ready_day(ready)} if target else {}))
        with refused("disclosure-stopped"):
            propose()
        with refused("disclosure-stopped"):
            confirm_disclosure(second, waiting.pk)
        lift(overseer, number)
    stop(overseer, "adverse_steps")
    assert confirm_disclosure(second, propose(told.pk).pk).corrects_id == told.pk


def test_an_approved_step_is_not_carried_out_while_it_is_stopped(ready: Ready, acting: Maker) -> None:
    proposal = ready.approve(ready.propose())
    stop(acting("oversight", office=""), "adverse_steps")
    with refused("a stop forbids"):
        ready.execute(proposal)
    proposal.refresh_from_db()
    ready.case.refresh_from_db()
    assert (proposal.state, ready.case.state) == ("approved", "removal_period")


def test_a_step_for_the_person_goes_on_while_steps_against_persons_are_stopped(ready: Ready, acting: Maker) -> None:
    from sojourn.register.cases.gates import lay_out
    from sojourn.register.cases.opening import get_case
    from sojourn.register.controls.stopping import is_against, require_no_stop

    stop(acting("oversight", office=""), "adverse_steps")
    desk = lay_out(get_case(ready.case.case_id))
    kind = [step for step in desk.steps if not is_against(step)]
    assert kind
    assert all(require_no_stop(desk, step) is None for step in kind)


def test_a_stop_that_another_connection_sets_forbids_a_step_within_a_second(overseer: Any, ready: Ready) -> None:
    """Set and committed in another connection: this one, in the middle of its transaction, refuses at its next step."""
    begun = time.perf_counter()
    number = in_thread(lambda: stop(overseer, "adverse_steps"))
    try:
        with refused("a stop forbids"):
            ready.propose()
        assert time.perf_counter() - begun < 1.0
    finally:
        in_thread(lambda: lift(overseer, number))


def committed_overseer() -> Any:
    """Make somebody of oversight whom every connection sees."""
    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.accounts.roles import acting_of

    return acting_of(make_user("stops-overseer", None, roles=("oversight",), name="O. Verseer", office="jfk"))


def test_only_who_set_a_stop_lifts_it(acting: Maker) -> None:
    from sojourn.register.door.acting import Refused

    first, second = acting("oversight", office=""), acting("oversight", office="")
    number = stop(first, "adverse_steps")
    with pytest.raises(Refused):
        lift(second, number)
    lift(first, number)
    with refused("no stop of this number"):
        lift(first, number)


def test_another_of_oversight_lifts_a_stop_whose_setter_left(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.accounts.models import Grant
    from sojourn.register.controls.in_force import stop_in_force

    first, second = acting("oversight", office=""), acting("oversight", office="")
    number = stop(first, "adverse_steps")
    Grant.objects.filter(user_id=first.user_id).update(ended_at=clock.now())
    lift(second, number)
    assert stop_in_force("adverse_steps") is None


@pytest.mark.parametrize("role", ["officer", "supervisor", "administrator", "counsels_clerk"])
def test_nobody_but_oversight_sets_a_stop_of_oversight(acting: Maker, role: str) -> None:
    from sojourn.register.door.acting import Refused

    with pytest.raises(Refused):
        stop(acting(role), "adverse_steps")


@pytest.mark.parametrize(
    ("kind", "target"),
    [("everything", ""), ("adverse_steps", "x"), ("feed", "KL"), ("model", "99"), ("rule", "us.visa_waiver"),
     ("rule", "us.none@1990-01-01")],
)  # fmt: skip
def test_what_is_not_there_cannot_be_stopped(acting: Maker, kind: str, target: str) -> None:
    with refused("Allowed"):
        stop(acting("oversight", office=""), kind, target)


def test_a_rule_that_the_engine_needs_is_not_stopped_by_itself(acting: Maker) -> None:
    from sojourn.register.answering.engine import law_pack

    label = law_pack().get("base.proof").history[0].version
    with refused("the engine reads no record"):
        stop(acting("oversight", office=""), "rule", f"base.proof@{label}")


def test_the_rules_that_the_engine_needs_are_those_that_it_asks_for_by_one() -> None:
    import re
    from pathlib import Path

    import sojourn.stays
    from sojourn.register.controls.targets import NEEDED

    folder = Path(str(sojourn.stays.__file__)).parent
    asked = {
        role for path in folder.glob("*.py") for role in re.findall(r'law\.one\("(\w+)"\)', path.read_text("utf-8"))
    }
    assert asked == NEEDED


def test_a_court_s_stop_holds_at_once_and_takes_two_people_and_another_order_to_end(
    ready: Ready, acting: Maker
) -> None:
    from sojourn.register.controls.in_force import stop_in_force
    from sojourn.register.controls.stops import (
        Stopping,
        ask_court_lift,
        confirm_court_lift,
        confirm_court_stop,
        record_court_stop,
    )  # fmt: skip
    from tests.register.cases.case_people import make_person, tell

    somebody = make_person("plaintiff")
    order, later = (tell(somebody, "removal_stay", type="court", reference=word) for word in ("ST-1", "ST-2"))
    clerk, second = acting("counsels_clerk"), acting("supervisor")
    number = record_court_stop(clerk, Stopping("adverse_steps", "", "Class action: no removals."), order)
    with refused("a stop forbids"):
        ready.propose()
    with refused("you recorded this yourself"):
        confirm_court_stop(clerk, number, "Read.", is_so=True)
    confirm_court_stop(second, number, "Read.", is_so=True)
    with refused("a court stopped this"):
        lift(acting("oversight", office=""), number)
    ask_court_lift(clerk, number, later, "Vacated.")
    assert stop_in_force("adverse_steps") is not None
    confirm_court_lift(second, number, "Read.", is_so=True)
    assert stop_in_force("adverse_steps") is None


def test_a_court_s_stop_that_the_second_person_does_not_find_in_the_order_ends_and_oversight_is_told(
    ready: Ready, acting: Maker
) -> None:
    from sojourn.register.cases.models import Alert
    from sojourn.register.controls.in_force import stop_in_force
    from sojourn.register.controls.stops import Stopping, confirm_court_stop, record_court_stop

    with refused("is no record of a court's order"):
        record_court_stop(acting("counsels_clerk"), Stopping("adverse_steps", "", "Said so."), ready.made.arrival)
    from tests.register.cases.case_people import tell

    order = tell(ready.made, "removal_stay", type="court", reference="ST-3")
    number = record_court_stop(acting("counsels_clerk"), Stopping("adverse_steps", "", "Said so."), order)
    confirm_court_stop(acting("counsels_clerk"), number, "It is about something else.", is_so=False)
    assert stop_in_force("adverse_steps") is None
    assert set(Alert.objects.values_list("kind", flat=True)) >= {"court_stop_recorded", "court_stop_refused"}


def test_a_rule_that_is_stopped_is_suspended_from_then_and_not_before(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.answering.engine import law_pack
    from sojourn.register.controls.suspended_law import law_as_known, law_for_engine

    pack, before = law_pack(), clock.now()
    rule = next(
        rule for rule in pack.as_known_at(before).rules if len(rule.versions) == 1 and rule.role == "citizenship"
    )
    target = f"{rule.id}@{rule.versions[-1].label}"
    with clock.set_to(before + timedelta(hours=1)):
        stop(acting("oversight", office=""), "rule", target)
        now = clock.now()
        assert law_as_known(pack, now).get(rule.id).on(clock.today()) is None
        assert rule.id not in {each.id for each in law_for_engine(pack, now).rules}
        assert law_as_known(pack, before).version == pack.as_known_at(before).version
        assert law_as_known(pack, now).version != pack.as_known_at(now).version


def test_a_step_that_names_a_stopped_rule_is_refused_at_once(ready: Ready, acting: Maker) -> None:
    from dataclasses import replace

    from sojourn.register.cases.gates import lay_out
    from sojourn.register.cases.opening import get_case
    from sojourn.register.controls.stopping import list_in_the_way, require_no_stop
    from sojourn.register.controls.targets import list_rules

    desk = lay_out(get_case(ready.case.case_id))
    target = next(target for target, _ in list_rules() if target.startswith("us.coverage@"))
    step = replace(next(each for each in desk.steps if each.adverse), rules=("us.coverage",))
    assert list_in_the_way(desk, step) == []
    stop(acting("oversight", office=""), "rule", target)
    with refused("`rule us.coverage@"):
        require_no_stop(desk, step)


def test_answers_that_rest_on_a_stopped_rule_are_worked_out_again_and_again_when_it_is_lifted(acting: Maker) -> None:
    from sojourn.register.store.models import CurrentAnswer
    from sojourn.register.store.statements import select
    from tests.register.cases.case_people import make_person

    claim = {"feed": "agency:CIT", "kind": "citizenship_claim", "fact_id": "claim-1"}
    made, overseer = make_person("ruled", facts=[claim]), acting("oversight", office="")
    cites = "SELECT body->'reasons' FROM store_answer WHERE stay_id = %s ORDER BY answer_id DESC LIMIT 1"
    ((reasons,),) = select(cites, [made.stay_id])
    ids = [each["rule"] for each in json.loads(reasons)]
    from sojourn.register.controls.targets import list_rules

    target = next(target for target, _ in list_rules() if target.partition("@")[0] in ids)
    before = CurrentAnswer.objects.get(stay_id=made.stay_id)
    number = stop(overseer, "rule", target)
    work_off()
    during = CurrentAnswer.objects.get(stay_id=made.stay_id)
    assert during.answer_id != before.answer_id
    ((reasons,),) = select(cites, [made.stay_id])
    assert target.partition("@")[0] not in [each["rule"] for each in json.loads(reasons)]
    lift(overseer, number)
    work_off()
    after = CurrentAnswer.objects.get(stay_id=made.stay_id)
    assert (after.state, after.unknown_code) == (before.state, before.unknown_code)


def test_a_step_that_rests_on_a_record_of_a_stopped_feed_is_refused_at_once(ready: Ready, acting: Maker) -> None:
    from sojourn.register import clock

    stop(acting("oversight", office=""), "feed", "agency:TEST", since=clock.today() - timedelta(days=1))
    with refused("`feed agency:TEST`"):
        ready.propose()


def test_records_of_a_stopped_feed_are_set_apart_and_taken_in_when_the_stop_is_lifted(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.door.acting import Acting
    from sojourn.register.intake.checking import Terms, check_lines
    from sojourn.register.intake.lines import read_array
    from sojourn.register.intake.take_in import Message, append_messages
    from sojourn.register.store.reading import find_record

    overseer = acting("oversight", office="")
    key = Acting("feed:carrier:ZZ", "ZZ", "", frozenset({"feed"}))
    text = (
        '[{"movement_id": "late-1", "kind": "manifest", "direction": "departure", "local_date": "TODAY", "port": "JFK",'
        ' "mode": "air", "boarded": true, "transport": "ZZ12", "surname": "NAMELATE", "given_names": "KIM",'
        ' "birth_date": "1985-06-07", "sex": "X", "nationality": "NLD", "document_type": "P",'
        ' "document_number": "TLATE0001", "document_issuer": "NLD"}]'
    )
    row = text.replace("TODAY", clock.today().isoformat()).encode()
    number = stop(overseer, "feed", "carrier:ZZ")
    good, bad = check_lines("movement", read_array(row), Terms("carrier:ZZ", clock.now()))
    assert not bad
    taken = append_messages(key, [Message("movement", "carrier:ZZ", row, "application/json", good, [])])
    (outcome,) = taken.outcomes[0]
    assert (outcome.fate, outcome.code) == ("quarantined", "feed-stopped")
    assert find_record("carrier:ZZ/late-1") is None
    lift(overseer, number)
    work_off()
    record = find_record("carrier:ZZ/late-1")
    assert record is not None
    assert record.values["surname"] == "NAMELATE"


def test_the_days_of_a_stopped_feed_are_doubted_at_all_ports_and_no_longer_when_it_is_lifted(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.feeds.doubted import doubted_feeds

    overseer, first = acting("oversight", office=""), clock.today() - timedelta(days=2)
    number = stop(overseer, "feed", "carrier:ZZ", since=first)
    rows = [row for row in doubted_feeds().to_pylist() if row["feed"] == "carrier:ZZ"]
    assert [row["day"] for row in rows] == [first + timedelta(days=each) for each in range(4)]
    assert {row["status"] for row in rows} == {"quarantined"}
    lift(overseer, number)
    assert "carrier:ZZ" not in doubted_feeds().column("feed").to_pylist()


def test_what_a_stopped_model_joined_is_undecided_as_long_as_the_stop_lasts(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.store.links import record_decision, standing_decisions

    overseer, names = acting("oversight", office=""), ("carrier:ZZ/a", "post:JFK/b")
    record_decision(*names, "same", "service", "x", None, clock.now(), by="model", version="1")
    record_decision("carrier:ZZ/c", "post:JFK/d", "same", "user:1", "x", None, clock.now())

    def verdicts() -> list[str]:
        rows = standing_decisions([*names, "carrier:ZZ/c"]).rows.to_pylist()
        return [row["verdict"] for row in rows]

    assert verdicts() == ["same", "same"]
    number = stop(overseer, "model", "1")
    assert verdicts() == ["unsure", "same"], "a reviewer's decision is not the model's"
    lift(overseer, number)
    assert verdicts() == ["same", "same"]


def test_a_stopped_model_makes_no_decision(acting: Maker) -> None:
    from sojourn.register.answering.matching import Matched, match_leftovers

    stop(acting("oversight", office=""), "model", "1")
    assert match_leftovers() == Matched(0, 0, 0)


@given(st.lists(st.sampled_from(["set", "lift"]), max_size=8))
def test_the_law_without_stops_is_the_law(acts: list[str]) -> None:
    """Suspending nothing gives the very pack, however often it is asked."""
    from sojourn.law.pack import load_pack
    from sojourn.register.controls.suspended_law import suspend

    pack = load_pack("us")
    assert all(suspend(pack, frozenset()) is pack for _ in acts)


def test_the_pages_of_a_case_say_what_is_stopped_and_why(client: Maker, acting: Maker) -> None:
    boss = client("supervisor", office="centre")
    ready = Ready(lambda *roles, **more: boss.acting if roles == ("officer",) else acting(*roles, **more))
    stop(acting("oversight", office=""), "adverse_steps")
    text = boss.get(f"/cases/{ready.case.case_id}/").content.decode()
    assert "No step against this person can be taken now" in text
    assert "The feed repeats itself." in text
    assert "All steps against persons are stopped for the whole register" in text


def test_the_page_of_stops_is_for_all_who_work_and_setting_one_for_oversight(client: Maker) -> None:
    overseer = client("oversight", office="")
    sent = {"kind": "feed", "feed": "carrier:ZZ", "why": "It repeats itself."}
    assert overseer.post("/controls/stops/new/", {**sent, "why": ""}).status_code == 422
    assert overseer.post("/controls/stops/new/", sent).status_code == 302
    worker = client("caseworker")
    text = worker.get("/controls/stops/").content.decode()
    assert "The feed carrier:ZZ" in text
    assert "It repeats itself." in text
    assert worker.post("/controls/stops/new/", sent).status_code == 403
