"""Whose record is this: the same document, documents that replace one another, shared references; link decisions."""

from sojourn.identity.keys import PERSON_SCHEMES
from sojourn.identity.links import REVIEW_KINDS, RULES_VERSION
from sojourn.identity.people import BASES, People, find_people

__all__ = ["BASES", "PERSON_SCHEMES", "REVIEW_KINDS", "RULES_VERSION", "People", "find_people"]
