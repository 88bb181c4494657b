"""Records that are on file and not yet answered: before a step is carried out, all that came in has been looked at."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.cases.gates import Desk
from sojourn.register.store.statements import select

# Whose a court's message is may not be known before it is answered: any that waits counts.
_WAITING = """
SELECT EXISTS (
  SELECT FROM live_pending w
  WHERE w.subject_ids && ARRAY(SELECT subject_id FROM store_current_person WHERE person_id = %s)
     OR EXISTS (SELECT FROM unnest(w.names) AS name WHERE name LIKE 'court:%%' OR name LIKE 'counsel:%%'))
"""


def require_all_answered(desk: Desk) -> None:
    """Refuse a step while records about the person, or messages of courts, wait to be answered.

    Raises:
        RegisterError: ``step-records-waiting``.
    """
    if select(_WAITING, [desk.file.person_id])[0][0]:
        raise RegisterError(
            "step-records-waiting",
            "records have come in that were not looked at yet, and one of them may forbid this step. Allowed is a step "
            "when all are answered, which takes a second or so. Next: try again in a moment.",
        )
