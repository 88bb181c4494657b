"""What can be stopped, and which record may be named as a court's order."""

from __future__ import annotations

import re
from datetime import date

from sojourn.errors import RegisterError
from sojourn.law.pack import Pack
from sojourn.register import clock
from sojourn.register.answering.engine import law_pack
from sojourn.register.controls.in_force import ADVERSE, AT, FEED, KINDS, MODEL, RULE
from sojourn.register.controls.suspended_law import suspend
from sojourn.register.store.statements import select

#: Days that the records of a feed may be distrusted backwards; as for the quarantine of a feed.
LONGEST = 3_660
#: Roles of rules by which records are read: without one of them the engine gives no answer at all.
NEEDED = frozenset(
    {
        "area", "contradiction", "entry_parole", "entry_until", "entry_window", "merge", "not_subject", "proof",
        "returned", "turn_back", "waiting_time",
    }
)  # fmt: skip
#: Facts in which a court orders something.
_ORDERS = ("order", "removal_stay", "decision", "custody_decision", "proceeding")
_FEED_FORM = re.compile(r"[a-z][a-z_]*:[A-Za-z0-9._-]{1,60}")


def check_target(kind: str, target: str, since: date | None) -> None:
    """Refuse a stop of something that is not there, or that the register could not go on without.

    Raises:
        RegisterError: ``stop-target``, ``stop-rule-needed``.
    """
    if kind not in KINDS:
        raise _no_target(f"`{kind[:40]}` cannot be stopped", ", ".join(f"`{each}`" for each in KINDS))
    if kind == ADVERSE and target:
        raise _no_target("all steps against persons have no target", "an empty target")
    if kind == FEED and not (_FEED_FORM.fullmatch(target) and _is_near(since)):
        raise _no_target("this is no feed, or the day is too far back", f"`carrier:KL`, up to {LONGEST} days back")
    if kind == MODEL and target not in list_models():
        raise _no_target("this is no version of the model", ", ".join(f"`{each}`" for each in list_models()))
    if kind == RULE:
        _check_rule(law_pack(), target)


def list_models() -> list[str]:
    """List the versions of the model: the one in use, and those that have decided on links."""
    from sojourn.identity.model.model_file import load_model

    used = select("SELECT DISTINCT version FROM store_link_decision WHERE by = 'model' AND version IS NOT NULL")
    return sorted({load_model(None).version, *(str(version) for (version,) in used)})


def list_rules() -> list[tuple[str, str]]:
    """List the versions of rules that are in force as known today and may be stopped: target and title."""
    found = []
    for rule in law_pack().as_known_at(clock.now()).rules:
        for version in rule.versions:
            target = f"{rule.id}{AT}{version.label}"
            if not _is_needed(law_pack(), target):
                found.append((target, rule.text.title))
    return sorted(set(found))


def check_order(name: str) -> None:
    """Refuse what is no record of an order of a court.

    Raises:
        RegisterError: ``stop-order``.
    """
    rows = select(
        "SELECT feed, body->>'kind', body->>'authority', actor FROM store_record WHERE name = %s AND source = 'fact'",
        [name],
    )
    typed = [row for row in rows if str(row[3]).startswith("user:")]
    if not any(kind in _ORDERS and (str(feed).startswith("court:") or typed) for feed, kind, _, _ in rows):
        raise RegisterError(
            "stop-order",
            f"`{name[:80]}` is no record of a court's order. Allowed is a fact that a court sent, or that somebody "
            "recorded from its paper. Next: record the order first, then name its record.",
        )


def _check_rule(pack: Pack, target: str) -> None:
    rule_id, _, label = target.partition(AT)
    known = {rule.id: {version.label for version in rule.versions} for rule in pack.as_known_at(clock.now()).rules}
    if label not in known.get(rule_id, set()):
        raise _no_target("this is no version of a rule that is in force", "those of the list, as `rule@version`")
    if _is_needed(pack, target):
        raise RegisterError(
            "stop-rule-needed",
            f"without `{rule_id}` the engine reads no record, so no answer could be given to anybody. Allowed are "
            "rules that an answer can do without. Next: stop all steps against persons.",
        )


def _is_needed(pack: Pack, target: str) -> bool:
    """Say whether nothing would be left of a rule that the engine cannot do without."""
    rule = suspend(pack, frozenset({target})).as_known_at(clock.now()).get(target.partition(AT)[0])
    return rule.role in NEEDED and not rule.versions


def _is_near(since: date | None) -> bool:
    return since is None or 0 <= (clock.today() - since).days < LONGEST


def _no_target(what: str, allowed: str) -> RegisterError:
    return RegisterError("stop-target", f"{what}. Allowed: {allowed}. Next: choose what is to be stopped again.")
