"""The one question of the desk: a document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sojourn.register import clock
from sojourn.register.desk.controls import code_box, zone_box
from sojourn.register.desk.given import Given, read_given, read_issuer


class AskForm(forms.Form):
    """A document's number with its issuer, or a machine-readable zone."""

    document = forms.CharField(
        label=_("Document number, or its machine-readable zone"),
        help_text=_(
            "Type the number, or scan or paste all lines of the zone: two lines in a passport, three on a card."
        ),
        error_messages={"required": _("Give a document number or a machine-readable zone.")},
        max_length=200,
        widget=zone_box(),
    )
    issuer = forms.CharField(
        label=_("Issued by"),
        help_text=_("The three letters of the country, such as KEN. A zone says it itself."),
        required=False,
        max_length=3,
        widget=code_box(5),
    )

    def clean_issuer(self) -> str:
        """Read the code of the country."""
        return read_issuer(str(self.cleaned_data["issuer"]))

    def clean(self) -> dict[str, Any]:
        """Read the document; what is wrong with it is said at its box."""
        cleaned = super().clean() or {}
        if "document" in cleaned:
            try:
                cleaned["given"] = read_given(cleaned["document"], cleaned.get("issuer", ""), clock.today())
            except ValidationError as error:
                self.add_error("document", error)
        return cleaned

    def given(self) -> Given:
        """Give the document as read, from a valid form."""
        read: Given = self.cleaned_data["given"]
        return read
