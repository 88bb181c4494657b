"""What a restored register says of itself: how far it reaches, and whether its log holds what was written before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.sessions.models import Session

from sojourn.register.backup.heads import Compared, compare
from sojourn.register.backup.restoring import Restored
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb


@dataclass(frozen=True)
class Checked:
    """A restored register, held against the newest checkpoint that is known.

    Attributes:
        restored: what was restored.
        compared: what the comparison gave.
    """

    restored: Restored
    compared: Compared

    @property
    def is_good(self) -> bool:
        """Whether the restored log is the one that was backed up, as far as it reaches, by every checkpoint."""
        return self.compared.is_good

    def render(self) -> str:
        """Say it in words."""
        told = self.restored
        lines = [
            f"Restored from {told.base}, up to {told.reached or 'the end of the base'}: {told.seconds:.1f} seconds."
        ]
        if told.missing:
            lines.append(f"The log file {told.missing} is missing: nothing that came after it is in this register.")
        lines.append(self.compared.render())
        lines.append("Nobody is signed in any more. What was erased after this moment must be erased again.")
        return "\n".join(lines)


@action(Verb.RESTORED, "back_up")
def check_restored(acting: Acting, restored: Restored, outside: Mapping[str, str]) -> Done[Checked]:
    """End all sessions of the restored register, and hold its log against the newest checkpoint.

    Args:
        acting: who restores.
        restored: what was restored.
        outside: checkpoints from elsewhere, such as a witness's, by the names of their files.
    """
    compared = compare(restored.checkpoints, outside)
    Session.objects.all().delete()  # who had signed out, or whose account was closed since, would be in again
    about: dict[str, object] = {"backup": restored.base, "entries": compared.here, "missing": compared.missing}
    about |= {} if compared.is_good else {"good": False}
    return Done(Checked(restored, compared), (), about)
