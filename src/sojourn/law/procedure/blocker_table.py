"""The one table of the blockers: what sets and lifts each, who may record it. `docs/blockers.md` is written from it."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.law.blockers import BLOCKERS
from sojourn.law.procedure.blocker_words import LIFTS, QUESTIONS, WHYS
from sojourn.law.procedure.blockers.asking import ASKED_DAYS, NOT_BY_PROPOSER


@dataclass(frozen=True)
class Row:
    """One blocker: what sets it, what lifts it, who may record what lifts it, and its codes of reasons and lifts."""

    code: str
    sets: str
    lifts: str
    who: str
    whys: tuple[str, ...]
    ways: tuple[str, ...]


ASKED_WHYS = (
    "never_asked",
    "asked_expired",
    "asked_by_proposer",
    "asked_without_source",
    "asked_no",
    "answered_yes",
    "imported",
)
"""Reasons that every blocker has that is asked about."""

LIFT_WHYS = ("lift_without_source", "lift_by_unknown", "lift_by_proposer")
"""Reasons of every blocker that a later fact may lift."""

_AGENCY = "the authority or court that decided, by its feed; or a caseworker with the document"
_REVIEW = "a reviewer"

ROWS: tuple[Row, ...] = (
    Row(
        "B1",
        "a `citizenship_claim` (of type `indicia`: a sign); a passport of this country that any record names; a "
        "`citizenship_decision` that the person is a national, which nothing lifts",
        "a `citizenship_decision` (`denied`, `not_a_national`) made after the last sign",
        "the authority for citizenship, by its feed; or a caseworker with the decision",
        (
            *ASKED_WHYS,
            *LIFT_WHYS,
            "claim_undecided",
            "sign_undecided",
            "own_passport",
            "is_national",
            "decided_no_national",
        ),
        ("asked_no", "citizenship_decision", "correction"),
    ),
    Row(
        "B2",
        "an open pair that touches a record of the person; an answer that is unknown by `identity_review` or "
        "`contradiction`; no answer at all",
        "derived: the pair is decided, and the new answer has no doubt",
        _REVIEW,
        (*ASKED_WHYS, "pair_open", "identity_review", "contradiction", "no_open_pair", "no_answer"),
        ("asked_no", "review_decision", "new_answer"),
    ),
    Row(
        "B3",
        "a period of the answer that covers today; an `application` that is not decided, or was granted; a "
        "`protection`, `residence`, `exemption`, `extension`, `programme` or `voluntary_departure` that has not ended; "
        "an answer that is unknown",
        "a `decision` that refuses it, or that it was taken back; the end of the leave; a new answer; then the search "
        "in the records of the other agencies",
        _AGENCY,
        (
            *ASKED_WHYS,
            *LIFT_WHYS,
            "period_covers_today",
            "application_pending",
            "application_granted",
            "protection",
            "leave_on_file",
            "answer_unknown",
        ),
        ("asked_no", "new_answer", "decision", "end_of_leave"),
    ),
    Row(
        "B4",
        "a restricted fact; a `protection` or an `application` of the kinds of 8 U.S.C. 1367",
        'asked and answered "cleared" after the last such fact',
        "an officer trained for it, never the one who proposes the step",
        (*ASKED_WHYS, "restricted"),
        ("asked_no", "cleared"),
    ),
    Row(
        "B5",
        "any record of a departure since the arrival (also the person's own word; not a manifest that says: not on "
        "board); an answer that says: left; a dispute that is not weighed; open questions",
        "derived: the record is corrected by who made it or set aside by an authority; the answer to the dispute is "
        "weighed; a new answer",
        "the feed itself; an authority that may set aside; an officer weighs",
        (
            *ASKED_WHYS,
            "departure_on_record",
            "answer_says_left",
            "disputed",
            "questions_open",
            "no_departure",
            "no_answer",
        ),
        ("asked_no", "correction", "new_answer", "answer_weighed"),
    ),
    Row(
        "B6",
        "a `removal_stay` or an `undertaking` that has not ended, whenever it was received; a `motion` for a stay, or "
        "against an order made in absence, an `appeal`, or a request for asylum that is not decided; the time to "
        "appeal; a message of a court that nobody has read",
        "its end: `end_reason`, `valid_to`, a `cancellation` of it; the `decision`; the message is read",
        "the court or counsel, by their feed; or a caseworker with the document",
        (
            *ASKED_WHYS,
            *LIFT_WHYS,
            "removal_stay",
            "undertaking",
            "motion_pending",
            "appeal_pending",
            "asylum_pending",
            "appeal_time",
            "unread_messages",
            "no_removal_stay",
        ),
        ("asked_no", "end_of_removal_stay", "end_of_undertaking", "decision", "time", "messages_read"),
    ),
    Row(
        "B7",
        "a clock that is the person's time to act and has not run out, or cannot be counted; an `order` or a refusal "
        "of which nobody knows when the person was told",
        "derived: the clock runs out; the record says when the person was told",
        "the court or the authority, by its feed; or a caseworker with the proof of service",
        (*ASKED_WHYS, "asked_before", "time_runs", "start_unknown", "notice_unknown", "no_time_runs"),
        ("asked_no", "time", "told"),
    ),
    Row(
        "B8",
        "a `protection`, an `order` that bars a country, or a granted request for protection: for the country of "
        "return, or for every country where it names none; no country named though the step needs one. It belongs to "
        "the person, and goes with them to every later list, as named or as alternate",
        "another country of return; the end of the protection",
        _AGENCY,
        (
            *ASKED_WHYS,
            *LIFT_WHYS,
            "no_destination_in_step",
            "no_destination",
            "destination_barred",
            "every_country_barred",
            "destination_not_barred",
        ),
        ("asked_no", "destination", "another_destination", "end_of_protection"),
    ),
    Row(
        "B9",
        "no `service`; one that failed; one only put on file or published; no `contact` and no `representation`",
        "a `service` with the outcome `delivered` in real contact, an address, and the language asked about",
        "who served it, with proof; never the officer who proposes the step",
        (
            *ASKED_WHYS,
            *LIFT_WHYS,
            "never_served",
            "service_failed",
            "no_real_contact",
            "outcome_unknown",
            "contact_unknown",
            "language_not_asked",
            "served",
        ),
        ("asked_no", "service", "contact"),
    ),
    Row(
        "B10",
        "a birth date of a minor, or one that leaves it open; a `hold` that has not ended; a `death`",
        "the end of the hold; time",
        "the court, the doctor's or the child's authority, by its feed; or a caseworker with the document",
        (*ASKED_WHYS, *LIFT_WHYS, "died", "hold", "minor", "birth_unknown"),
        ("asked_no", "end_of_hold", "time", "correction"),
    ),
    Row(
        "B11",
        "a rule of the step that is vacated, suspended, proposed, ended or missing, as known today; for a step with a "
        "letter, a rule or an answer that was to be checked again before today",
        "derived: the law pack says that the rule is in force, and checked",
        "counsel, in the law pack",
        (
            "rule_missing",
            "rule_vacated",
            "rule_suspended",
            "rule_proposed",
            "rule_ended",
            "rule_stale",
            "answer_stale",
            "rules_in_force",
            "rests_on_no_rule",
        ),
        ("rule_in_force", "rule_checked"),
    ),
    Row(
        "B12",
        "no reason of the step's list; no source record of the person named, or none opened by the officer (the log "
        "proves it); a proposal that no person made",
        "derived: the officer gives reasons, names the records and opens them",
        "the officer who proposes the step",
        ("needs_a_proposal", "no_person", "no_grounds", "no_source_named", "no_source_opened", "officer_saw_records"),
        ("proposal", "grounds", "records", "open_records"),
    ),
    Row(
        "B13",
        "a step that two people take, without an approval, or approved by who proposed it or took an earlier step "
        "that excludes them",
        "derived: another officer or a supervisor approves",
        "another officer or a supervisor",
        (
            "one_person_decides",
            "needs_a_proposal",
            "approval_awaited",
            "approved_by_self",
            "approved_by_no_person",
            "approved_by_earlier_taker",
            "approved",
        ),
        ("proposal", "approval"),
    ),
)
"""One row a blocker, in their order."""

HEAD = """# Blockers

