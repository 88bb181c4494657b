"""The form with which a case is begun: where it comes from, and which lifecycle of the law it follows."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.law.procedure.lifecycle import Lifecycle
from sojourn.register.cases.case_page import ORIGINS
from sojourn.register.cases.opening import IMPORTED, Beginning


class BeginForm(forms.Form):
    """Where the case comes from, and its lifecycle."""

    origin = forms.ChoiceField(label=gettext_lazy("Where does the case come from?"), widget=forms.RadioSelect)
    lifecycle = forms.ChoiceField(label=gettext_lazy("Which procedure?"), widget=forms.RadioSelect)
    stay = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, lifecycles: Sequence[Lifecycle], stay_id: str, data: object = None) -> None:
        """Offer the lifecycles of the law of this register, and the origins from which one of them can begin."""
        super().__init__(data, initial={"stay": stay_id})  # type: ignore[arg-type] # a QueryDict or nothing
        self.lifecycles = {each.id: each for each in lifecycles}
        allowed = {origin for each in lifecycles for origin in each.starts}
        origin, lifecycle = self.fields["origin"], self.fields["lifecycle"]
        assert isinstance(origin, forms.ChoiceField)
        assert isinstance(lifecycle, forms.ChoiceField)
        origin.choices = [(code, _origin(code)) for code in ORIGINS if code in allowed]
        lifecycle.choices = [(each.id, f"{_(each.title)} ({each.citation})") for each in lifecycles]

    def clean(self) -> dict[str, object]:
        """Hold the origin against the lifecycle."""
        given: dict[str, object] = super().clean() or {}
        lifecycle, origin = self.lifecycles.get(str(given.get("lifecycle"))), str(given.get("origin", ""))
        if lifecycle and origin and origin not in lifecycle.starts:
            words = ", ".join(str(ORIGINS[code]) for code in ORIGINS if code in lifecycle.starts)
            self.add_error(
                "origin", _("This procedure does not begin there. It can begin with: %(words)s.") % {"words": words}
            )
        return given

    def beginning(self, person_id: str) -> Beginning:
        """Give what a valid form begins."""
        given = self.cleaned_data
        return Beginning(person_id, given["stay"], given["origin"], given["lifecycle"])


def _origin(code: str) -> str:
    said = str(ORIGINS[code])
    if code != IMPORTED:
        return said
    return _("%(origin)s: its history is not here, so everything that may forbid a step is unknown") % {"origin": said}
