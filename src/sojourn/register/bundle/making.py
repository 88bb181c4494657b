"""Making a bundle for a court: one case, everything on file about it, signed; and opening one that was made."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.bundle.archive import archive_of
from sojourn.register.bundle.content import Made, files_of
from sojourn.register.bundle.keeping import keep_body, read_archive
from sojourn.register.bundle.models import Bundle
from sojourn.register.bundle.reading import read_case
from sojourn.register.bundle.words import REASONS
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.reading import person_of
from sojourn.register.desk.recording import new_token
from sojourn.register.door.acting import Acting, PurposeNeeded, Restricted
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.models import Document
from sojourn.register.signing import signing_key
from sojourn.register.store.logged import note_rows


@dataclass(frozen=True)
class MadeBundle:
    """A bundle: its reference, the archive, and the SHA-256 of the archive."""

    reference: str
    archive: bytes
    digest: str


@action(Verb.BUNDLE_MADE, "make_bundle")
def make_bundle(
    acting: Acting, case_id: str, reason: str, privileged: Collection[int] = (), note: str = ""
) -> Done[MadeBundle]:
    """Make the bundle of a case, and keep it sealed.

    Args:
        acting: who makes it.
        case_id: the case.
        reason: why, a code of ``words.REASONS``.
        privileged: numbers of documents of the case that stay out, because counsel's privilege covers them.
        note: such as the court and its docket; it stands on the cover and nowhere else.

    Raises:
        RegisterError: ``case-missing``, ``bundle-reason``, ``bundle-privileged``, ``person-missing``.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    if reason not in REASONS:
        allowed = ", ".join(f"`{each}`" for each in REASONS)
        raise RegisterError(
            "bundle-reason", f"a bundle is not made for `{reason[:40]}`. Allowed: {allowed}. Next: choose one."
        )
    _require_own(case_id, privileged)
    made = Made(f"B-{new_token()}", reason, note.strip()[:NOTE], acting.office, clock.now(), frozenset(privileged))
    archive, withheld = build(case_id, person, made)
    digest = hashlib.sha256(archive).hexdigest()
    row = {
        "reference": made.reference, "case_id": case_id, "person_id": person, "reason": reason, "digest": digest,
        "size": len(archive), "withheld": withheld, "known_at": made.known_at, "made_by": acting.actor,
        "office": acting.office,
    }  # fmt: skip
    bundle = Bundle.objects.create(**row)
    note_rows("bundle", [row])
    keep_body(bundle, archive)
    about = {"case": case_id, "bundle": made.reference, "reason": reason, "digest": digest}
    return Done(MadeBundle(made.reference, archive, digest), (person,), about)


#: Letters of the note on the cover.
NOTE = 300


def build(case_id: str, person_id: str, made: Made) -> tuple[bytes, int]:
    """Build the archive of a case and count what it withholds; the same case and time give the same bytes.

    It is written in the register's own language, whoever asks. The caller has checked that the case may be read.
    """
    with translation.override(settings.LANGUAGE_CODE):
        read = read_case(get_case(case_id), person_id, made.known_at)
        key = signing_key()
        files, withheld = files_of(read, made, key.public)
    return archive_of(files, key), withheld


@action(Verb.DOCUMENT_OPENED, "make_bundle")
def open_bundle(acting: Acting, reference: str) -> Done[MadeBundle]:
    """Open a bundle that was made, as it was handed out then.

    References can be guessed. So whoever may not open one is answered as if there were none.

    Raises:
        RegisterError: ``bundle-missing``, ``bundle-gone``.
    """
    bundle = Bundle.objects.filter(reference=reference).select_related("case").first()
    if bundle is None:
        raise _missing()
    person = person_of(bundle.case)
    try:
        require_open(acting, person)
    except (PurposeNeeded, Restricted):
        raise _missing() from None
    opened = MadeBundle(bundle.reference, read_archive(bundle), bundle.digest)
    return Done(opened, (person,), {"case": bundle.case_id, "bundle": bundle.reference})


def list_bundles(case_id: str) -> list[Bundle]:
    """List the bundles of a case, the last one first; the caller has checked that it may look."""
    kept = Bundle.objects.filter(case_id=case_id).select_related("body").defer("body__key", "body__sealed")
    return list(kept.order_by("-known_at", "reference"))


def _require_own(case_id: str, privileged: Collection[int]) -> None:
    wanted = set(privileged)
    own = set(Document.objects.filter(case_id=case_id, pk__in=wanted).values_list("pk", flat=True))
    if wanted - own:
        raise RegisterError(
            "bundle-privileged",
            f"document {min(wanted - own)} is not one of this case. Allowed are the documents that the case lists. "
            "Next: open the case and choose among them.",
        )


def _missing() -> RegisterError:
    return RegisterError(
        "bundle-missing",
        "there is no bundle of this reference. A reference is `B-` and twelve letters and digits. "
        "Next: open the case; its bundles are listed there.",
    )
