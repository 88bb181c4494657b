"""The mapping of statutes to offence types, public, and in force only while oversight has signed this very one."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sojourn.errors import RegisterError
from sojourn.law.procedure.offences_final import OffenceMapping, mapping_of
from sojourn.register import clock
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.cases.models import Case, OffenceMappingSignature
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.review.who import user_of


@dataclass(frozen=True)
class Mapped:
    """The mapping as everybody may read it, and the signature under it, where there is one."""

    mapping: OffenceMapping
    signature: OffenceMappingSignature | None


def read_mapping() -> Mapped:
    """Read the mapping of the register's law as it stands today, and its signature."""
    mapping = mapping_of(law_now())
    signed = OffenceMappingSignature.objects.filter(pack=mapping.pack, digest=mapping.digest)
    return Mapped(mapping, signed.select_related("signed_by").first())


def signed_mapping() -> OffenceMapping | None:
    """Give the mapping if oversight has signed it as it stands today; nothing otherwise: then nothing is an offence."""
    mapped = read_mapping()
    return mapped.mapping if mapped.signature is not None else None


@action(Verb.MAPPING_SIGNED, "sign_mapping")
def sign_mapping(acting: Acting, digest: str) -> Done[OffenceMappingSignature]:
    """Sign the mapping that one has read, by its digest.

    Raises:
        RegisterError: ``mapping-changed``: it is another one by now.
    """
    mapping = read_mapping().mapping
    if digest != mapping.digest:
        raise RegisterError(
            "mapping-changed",
            "the mapping of statutes has changed since you opened it. Allowed is to sign the one that stands now. "
            "Next: read it again.",
        )
    signature, made = OffenceMappingSignature.objects.get_or_create(
        pack=mapping.pack,
        digest=mapping.digest,
        defaults={
            "statutes": [
                {name: str(value) if value is not None else None for name, value in asdict(line).items()}
                for line in mapping.lines
            ],
            "signed_by_id": user_of(acting),
            "signed_at": clock.now(),
        },
    )
    return Done(signature, (), {"pack": mapping.pack, "digest": mapping.digest, "new": made})


def forget_unsigned() -> int:
    """Take the offence out of every case while the mapping is not signed as it stands: it may order nothing then.

    To be called when the register starts and once a day, because a new version of the law pack may bring another
    mapping. Gives how many cases were changed.
    """
    if signed_mapping() is not None:
        return 0
    return Case.objects.filter(offence=True).update(offence=False)
