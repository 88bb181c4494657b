"""The closed lists of oversight in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: How the person of an inquiry may be named: by a reference that somebody gave, never by traits.
NAMED_BY: dict[str, Promise] = {
    "case": _("A case, by its reference"),
    "request": _("A complaint or a request, by the reference of its receipt"),
    "letter": _("A letter, by the reference on it"),
    "stay": _("A stay, by its id"),
    "person": _("A person, by the id in the register"),
    "officer": _("Somebody who works here, by the number in the figures"),
}
GROUNDS: dict[str, Promise] = {
    "complaint": _("Somebody complained"),
    "alert": _("Something that oversight was told"),
    "figures": _("Something that the figures show"),
    "court": _("A court or a parliament asked"),
    "own_initiative": _("An examination that oversight has decided on"),
}
RESULTS: dict[str, Promise] = {
    "in_order": _("In order"),
    "mistake": _("A mistake was found, and passed on to be put right"),
    "misuse": _("The register was used as it may not be"),
    "not_settled": _("Not settled"),
}
#: What a look afresh rests on.
REASONS: dict[str, Promise] = {
    "records_agree": _("The records agree with each other, and they suffice"),
    "record_missing": _("A record is missing"),
    "record_wrong": _("A record is wrong, or two records contradict each other"),
    "other_person": _("A record may be another person's"),
    "rule_read": _("It turns on how a rule is read"),
}


def say(words: Mapping[str, str | Promise], code: str) -> str:
    """Say a code in words; one that the list does not know stands as it is."""
    return str(words.get(code, code.replace("_", " ")))
