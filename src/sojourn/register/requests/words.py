"""The closed lists of what people ask and what became of it, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.requests.models import Kind, State

Words = Mapping[str, str | Promise]

KINDS: Words = {
    Kind.ANSWER: _("An answer to a question or a letter"),
    Kind.CORRECTION: _("A request to correct the record"),
    Kind.COMPLAINT: _("A complaint"),
    Kind.DECLARATION: _("A declared departure"),
}
#: What is wrong with the record, as the person says.
WRONG: Words = {
    "departure_missing": _("I left, and the record does not say so"),
    "wrong_date": _("A date is wrong"),
    "not_me": _("This is not my record, or records of somebody else stand in mine"),
    "status_missing": _("A visa, a permission, an application or a decision is missing"),
    "name": _("My name, my birth date or my document is written wrongly"),
    "other": _("Something else is wrong"),
}
#: What a complaint is about.
COMPLAINED: Words = {
    "treatment": _("How I was treated"),
    "delay": _("How long it takes"),
    "looks": _("Who looked at my record, or why"),
    "use": _("How the record is used, or whom it was given to"),
    "access": _("I could not see my record, or not all of it"),
    "other": _("Something else"),
}
TOPICS: Mapping[str, Words] = {Kind.CORRECTION: WRONG, Kind.COMPLAINT: COMPLAINED}

#: What can become of each kind.
OUTCOMES: Mapping[str, Words] = {
    Kind.ANSWER: {
        "accepted": _("We accept what you say"),
        "partly": _("We accept a part of what you say"),
        "not_accepted": _("We do not accept what you say"),
    },
    Kind.CORRECTION: {
        "corrected": _("The record was corrected"),
        "partly": _("A part of the record was corrected"),
        "not_corrected": _("The record was not corrected"),
    },
    Kind.COMPLAINT: {
        "upheld": _("You are right"),
        "partly": _("You are right in part"),
        "not_upheld": _("We see no mistake of ours"),
    },
}
#: Outcomes of a correction that name the records which were made.
CHANGED = ("corrected", "partly")

STATES: Words = {
    State.WAITING: _("Received; nobody has it yet"),
    State.ASSIGNED: _("An officer has it"),
    State.DECIDED: _("Answered"),
    State.AHEAD: _("Put on record on its day"),
    State.ON_FILE: _("On record"),
    State.WITHDRAWN: _("Taken back"),
}
TONES: Mapping[str, str] = {State.DECIDED: "ok", State.WAITING: "ask", State.ON_FILE: "ok"}

EVENTS: Words = {
    "received": _("It was received"),
    "evidence": _("More evidence was received"),
    "assigned": _("It was given to an officer"),
    "office_named": _("It was said which office it is about"),
    "decided": _("It was answered, with reasons"),
    "on_file": _("The declared departure was put on record"),
    "withdrawn": _("It was taken back"),
    "lapsed": _("It was not put on record: on its day it could not be declared any more"),
}
#: How a recipient is told of a correction, or reminded.
TOLD_HOW: Words = {
    "letter": _("By letter"),
    "email": _("By e-mail to the address that they gave"),
    "interface": _("Over their own interface"),
    "in_person": _("In person"),
    "telephone": _("By telephone, with a written note"),
}
MODES: Words = {"air": _("By air"), "sea": _("By sea"), "land": _("By land")}


def topic_words(kind: str, topic: str) -> str:
    """Say what somebody asks or complains about."""
    return str(TOPICS.get(kind, {}).get(topic, ""))


def outcome_words(kind: str, outcome: str) -> str:
    """Say what became of a request; nothing where it is open."""
    return str(OUTCOMES.get(kind, {}).get(outcome, ""))
