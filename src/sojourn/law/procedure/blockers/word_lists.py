"""Words of the facts table that the blockers read. A word that stands in no list here never favours a step."""

from __future__ import annotations

from sojourn.law.clock_words import NOT_CONTACT, PROTECTING_ORDERS

IS_NATIONAL = ("granted", "recognised")
"""Outcomes of a ``citizenship_decision`` that say: a national, where the pack has no rule on it."""

NO_NATIONAL = frozenset({"denied", "not_a_national"})
"""Outcomes of a ``citizenship_decision`` that say: not a national. After any other the claim is open."""

INFORMATION_ONLY = frozenset({"1367", "protected_information"})
"""Types of a ``protection`` that guard information about the person and give no leave to stay."""

PROTECTED_KINDS = frozenset(
    {
        "1367",
        "protected_information",
        "vawa",
        "battered_spouse",
        "trafficking",
        "t_status",
        "u_status",
        "crime_victim",
    }
)
"""Types of a ``protection``, and benefits of an ``application``, of the kinds of 8 U.S.C. 1367 and their like."""

ASYLUM = frozenset({"asylum", "withholding", "cat", "humanitarian_protection", "refugee", "subsidiary_protection"})
"""Benefits whose request forbids a removal until it is decided, and which, given, bar a country of return."""

BARRING_ORDERS = frozenset(PROTECTING_ORDERS)
"""Types of an ``order`` that forbid a country (``territory``; without one, every country)."""

STOPPING_MOTIONS = frozenset({"stay", "rescind"})
"""Types of a ``motion`` that stop a removal, or must be decided before one."""

ORDERS_IN_ABSENCE = frozenset({"in_absentia"})
"""Types of an ``order`` made in the person's absence."""

NO_REAL_CONTACT = frozenset(NOT_CONTACT)
"""Types of a ``service`` that only put a document somewhere; they tell the person nothing."""

NOT_DELIVERED = frozenset({"failed", "returned", "refused", "undeliverable", "wrong_address"})
"""Outcomes of a ``service`` that failed."""

TO_COUNSEL = frozenset({"counsel", "representative"})
"""Types of a ``service`` that reach the representative."""
