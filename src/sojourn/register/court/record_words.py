"""The closed words of a form that records what a court or an authority did, and which columns each kind is asked for.

A column whose words are open in the evidence is asked for here with a closed list, or not at all: there is no box into
which a finding, a list or a membership could be written.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.evidence.fact_kinds import FactKind, always_carried

Words = Mapping[str, str | Promise]

#: What a conviction has to be; every one of these is stated, or nothing is recorded.
STATEMENTS: Words = {
    "final": _("It is final, and a criminal court made it, or recognised it where a foreign court did"),
    "adult": _("The person was an adult at the time of the act"),
    "not_appealed": _("No appeal against it is pending"),
    "not_vacated": _("It was not vacated"),
    "not_pardoned": _("It was not pardoned"),
    "not_spent": _("It is not spent"),
    "not_juvenile": _("It is no finding of a court for juveniles"),
}

#: Columns in which people write a code or a name; all others need a closed list.
WRITTEN = frozenset({"authority", "statute", "reference", "place", "class", "territory", "days", "entries"})
#: Columns that are days, and columns that are instants.
DAYS = frozenset({"valid_from", "valid_to"})
INSTANTS = frozenset({"filed_at", "decided_at", "notified_at"})

_ENDS: Words = {
    "lifted": _("lifted by whoever made it"),
    "expired": _("its time ended"),
    "withdrawn": _("withdrawn by whoever asked for it"),
    "replaced": _("another one replaces it"),
}
_BENEFITS: Words = {
    "extension": _("a longer stay"),
    "change": _("another status"),
    "adjustment": _("residence"),
    "asylum": _("asylum"),
    "withholding": _("withholding of removal"),
    "cat": _("protection from torture"),
    "humanitarian_protection": _("humanitarian protection"),
    "bond": _("release on bond"),
    "removal": _("a removal or return"),
    "other": _("something else"),
}
#: By kind of fact and column. What the table of kinds closes itself stands there (``fact_kinds.yaml``).
CLOSED: Mapping[tuple[str, str], Words] = {
    ("application", "benefit"): _BENEFITS,
    ("decision", "benefit"): _BENEFITS,
    ("decision", "type"): {
        "application": _("on an application"),
        "appeal": _("on an appeal"),
        "motion": _("on a motion"),
    },
    ("appeal", "benefit"): _BENEFITS,
    ("appeal", "type"): {
        "board": _("to a board or tribunal"),
        "court": _("to a court, for review"),
        "authority": _("to a higher authority"),
    },
    ("motion", "benefit"): _BENEFITS,
    ("citizenship_claim", "type"): {
        "birth": _("by birth in the country"),
        "descent": _("by descent"),
        "naturalisation": _("by naturalisation"),
        "document": _("a document of a national"),
        "statement": _("the person says so"),
    },
    ("citizenship_decision", "outcome"): {
        "recognised": _("recognised as a national"),
        "granted": _("made a national"),
        "not_a_national": _("found not to be a national"),
    },
    ("protection", "type"): {
        "asylum": _("asylum"),
        "withholding": _("withholding of removal"),
        "cat": _("protection from torture"),
        "tps": _("temporary protection of a group"),
        "deferred_action": _("deferred action"),
        "humanitarian_protection": _("humanitarian protection"),
        "refugee": _("recognised as a refugee"),
        "trafficking": _("protection of victims of trafficking"),
        "protected_information": _("what is known may not be used against the person"),
    },
    ("protection", "end_reason"): _ENDS,
    ("removal_stay", "type"): {
        "court": _("by a court"),
        "administrative": _("by an authority"),
        "automatic": _("by the law itself"),
    },
    ("removal_stay", "end_reason"): _ENDS,
    ("undertaking", "end_reason"): _ENDS,
    ("hold", "type"): {
        "medical": _("a medical reason"),
        "minor": _("a minor"),
        "incapacity": _("the person cannot take part"),
        "court": _("a court asks to wait"),
        "other": _("another reason to wait"),
    },
    ("hold", "end_reason"): _ENDS,
    ("representation", "type"): {"counsel": _("a lawyer"), "representative": _("another representative")},
    ("representation", "end_reason"): _ENDS,
    ("charge_issued", "served_by"): {
        "in_person": _("in person"),
        "mail": _("by mail"),
        "counsel": _("to counsel"),
    },
    ("service", "type"): {
        "person": _("to the person"),
        "counsel": _("to counsel"),
        "on_file": _("put on file only: it tells the person nothing"),
        "publication": _("by publication: it tells the person nothing"),
    },
    ("service", "outcome"): {
        "delivered": _("it reached its reader"),
        "failed": _("it did not reach anybody"),
        "returned": _("it came back"),
        "refused": _("it was not accepted"),
    },
    ("order", "type"): {
        "removal": _("removal or return"),
        "in_absentia": _("removal, made in the person's absence"),
        "reinstatement": _("an earlier order taken up again"),
        "visa_waiver": _("removal of somebody admitted without a visa"),
        "exclusion": _("exclusion"),
        "deportation": _("deportation"),
        "withholding": _("withholding: not to the country named"),
        "cat": _("protection from torture: not to the country named"),
        "deferral_of_removal": _("deferral: not to the country named"),
        "no_removal_to": _("not to the country named"),
    },
    ("order", "outcome"): {
        "final": _("final"),
        "not_final": _("an appeal is possible"),
        "terminated": _("the proceedings are ended without an order against the person"),
    },
    ("order", "served_by"): {
        "oral": _("said in court"),
        "in_person": _("in person"),
        "mail": _("by mail"),
        "electronic": _("electronically"),
    },
    ("voluntary_departure", "outcome"): {
        "granted": _("given"),
        "refused": _("refused"),
        "complied": _("complied with"),
    },
    ("custody_decision", "outcome"): {
        "released": _("released"),
        "bond": _("released on bond"),
        "supervision": _("supervised outside custody"),
        "continued": _("custody goes on"),
    },
    ("custody_end", "end_reason"): {
        "released": _("released"),
        "bond": _("released on bond"),
        "departed": _("left the country"),
        "transferred": _("passed on to another authority"),
    },
    ("hearing", "type"): {
        "first": _("First hearing"),
        "merits": _("Hearing on the merits"),
        "custody": _("Hearing on custody alone"),
        "appeal": _("Hearing of an appeal"),
        "other": _("Another hearing"),
    },
    ("hearing", "outcome"): {
        "set": _("set"),
        "held": _("held"),
        "adjourned": _("adjourned"),
        "vacated": _("taken off the calendar"),
    },
    ("travel_document", "outcome"): {
        "requested": _("asked for"),
        "issued": _("issued"),
        "refused": _("refused by the country"),
    },
    ("cancellation", "type"): {
        "charge_issued": _("a charge that was issued"),
        "charge_filed": _("a charge that was filed"),
        "order": _("an order"),
        "removal_stay": _("a removal stay"),
        "undertaking": _("a promise to a court"),
        "visa": _("a visa"),
        "decision": _("a decision"),
    },
    ("proceeding", "outcome"): {"open": _("open"), "closed": _("closed"), "dismissed": _("dismissed")},
}

#: Kinds by the heading under which they are chosen; each kind once. A departure is heard and attested at the desk.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("What stops or changes a step"),
        ("removal_stay", "undertaking", "hold", "protection", "citizenship_claim", "citizenship_decision", "death"),
    ),
    (
        _("Courts and authorities"),
        (
            "hearing", "order", "decision", "appeal", "motion", "proceeding", "cancellation", "voluntary_departure",
            "conviction",
        ),
    ),
    (_("Custody"), ("custody_start", "custody_decision", "custody_end")),
    (_("Charges and service"), ("charge_issued", "charge_filed", "service", "representation")),
    (
        _("Applications, status and documents"),
        (
            "application", "programme", "visa", "extension", "residence", "exemption", "document", "travel_document",
            "contact",
        ),
    ),
)  # fmt: skip
RECORDED = frozenset(kind for _heading, kinds in GROUPS for kind in kinds)

_ALSO: Mapping[str, tuple[str, ...]] = {
    "decision": ("notified_at", "valid_from", "valid_to"),
    "order": ("notified_at",),
    "hearing": ("place",),
    "custody_start": ("place",),
    "removal_stay": ("valid_from", "valid_to"),
    "undertaking": ("valid_to",),
    "hold": ("valid_from", "valid_to"),
    "protection": ("valid_to",),
    "representation": ("valid_from", "valid_to"),
    "travel_document": ("valid_from", "valid_to"),
    "voluntary_departure": ("decided_at", "valid_from"),
    "charge_issued": ("notified_at",),
    "programme": ("valid_to",),
    "residence": ("valid_to",),
    "exemption": ("valid_to",),
    "extension": ("decided_at",),
    "application": ("valid_to",),
}
#: What a record of another kind leads to, or names somebody else: recorded elsewhere, never by this form.
_NEVER = frozenset({"principal_reference", "restricted", "received_at"})


def columns_of(kind: FactKind) -> tuple[str, ...]:
    """Name the columns that a form asks for, in their order: when, what, who decided, what it is called.

    Of a conviction only what makes it one is asked for, and nothing beside it.
    """
    required = {name for group in kind.requires for name in group}
    also = () if kind.name == "conviction" else ("authority", "reference", *_ALSO.get(kind.name, ()))
    wanted = (required | set(kind.carries) | set(also)) - _NEVER
    known = [*always_carried(), *sorted(set(kind.carries) | required)]
    return tuple(name for name in dict.fromkeys(known) if name in wanted and _is_asked(kind, name))


def words_of(kind: FactKind, column: str) -> Words | None:
    """Give the closed words of a column, from the table of kinds or from here; none where people write it."""
    if column in kind.words:
        return kind.words[column].meanings
    return CLOSED.get((kind.name, column))


def _is_asked(kind: FactKind, column: str) -> bool:
    plain = WRITTEN | DAYS | INSTANTS | {"other_document_number", "other_document_issuer", "document_number"}
    return column in plain or bool(words_of(kind, column))
