"""Why a result matches, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def why_words(why: str, *, whole: bool) -> str:
    """Say why a person is among the results; ``whole``: the issuer of the document matches too."""
    if why == "document":
        return _("The document's number and issuer") if whole else _("The document's number")
    if why == "reference":
        return _("The reference")
    return _("Every word of the name, in some script or spelling, and the birth year")
