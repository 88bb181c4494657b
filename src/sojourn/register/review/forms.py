"""The forms of review: structured reasons first, free text last and optional."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.dates import DayField
from sojourn.register.review import words
from sojourn.register.review.checklist import FOUND, RESULTS, Check, Checked
from sojourn.register.review.settling import SHOWN, Given, Settler

NO_NAMES = _("Without names and numbers of documents: what stands here is read by others.")
Choices = list[tuple[str, str | Promise]]


def choices(known: dict[str, Promise]) -> Choices:
    """Give a closed list as the choices of a field."""
    return list(known.items())


def _note() -> forms.CharField:
    return forms.CharField(label=_("Note"), help_text=NO_NAMES, required=False, max_length=1000, widget=_Area())


class _Area(forms.Textarea):
    def __init__(self) -> None:
        super().__init__({"rows": 3})


class DecisionForm(forms.Form):
    """Same, different, or cannot tell; then why."""

    verdict = forms.ChoiceField(
        label=_("Are these records of one person?"), choices=choices(words.VERDICTS), widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(label=_("What tells you?"), choices=choices(words.REASONS), widget=forms.RadioSelect)
    note = _note()
    basis = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Hold the reason against the verdict."""
        given: dict[str, object] = super().clean() or {}
        verdict, reason = str(given.get("verdict", "")), str(given.get("reason", ""))
        if verdict and reason and reason not in words.REASONS_OF[verdict]:
            self.add_error(
                "reason",
                gettext("This reason does not go with “%(verdict)s”. Choose another reason, or another answer.")
                % {"verdict": words.say(words.VERDICTS, verdict)},
            )
        return given


class UndoForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.ChoiceField(
        label=_("Why do you take it back?"), choices=choices(words.UNDO_REASONS), widget=forms.RadioSelect
    )


class ReturnForm(forms.Form):
    """Why a piece of work is given back."""

    reason = forms.ChoiceField(
        label=_("Why do you give it back?"), choices=choices(words.RETURN_REASONS), widget=forms.RadioSelect
    )
    note = _note()


class CheckForm(forms.Form):
    """The result of one check, and the records that show it."""

    result = forms.ChoiceField(choices=choices(RESULTS), widget=forms.RadioSelect)
    records = forms.CharField(
        label=_("Records that show it"),
        help_text=_("Their names, one on each line, for example carrier:KL/8a12."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, check: Check, data: object = None) -> None:
        """Make the form of one check; its fields are named by the check's code."""
        super().__init__(data, prefix=check.code)  # type: ignore[arg-type] # a QueryDict or nothing
        self.check_of = check
        self.fields["result"].label = str(check.title)
        self.fields["result"].help_text = str(check.hint)
        self.fields["result"].error_messages["required"] = gettext("Say what came of it: %(check)s.") % {
            "check": check.title
        }

    def clean(self) -> dict[str, object]:
        """Ask for the evidence where something was found."""
        given: dict[str, object] = super().clean() or {}
        if given.get("result") == FOUND and not str(given.get("records", "")).split():
            self.add_error(
                "records", gettext("Name the records that show it: %(check)s.") % {"check": self.check_of.title}
            )
        return given

    @property
    def checked(self) -> Checked:
        """Give the result of a valid form."""
        return Checked(self.cleaned_data["result"], tuple(self.cleaned_data["records"].split()))


class OutcomeForm(forms.Form):
    """How the question ends, and what is recorded if a record settles it."""

    outcome = forms.ChoiceField(label=_("What follows?"), choices=choices(words.OUTCOMES), widget=forms.RadioSelect)
    settler = forms.ChoiceField(label=_("What settles it?"), required=False)
    day_from = DayField(label=_("Day, or first day"), required=False)
    day_to = DayField(label=_("Last day"), required=False)
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("The number of the file, the receipt or the programme."),
        required=False,
        max_length=100,
    )
    benefit = forms.CharField(label=_("What was applied for"), required=False, max_length=100)
    status = forms.CharField(label=_("Class"), required=False, max_length=20)
    shown = forms.ChoiceField(label=_("What was shown"), choices=[("", _("Choose")), *choices(SHOWN)], required=False)
    other_record = forms.CharField(
        label=_("Name of the other record"),
        help_text=_("For match review only, for example carrier:KL/8a12."),
        required=False,
        max_length=200,
    )
    note = _note()

    def __init__(self, settlers: dict[str, Settler], data: object = None) -> None:
        """Make the form with the kinds of record that its user may record."""
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict or nothing
        field = self.fields["settler"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Choose")), *((code, each.text) for code, each in settlers.items())]

    def clean(self) -> dict[str, object]:
        """Ask for what goes with the outcome."""
        given: dict[str, object] = super().clean() or {}
        if given.get("outcome") == "settled" and not given.get("settler"):
            self.add_error("settler", gettext("Say which record settles it."))
        if given.get("outcome") == "sent_to_match" and not given.get("other_record"):
            self.add_error("other_record", gettext("Name the other record."))
        return given

    @property
    def given(self) -> Given:
        """Give what is recorded, from a valid form."""
        names = ("settler", "day_from", "day_to", "reference", "benefit", "status", "shown")
        return Given(**{name: self.cleaned_data[name] for name in names})
