"""Changing the key that signs the log, and going on after a restore: what the owner of the machine does, written down.

Whoever can run these commands holds the register's folder; nobody else can.
"""

from __future__ import annotations

import json
import secrets
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.db import transaction

from sojourn.proof.checkpoint import Checkpoint
from sojourn.proof.key_change import sign_change
from sojourn.proof.signing import PublicKey, SigningKey
from sojourn.register import clock
from sojourn.register.door.acting import SERVICE
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.log import head_file, tree
from sojourn.register.log.keys import begin_key, require_key
from sojourn.register.log.sequencing import appending, sequence_all
from sojourn.register.postgres.private_file import write_private
from sojourn.register.signing import signing_key


def rotate_key(home: Path) -> PublicKey:
    """Sign the log with a new key from now on; the change is signed by both. Gives the new key.

    The new secret is written first, with the old one beside it: whatever breaks off, no key is lost.

    Raises:
        RegisterError: ``log-empty``, ``log-key-other``, ``log-behind``.
    """
    sequence_all()
    require_key()
    old = signing_key()
    seed = secrets.token_bytes(32)
    new = SigningKey(old.public.name, seed)
    path, before = home / "service.json", home / "service.json.before"
    kept = path.read_text(encoding="utf-8")
    write_private(before, kept)
    write_private(path, json.dumps({**json.loads(kept), "signing_key": seed.hex()}))
    with ExitStack() as broken_off:
        broken_off.callback(before.rename, path)
        change_key(old, new)
        broken_off.pop_all()
    before.unlink()
    return new.public


def change_key(old: SigningKey, new: SigningKey) -> None:
    """Note the change of the key, and sign the head with the new one."""
    with appending():
        with transaction.atomic():
            head = tree.get_head()
            size = head.frontier.size
            begin_key(size, new.public, sign_change(size, old, new))
            note = Checkpoint(new.public.name, size, head.frontier.root).sign(new)
            tree.keep_head(head.frontier, note, clock.now())
            about: dict[str, object] = {"size": size, "old": old.public.key_id.hex(), "new": new.public.key_id.hex()}
            write_events([NewEvent(clock.now(), Verb.LOG_KEY_CHANGED, SERVICE.actor, SERVICE.office, "", "", about)])
        head_file.replace_head(note)


def resume_log(reason: str) -> int:
    """Go on after a restore from a backup, from the head in the database; gives its size.

    The head that the file told is kept beside it; the reason is an event, and oversight is told.

    Raises:
        RegisterError: ``log-empty``.
        ProofError: ``tree-unreadable``.
    """
    from sojourn.register.cases.alerts import raise_alert

    with appending():
        head = tree.get_head()
        with transaction.atomic():
            raise_alert("log_resumed", size=head.frontier.size, reason=reason, law=settings.CONFIGURATION.law)
        head_file.replace_head(head.note)
    return head.frontier.size
