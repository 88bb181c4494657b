"""Keeping a bundle: sealed as it was handed out, so that the same bytes can be given again and compared.

A bundle made anew would be another one: by then somebody has looked, a clock has gone on, and a court would hold two
papers that differ. So what was made is kept, until the person is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection

from sojourn.errors import RegisterError
from sojourn.register.bundle.models import Bundle, BundleBody
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key


def keep_body(bundle: Bundle, archive: bytes) -> None:
    """Seal the archive of a bundle."""
    key, about = new_key(), _about(bundle)
    BundleBody.objects.create(bundle=bundle, key=seal_key(key, about), sealed=seal(key, archive, about))


def read_archive(bundle: Bundle) -> bytes:
    """Give the archive of a bundle.

    Raises:
        RegisterError: ``bundle-gone``: it was erased; ``sealed-unreadable``.
    """
    body = BundleBody.objects.filter(bundle=bundle).first()
    if body is None:
        raise RegisterError(
            "bundle-gone",
            "what this bundle said was erased with the person. Allowed are bundles that are on file. "
            "Next: ask whoever it was handed to.",
        )
    about = _about(bundle)
    return unseal(unseal_key(bytes(body.key), about), bytes(body.sealed), about)


def forget_bundles(person_ids: Collection[str]) -> int:
    """Delete what the bundles about persons said whose values are erased; that they were made stays."""
    return BundleBody.objects.filter(bundle__person_id__in=sorted(person_ids)).delete()[0]


def _about(bundle: Bundle) -> bytes:
    return b"bundle\n" + f"{bundle.reference}\n{bundle.digest}".encode()
