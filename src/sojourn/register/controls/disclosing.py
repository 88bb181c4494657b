"""What a stop forbids of disclosures: nobody outside is told of a determination that a stop would not let be made."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.cases.determined import determined_cases
from sojourn.register.cases.gates import lay_out
from sojourn.register.controls.in_force import hold_off_stops
from sojourn.register.controls.stopping import list_in_the_way


def require_may_tell(stay_id: str) -> None:
    """Refuse to tell of a determination about a stay while a stop is in its way; none begins before the end.

    In its way is a stop of all steps against persons, and one of a rule, a feed or a model that the answer or the
    determination rests on; so is the time in which those whom a stop touches are answered again.

    Raises:
        RegisterError: ``disclosure-stopped``.
    """
    hold_off_stops()
    for case, determination in determined_cases(stay_id):
        found = list_in_the_way(lay_out(case), None, determination.records)
        if found:
            named = ", ".join(f"`{each.stop.kind}`" if each.stop else "`answers are being worked out again`"
                              for each in found)  # fmt: skip
            raise RegisterError(
                "disclosure-stopped",
                f"a stop forbids to tell anybody of this determination now: {named}. Allowed are corrections of "
                "earlier disclosures. Next: see what is stopped, since when and why; propose it when the stop is "
                "lifted.",
            )
