"""The closed list of offence types, and the statutes that can never be one of them.

Only the final conviction of an adult by a criminal court counts at all; its type comes from this list and no other. A
pack maps the statutes of its courts to these types. Immigration, document and traffic offences are not in the list and
cannot be mapped into it: neither can be brought in under another name.
"""

from __future__ import annotations

import re

OFFENCE_TYPES: dict[str, str] = {
    "homicide": "intentionally killing a person, or attempting it",
    "sexual_assault": "a sexual act without consent",
    "child_abuse": "sexual or grave physical abuse of a child",
    "human_trafficking": "exploiting people by force, fraud or coercion",
    "kidnapping": "taking or holding a person by force",
    "torture": "torture",
    "international_crime": "genocide, crimes against humanity, war crimes",
    "terrorism_offence": "an act of terrorism, its preparation or its financing",
    "grievous_assault": "an assault that did, or was meant to do, grave bodily harm",
    "robbery": "taking property by force against a person",
    "arson": "setting fire so that people are endangered",
    "criminal_organisation": "one of these offences committed for a criminal organisation, where the conviction's own "
    "elements say so; membership alone is none",
}

NEVER_WORDS = frozenset(
    {
        "alien",
        "aliens",
        "asylum",
        "border",
        "citizenship",
        "deportation",
        "document",
        "documents",
        "driver",
        "driving",
        "entry",
        "foreigner",
        "foreigners",
        "identity",
        "immigrant",
        "immigrants",
        "immigration",
        "ina",
        "licence",
        "license",
        "migration",
        "nationality",
        "naturalisation",
        "naturalization",
        "overstay",
        "passport",
        "passports",
        "permit",
        "reentry",
        "residence",
        "road",
        "traffic",
        "vehicle",
        "visa",
        "visas",
    }
)
"""Words that name an immigration, document or traffic offence wherever they stand in the name of a statute."""

_US_TITLE_8 = re.compile(r"(?<!\d)8\s*u\.?\s*s\.?\s*c\b|\btitle\s+8\b|(?<!\d)8\s*c\.?\s*f\.?\s*r\b")
_US_TITLE_18 = re.compile(r"(?<!\d)18\s*u\.?\s*s\.?\s*c\.?[^0-9]*(\d+)")
_US_DOCUMENT_SECTIONS = frozenset({911, 1015, 1028, *range(1423, 1430), *range(1541, 1548)})
"""Sections of title 18 on citizenship, naturalisation, identity documents, passports and visas."""


def why_never(statute: str) -> str | None:
    """Say why a statute can never be mapped to an offence type; nothing where it may be."""
    written = statute.lower()
    named = sorted(NEVER_WORDS & set(re.findall(r"[^\W\d_]+", written.replace("re-entry", "reentry"))))
    if named:
        return f"names `{named[0]}`"
    if _US_TITLE_8.search(written):
        return "is of title 8, aliens and nationality"
    section = _US_TITLE_18.search(written)
    if section and int(section.group(1)) in _US_DOCUMENT_SECTIONS:
        return "is a section on citizenship papers, passports, visas or other documents"
    return None
