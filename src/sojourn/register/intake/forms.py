"""The forms of the pages for uploads and keys."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.evidence.validate import FEED_FORM
from sojourn.register.intake.models import Right

LAYOUTS = [
    ("", _("Find out")),
    ("sojourn", _("Sojourn's own columns (CSV, NDJSON or Parquet)")),
    ("paxlst", _("PAXLST messages (EDIFACT)")),
    ("i94", _("I-94 records")),
    ("uk-api", _("UK advance passenger information (JSON)")),
    ("outbox", _("Outbox of an offline post")),
]
_FEED_MESSAGE = _("Write a feed's name such as carrier:KL, post:JFK or declared.")


class UploadForm(forms.Form):
    """A file, and what it is where that is not to be found out."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, NDJSON, Parquet, EDIFACT or an outbox, up to 200 MB."))
    layout = forms.ChoiceField(label=_("Layout"), choices=LAYOUTS, required=False)
    country = forms.RegexField(
        "^[A-Z]{3}$",
        label=_("Country whose border it is about"),
        required=False,
        help_text=_("Three letters, such as USA. Only for passenger lists whose recipient does not tell it."),
        error_messages={"invalid": _("Write three capital letters, such as USA.")},
    )


class KeyForm(forms.Form):
    """A new key: whose it is, what it is for, and what the feed may do."""

    feed = forms.RegexField(FEED_FORM, label=_("Feed"), error_messages={"invalid": _FEED_MESSAGE})
    label = forms.CharField(label=_("What the key is for"), max_length=80)
    rights = forms.MultipleChoiceField(
        label=_("Rights beyond sending its own records"),
        choices=Right.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PostForm(forms.Form):
    """An offline post and the public key under which it signs."""

    name = forms.CharField(label=_("Name of the post"), max_length=80)
    post_feed = forms.RegexField(FEED_FORM, label=_("Feed of the post"), error_messages={"invalid": _FEED_MESSAGE})
    public_key = forms.CharField(label=_("Public key"), help_text=_("An Ed25519 key of 32 bytes, in base64."))
