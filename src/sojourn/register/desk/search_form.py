"""The search: a document, a reference, or a name with a birth year; nothing else is possible."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sojourn.identity.keys import PERSON_SCHEMES
from sojourn.register import clock
from sojourn.register.desk.controls import code_box, name_box
from sojourn.register.desk.given import read_issuer, read_number
from sojourn.register.door.verbs import STATED

_OLDEST = 130
_ONE_WAY = _("Search in one way at a time: by document, by reference, or by name. Empty the other boxes.")


class _OneOf(forms.CharField):
    """A box of one of several ways: the form as a whole says which has to be filled, so none is called optional."""

    def validate(self, value: object) -> None:
        """Let an empty box be."""


class SearchForm(forms.Form):
    """One of three ways to search, and why."""

    document = _OneOf(label=_("Document number"), max_length=40, widget=code_box(20))
    issuer = _OneOf(label=_("Issued by"), help_text=_("Three letters, if known."), max_length=3, widget=code_box(5))
    reference = _OneOf(
        label=_("Reference"),
        help_text=_("With its kind, for example i94:12345678901 or a-number:A012345678."),
        max_length=80,
        widget=code_box(20),
    )
    name = _OneOf(
        label=_("Name"),
        help_text=_("In any script and order. Each name whole: initials find nobody."),
        max_length=160,
        widget=name_box(),
    )
    birth_year = _OneOf(
        label=_("Birth year"),
        help_text=_("Four digits."),
        max_length=4,
        widget=code_box(4, inputmode="numeric"),
    )
    purpose = forms.ChoiceField(
        label=_("Why do you search?"),
        choices=[("", _("Choose a purpose")), *((purpose.value, words) for purpose, words in STATED.items())],
        error_messages={"required": _("Choose why you search.")},
    )

    def clean_document(self) -> str:
        """Read the document's number."""
        text = str(self.cleaned_data["document"])
        return read_number(text) if text else ""

    def clean_issuer(self) -> str:
        """Read who issued the document."""
        return read_issuer(str(self.cleaned_data["issuer"]))

    def clean_reference(self) -> str:
        """Read a reference with its kind."""
        text = str(self.cleaned_data["reference"]).strip()
        scheme, _colon, value = text.partition(":")
        if text and not (scheme.strip().lower() in PERSON_SCHEMES and value.strip()):
            allowed = {"kinds": ", ".join(PERSON_SCHEMES)}
            raise ValidationError(
                _("A reference has a kind, a colon and a value. Only these kinds name one person: %(kinds)s.") % allowed
            )
        return f"{scheme.strip().lower()}:{value.strip()}" if text else ""

    def clean_birth_year(self) -> int | None:
        """Read the year."""
        text = str(self.cleaned_data["birth_year"]).strip()
        this_year = clock.today().year
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and this_year - _OLDEST <= int(text) <= this_year):
            raise ValidationError(_("This is not a birth year. Give four digits, for example 1990."))
        return int(text)

    def clean(self) -> dict[str, Any]:
        """See that one way was chosen, and that it is whole."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        ways = [name for name in ("document", "reference", "name") if cleaned.get(name)]
        if len(ways) > 1 or (ways in (["document"], ["reference"]) and cleaned.get("birth_year")):
            raise ValidationError(_ONE_WAY)
        if ways == ["name"] and not cleaned.get("birth_year"):
            self.add_error(
                "birth_year",
                _(
                    "A name is searched with a birth year, so that as few people as possible are looked at. "
                    "Ask the person for it."
                ),
            )
        elif not ways and cleaned.get("birth_year"):
            self.add_error("name", _("A birth year is searched with a name."))
        elif not ways:
            raise ValidationError(
                _(
                    "Give a document number, a reference, or a name with a birth year. "
                    "Nobody can be searched for in another way."
                )
            )
        elif cleaned.get("issuer") and ways != ["document"]:
            raise ValidationError(_ONE_WAY)
        return cleaned
