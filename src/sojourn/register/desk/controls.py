"""How the desk's boxes behave: nothing is remembered by the browser, names keep their script and direction."""

from __future__ import annotations

from django import forms

_NOT_KEPT = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


def code_box(width: int, **attrs: str) -> forms.TextInput:
    """A box for a code, ``width`` characters wide."""
    return forms.TextInput(attrs={**_NOT_KEPT, "class": f"govuk-input--width-{width}", "dir": "ltr", **attrs})


def name_box() -> forms.TextInput:
    """A box for a name in any script."""
    return forms.TextInput(attrs={**_NOT_KEPT, "dir": "auto"})


def zone_box() -> forms.Textarea:
    """A box for a document's number or the lines of a machine-readable zone."""
    return forms.Textarea(attrs={**_NOT_KEPT, "rows": 3, "dir": "ltr", "class": "sj-zone"})
