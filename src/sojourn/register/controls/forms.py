"""The forms of stops, of openings in an emergency and of looks that are shown later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.register.components.dates import DayField
from sojourn.register.controls.delays import MOST_DAYS, Delaying
from sojourn.register.controls.glass import REASONS
from sojourn.register.controls.grounds import list_grounds
from sojourn.register.controls.in_force import FEED, MODEL, RULE
from sojourn.register.controls.stops import LONGEST_WHY, Stopping
from sojourn.register.controls.targets import list_models, list_rules
from sojourn.register.controls.words import KINDS
from sojourn.register.desk.controls import code_box


class WhyField(forms.CharField):
    """Why, in a sentence or two."""

    def __init__(self, help_text: Any = "", **more: Any) -> None:
        """Take at most what is kept."""
        super().__init__(
            label=more.pop("label", gettext_lazy("Why")), help_text=help_text, max_length=LONGEST_WHY,
            widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": gettext_lazy("Say why.")}, **more,
        )  # fmt: skip


class OrderField(forms.CharField):
    """The record of a court's order."""

    def __init__(self, **more: Any) -> None:
        """Ask for its name as the pages show it."""
        super().__init__(
            label=gettext_lazy("Record of the order"), max_length=120, widget=code_box(20),
            help_text=gettext_lazy("Its name as the record's page shows it, for example court:EOIR/2026-118."),
            error_messages={"required": gettext_lazy("Name the record of the order.")}, **more,
        )  # fmt: skip


class StopForm(forms.Form):
    """What is stopped, and why; for a court's stop the record of its order."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is stopped?"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is stopped.")},
    )  # fmt: skip
    rule = forms.ChoiceField(label=gettext_lazy("For a rule: which one, and which version"), required=False)
    feed = forms.CharField(
        label=gettext_lazy("For a feed: its name"), required=False, max_length=80, widget=code_box(20),
        help_text=gettext_lazy("For example carrier:KL."),
    )  # fmt: skip
    since = DayField(
        label=gettext_lazy("For a feed: the first day that is not relied on; today where it is empty"), required=False
    )
    model = forms.ChoiceField(label=gettext_lazy("For the model: its version"), required=False)
    order = OrderField()
    why = WhyField(gettext_lazy("For all to read. Write nothing about a person."))

    def __init__(self, *args: Any, court: bool, **kwargs: Any) -> None:
        """Offer what can be stopped; only a court's stop names an order."""
        super().__init__(*args, **kwargs)
        rules, models = list_rules(), list_models()
        self._choices("kind", list(KINDS.items()))
        self._choices("rule", [("", _("Choose a rule")), *((target, f"{title} ({target})") for target, title in rules)])
        self._choices("model", [("", _("Choose a version")), *((each, each) for each in models)])
        if not court:
            del self.fields["order"]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the target of what was chosen."""
        given = super().clean() or {}
        wanted = {RULE: "rule", FEED: "feed", MODEL: "model"}.get(given.get("kind", ""))
        if wanted and not given.get(wanted):
            self.add_error(wanted, _("Say which one."))
        return given

    @property
    def wanted(self) -> Stopping:
        """Give the stop that a valid form wants."""
        given = self.cleaned_data
        target = given.get({RULE: "rule", FEED: "feed", MODEL: "model"}.get(given["kind"], ""), "")
        return Stopping(given["kind"], target, given["why"], given["since"] if given["kind"] == FEED else None)


class EndForm(forms.Form):
    """Why a stop ends, or what a second person found; ``order`` only where a court's stop is lifted."""

    order = OrderField()
    why = WhyField(gettext_lazy("For all to read. Write nothing about a person."))

    def __init__(self, *args: Any, order: bool, **kwargs: Any) -> None:
        """Ask for an order where one is needed."""
        super().__init__(*args, **kwargs)
        if not order:
            del self.fields["order"]


class EmergencyForm(forms.Form):
    """Why a restricted record is opened now."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is the emergency?"), widget=forms.RadioSelect, choices=[*REASONS.items()],
        error_messages={"required": gettext_lazy("Choose the emergency.")},
    )  # fmt: skip
    note = WhyField(gettext_lazy("What happens now, and why nobody who may open it can be asked."))


class ReviewForm(forms.Form):
    """What a second person found about an opening."""

    justified = forms.ChoiceField(
        label=gettext_lazy("Was it justified?"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes: it was an emergency")), ("no", gettext_lazy("No"))],
        error_messages={"required": gettext_lazy("Choose an answer.")},
    )  # fmt: skip
    note = WhyField(label=gettext_lazy("Reasons"))


class DelayForm(forms.Form):
    """On which ground a look is shown later, and for how many days from the look."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground of law"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the ground.")},
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Days from the look"), min_value=1, max_value=MOST_DAYS, widget=code_box(3),
        help_text=gettext_lazy("90 at most. It cannot be prolonged."),
    )  # fmt: skip
    note = WhyField(gettext_lazy("Why the ground holds here."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the grounds of the register's law."""
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.code, f"{each.says} ({each.citation})") for each in list_grounds()]

    def wanted(self, event_id: int) -> Delaying:
        """Give the delay that a valid form wants."""
        given = self.cleaned_data
        return Delaying(event_id, given["ground"], given["days"], given["note"])
