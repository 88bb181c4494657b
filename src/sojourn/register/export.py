"""The register's evidence as files again: everything that was taken in, for a batch run or another system."""

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
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.looks import EVERYBODY
from sojourn.register.door.verbs import Verb
from sojourn.register.feeds.overrides import write_overrides
from sojourn.register.store.links import standing_decisions
from sojourn.register.store.reading import read_history
from sojourn.register.store.subjects import list_subjects

#: Asks whoever sits at the command line for a secret.
Ask = Callable[[str], str]
_LONGEST_REASON = 500


def export_evidence(username: str, ask: Ask, reason: str, out: Path) -> int:
    """Sign somebody in, write the evidence folder ``out``, and log it; give the number of records.

    The folder has ``movements.parquet``, ``facts.parquet``, ``links.parquet`` (for ``reconcile --links``) and
    ``feed_overrides.yaml``. Records
    whose personal values were erased are not in it.

    Raises:
        RegisterError: ``not-signed-in``, ``export-exists``, ``export-reason``.
        Refused: ``not-allowed``: the role is missing; the refusal is logged.
    """
    if out.exists():
        raise RegisterError(
            "export-exists", f"there is something at `{out}` already. Nothing was written. Next: name a new folder."
        )
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise RegisterError(
            "export-reason", f"a reason of 1 to {_LONGEST_REASON} letters is needed; the log keeps it. Next: give one."
        )
    acting = sign_in(username, ask)
    beside = out.with_name(f".{out.name}.part")
    try:
        count = write_evidence(acting, reason.strip(), beside)
        beside.rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def sign_in(username: str, ask: Ask) -> Acting:
    """Check a password and, where it is demanded, a code of the second factor.

    Raises:
        RegisterError: ``not-signed-in``; it does not say which of them was wrong.
    """
    user = authenticate(username=username, password=ask("Password"))
    if isinstance(user, User) and (not demanded() or _code_is_right(user, ask("Code of the second factor"))):
        return acting_of(user)
    raise RegisterError(
        "not-signed-in", "the name, the password or the code is not right. Next: try again, or ask an administrator."
    )


@action(Verb.EXPORTED, "export")
def write_evidence(acting: Acting, reason: str, folder: Path) -> Done[int]:
    """Write everything on file to a new folder; the event counts for everybody in it."""
    folder.mkdir(parents=True)
    history = read_history(list_subjects())
    pq.write_table(history.movements, folder / "movements.parquet")
    pq.write_table(history.facts, folder / "facts.parquet")
    pq.write_table(standing_decisions(None).rows, folder / "links.parquet")
    (folder / "feed_overrides.yaml").write_text(write_overrides(), encoding="utf-8")
    count = history.movements.num_rows + history.facts.num_rows
    return Done(count, (EVERYBODY,), {"records": count, "reason": reason})


def _code_is_right(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return kept is not None and TOTP(kept).validate_code(code)
