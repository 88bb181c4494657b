"""What a disclosure says: whole sentences, and what an answer is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from sojourn.register.components.days import long_day
from sojourn.register.components.words import CERTAINTIES, STATES, UNKNOWN_CODES

#: States that are questions about records; nobody is told of one as an overstay.
QUESTIONS = frozenset({"unexplained", "left_after_end"})


@dataclass(frozen=True)
class AnswerTold:
    """What a disclosure repeats of an answer; of a question also the day on which an officer determined."""

    stay_id: str
    state: str
    unknown_code: str | None
    certainty: str
    authorised_until: date | None
    as_of: date
    determined_on: date | None = None


def is_question(state: str) -> bool:
    """Say whether a state is a question about records, so that it leaves only after a determination."""
    return state in QUESTIONS


def text_of(answer: AnswerTold) -> str:
    """Write the text of a disclosure; of a question it says that it is one."""
    lines = [
        gettext("Answer of this register for the stay %(stay)s, as of %(day)s.")
        % {"stay": answer.stay_id, "day": long_day(answer.as_of)},
        _state_line(answer),
    ]
    if answer.authorised_until is not None and not is_question(answer.state):
        lines.append(
            gettext("The last authorised day on file is %(day)s.") % {"day": long_day(answer.authorised_until)}
        )
    if not is_question(answer.state) and answer.certainty in CERTAINTIES:
        lines.append(gettext("Certainty: %(certainty)s.") % {"certainty": CERTAINTIES[answer.certainty]})
    lines.append(gettext("It rests on the records known on that day and can change. If it does, you will be told."))
    return "\n".join(lines)


def _state_line(answer: AnswerTold) -> str:
    if answer.determined_on is not None:
        return gettext(
            "After notice to the person and time to answer, an officer determined on %(day)s that the stay went on "
            "beyond the last authorised day. The person may have that decision looked at again."
        ) % {"day": long_day(answer.determined_on)}
    if is_question(answer.state):
        return gettext(
            "The records leave a question open. This is a question about records: it says nothing about what the "
            "person did, and nothing may rest on it before an officer has decided."
        )
    words = STATES[answer.state]
    if answer.state == "unknown" and answer.unknown_code in UNKNOWN_CODES:
        return f"{words}. {UNKNOWN_CODES[answer.unknown_code]}."
    return f"{words}."
