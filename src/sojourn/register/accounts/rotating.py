"""A new secret key: it seals sessions and second factors from the next start on; the one before still opens them."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, replace
from pathlib import Path

from allauth.mfa.models import Authenticator

from sojourn.errors import RegisterError
from sojourn.register.accounts.sealing_texts import sealing_for
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.home import service_secrets
from sojourn.register.postgres.private_file import write_private

#: Why the other keys are not rotated here, each with what to do.
ELSEWHERE = {
    "index": (
        "the index key is drawn into digests that are never rewritten: by them rows of one record are told apart, and "
        "the log covers them. A register keeps it. Next: if it leaked, export the records into a new register."
    ),
    "signing": "the signing key is changed in the log, which says so with both keys. Next: `sojourn log rotate`.",
}


#: What of an authenticator is sealed: a text, or several.
_SEALED = ("secret", "seed", "migrated_codes")


@action(Verb.KEY_ROTATED, "back_up")
def rotate_secret(acting: Acting, home: Path) -> Done[int]:
    """Seal all second factors anew under the key of now, and write a new key for the next start; gives how many.

    The service that runs keeps the key of now until it is started again, so nobody is locked out. The key before that
    of now opens nothing any more.
    """
    kept = service_secrets(home)
    sealed = [_seal_again(each) for each in Authenticator.objects.select_for_update()]
    new = replace(kept, secret_key=secrets.token_hex(32), secret_key_fallbacks=kept.secret_key)
    write_private(home / "service.json", json.dumps(asdict(new)))
    return Done(sum(sealed), (), {"key": "secret"})


def refuse_elsewhere(which: str) -> None:
    """Refuse to rotate a key that is not rotated here.

    Raises:
        RegisterError: ``key-kept``.
    """
    if which in ELSEWHERE:
        raise RegisterError("key-kept", ELSEWHERE[which])


def _seal_again(kept: Authenticator) -> bool:
    """Seal the secrets of one authenticator under the newest key; a passkey has none."""
    sealing, sealed = sealing_for("second factor"), [name for name in _SEALED if kept.data.get(name)]
    for name in sealed:
        told = kept.data[name]
        many = [sealing.rotate(each.encode()).decode() for each in ([told] if isinstance(told, str) else told)]
        kept.data[name] = many[0] if isinstance(told, str) else many
    kept.save(update_fields=["data"])
    return bool(sealed)