<!-- written from sojourn.law.procedure.blocker_table: change it there -->

A blocker is a fact or a doubt that forbids a step against a person until it is resolved. There are thirteen, the list
is closed, and no law pack can leave one out. Each is worked out from the facts on file by a pure function
(`sojourn.law.procedure.blockers`); nobody ticks one. All are looked at, all at once, when somebody asks, when a step is
proposed, approved and carried out, and when a new fact arrives.

A blocker says one of three things:

* **blocks**: a fact forbids the step;
* **unknown**: nobody knows, and that forbids it as well;
* **clear**: a fact lifted it, the records show it, or it was asked, answered "no" (nothing stands in the way) and the
  answer may still be relied on.

A fact that lifts a blocker names its source document and was not recorded by the officer who proposes the step. An
answer "no" names its document too, and counts only where another than the officer who proposes the step gave it. Where
the last answer is "yes" (something stands in the way), the blocker blocks whatever the records say, whoever gave it. A
case that came without its history has every one of B1 to B10 unknown until somebody asks: what is clear only because
nothing is on file says nothing there.

## The table

"""


def page() -> str:
    """Write the page of the docs: the table, what is asked, and every reason and way to lift in words."""
    lines = ["| blocker | facts that set it | what lifts it | who may record that | asked and answered: no |"]
    lines += ["|---|---|---|---|---|"]
    lines += [_row(row) for row in ROWS]
    return HEAD + "\n".join([*lines, "", "## What is asked", "", *_questions(), *_codes()])


def _row(row: Row) -> str:
    says = next(blocker for blocker in BLOCKERS if blocker.code == row.code)
    return f"| **{row.code}** {says.name} | {row.sets} | {row.lifts} | {row.who} | {_asked(row.code)} |"


def _asked(code: str) -> str:
    if code not in ASKED_DAYS:
        return "never asked"
    days = ASKED_DAYS[code]
    other = "; not by the officer who proposes" if code in NOT_BY_PROPOSER else ""
    return f"holds {days} {'day' if days == 1 else 'days'}{other}"


def _questions() -> list[str]:
    return [*(f"* **{code}**: {question}" for code, question in QUESTIONS.items()), ""]


def _codes() -> list[str]:
    lines = ["## Reasons", "", "| reason | blockers | in words |", "|---|---|---|"]
    lines += [f"| `{why}` | {_held(why, 'whys')} | {says} |" for why, says in WHYS.items()]
    lines += ["", "## Ways to lift", "", "| way | blockers | in words |", "|---|---|---|"]
    return [*lines, *(f"| `{way}` | {_held(way, 'ways')} | {says} |" for way, says in LIFTS.items()), ""]


def _held(code: str, column: str) -> str:
    held = [row.code for row in ROWS if code in getattr(row, column)]
    return f"{held[0]} to {held[-1]}" if held == [f"B{n}" for n in range(1, 11)] else ", ".join(held)
