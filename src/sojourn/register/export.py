"""The register's evidence as files again: everything that was taken in, for a batch run or another system.

INVARIANT: it takes two people who both may, each with their own password and code; oversight is told.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import authenticate

from sojourn.errors import RegisterError
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import acting_of
from sojourn.register.accounts.second_factor import demanded
from sojourn.register.cases.alerts import raise_alert
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action, refuse
from sojourn.register.door.looks import EVERYBODY
from sojourn.register.door.verbs import Verb
from sojourn.register.feeds.overrides import write_overrides
from sojourn.register.store.links import standing_decisions
from sojourn.register.store.reading import read_history
from sojourn.register.store.subjects import list_subjects

#: Asks whoever sits at the command line for a secret.
Ask = Callable[[str], str]
_LONGEST_REASON = 500
_PERMISSION = "export"
#: What oversight is told of an export.
ALERT = "evidence_exported"


def export_evidence(usernames: tuple[str, str], ask: Ask, reason: str, out: Path) -> int:
    """Sign two people in, write the evidence folder ``out``, log it of both, tell oversight; give the records' number.

    The folder has ``movements.parquet``, ``facts.parquet``, ``links.parquet`` (for ``reconcile --links``) and
    ``feed_overrides.yaml``. Records
    whose personal values were erased are not in it.

    Raises:
        RegisterError: ``not-signed-in``, ``export-exists``, ``export-reason``; ``second-person-needed``: both are one.
        Refused: ``not-allowed``: one of the two lacks the role; the refusal is logged.
    """
    if out.exists():
        raise RegisterError(
            "export-exists", f"there is something at `{out}` already. Nothing was written. Next: name a new folder."
        )
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise RegisterError(
            "export-reason", f"a reason of 1 to {_LONGEST_REASON} letters is needed; the log keeps it. Next: give one."
        )
    acting, second = (sign_in(each, ask) for each in usernames)
    _require_two(acting, second)
    beside = out.with_name(f".{out.name}.part")
    try:
        count = write_evidence(acting, second, reason.strip(), beside)
        beside.rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def sign_in(username: str, ask: Ask) -> Acting:
    """Check a password and, where it is demanded, a code of the second factor.

    Raises:
        RegisterError: ``not-signed-in``; it does not say which of them was wrong.
    """
    user = authenticate(username=username, password=ask(f"Password of {username}"))
    if isinstance(user, User):
        code = ask(f"Code of the second factor of {username}") if demanded() else None
        if code is None or _code_is_right(user, code):
            return acting_of(user)
    raise RegisterError(
        "not-signed-in", "the name, the password or the code is not right. Next: try again, or ask an administrator."
    )


@action(Verb.EXPORTED, _PERMISSION)
def write_evidence(acting: Acting, second: Acting, reason: str, folder: Path) -> Done[int]:
    """Write everything on file to a new folder, and tell oversight; the events of both count for everybody in it.

    Raises:
        RegisterError: ``second-person-needed``: both are one.
        Refused: ``not-allowed``.
    """
    _require_two(acting, second)
    folder.mkdir(parents=True)
    history = read_history(list_subjects())
    pq.write_table(history.movements, folder / "movements.parquet")
    pq.write_table(history.facts, folder / "facts.parquet")
    pq.write_table(standing_decisions(None).rows, folder / "links.parquet")
    (folder / "feed_overrides.yaml").write_text(write_overrides(), encoding="utf-8")
    count = history.movements.num_rows + history.facts.num_rows
    agree(second, reason)
    raise_alert(ALERT, None, acting.user_id, records=count, second=second.user_id, why=reason)
    return Done(count, (EVERYBODY,), {"records": count, "reason": reason, "second": second.actor})


@action(Verb.EXPORTED, _PERMISSION)
def agree(acting: Acting, reason: str) -> Done[None]:
    """Write down who was the second person of an export."""
    return Done(None, (EVERYBODY,), {"reason": reason, "as_second": True})


def _require_two(acting: Acting, second: Acting) -> None:
    if acting.user_id is None or acting.user_id == second.user_id:
        raise RegisterError(
            "second-person-needed",
            "an export takes two people, and this is one account twice. Nothing was written. Next: ask another records "
            "officer to sign in as the second.",
        )
    if not second.may(_PERMISSION):
        refuse(second, _PERMISSION)


def _code_is_right(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return kept is not None and TOTP(kept).validate_code(code)
