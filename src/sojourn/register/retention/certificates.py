"""The certificate of a batch: a signed note that says what was destroyed, by which rule, and who decided; no person."""

from __future__ import annotations

import hashlib
from collections import Counter

from sojourn.errors import RegisterError
from sojourn.proof.note import sign_note
from sojourn.register import clock
from sojourn.register.accounts.models import User
from sojourn.register.retention.models import Batch, Certificate, Destroyed
from sojourn.register.retention.noting import note_made
from sojourn.register.signing import signing_key
from sojourn.register.store.statements import select

_ROLE = "records officer"


def certify(batch: Batch) -> Certificate:
    """Sign what became of a batch; once, when all its items are dealt with.

    Raises:
        RegisterError: ``disposal-unfinished``: some of its items wait.
    """
    waits = batch.items.filter(outcome__isnull=True).count()
    if waits:
        raise RegisterError(
            "disposal-unfinished",
            f"{waits} items of this batch wait to be destroyed. Next: wait for the background work.",
        )
    row = Certificate.objects.create(batch=batch, note=sign_note(text_of(batch), signing_key()), signed_at=clock.now())
    note_made(row)
    return row


def text_of(batch: Batch) -> str:
    """Write what the certificate says: counts, digests, offices and days."""
    items = batch.items.select_related("outcome")
    gone = [item for item in items if item.outcome.outcome == "destroyed"]
    kept = Counter(code for item in items for code in item.outcome.reasons)
    decision = batch.decision
    sources = Counter(Destroyed.objects.filter(batch=batch.pk).values_list("source", flat=True))
    lines = [
        "sojourn/destroyed/v1",
        f"batch {batch.pk}",
        f"rule {batch.rule_id}",
        f"proposed {_at(batch.proposed_at)} by a {_ROLE} of {_office(batch.proposed_by)}",
        f"confirmed {_at(decision.decided_at)} by another {_ROLE} of {_office(decision.decided_by)}",
        f"ended {_at(clock.now())}",
        f"items {batch.digest}",
        f"files or parts destroyed {len(gone)}",
        f"records destroyed {sum(len(item.names) for item in gone)}",
        f"rows destroyed {sum(item.outcome.rows for item in gone)}",
        *(f"log entries of {source} {count}" for source, count in sorted(sources.items())),
        f"log entries {leaves_digest(batch.pk)}",
        *(f"kept, {code} {count}" for code, count in sorted(kept.items())),
        *_checkpoint(),
    ]
    return "\n".join(lines) + "\n"


def leaves_digest(batch_id: int) -> str:
    """Give the SHA-256 of the list of log entries whose rows a batch destroyed: ``source key``, one a line, sorted."""
    rows = Destroyed.objects.filter(batch=batch_id).values_list("source", "key")
    return hashlib.sha256("".join(sorted(f"{source} {key}\n" for source, key in rows)).encode()).hexdigest()


def _checkpoint() -> list[str]:
    """Give the size and root of the log as it stood: the certificate is younger than that."""
    rows = select("SELECT note FROM log_head")
    return [f"log {' '.join(str(note).splitlines()[1:3])}" for (note,) in rows]


def _office(user: User) -> str:
    return user.office.code if user.office is not None else "no office"


def _at(moment: object) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
