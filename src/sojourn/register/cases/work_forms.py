"""The forms of the work list: who gets a case, why one is given back, what is said on handing over, who covers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.register.accounts.models import Office
from sojourn.register.accounts.roles import name_of
from sojourn.register.cases.colleagues import list_colleagues
from sojourn.register.cases.handing_over import NOTE_LENGTH
from sojourn.register.cases.work_words import GIVE_BACK
from sojourn.register.components.dates import DayField
from sojourn.register.door.acting import Acting
from sojourn.register.review.forms import NO_NAMES


def colleague_field(acting: Acting, label: object, *, but: int | None = None) -> forms.TypedChoiceField:
    """Give a choice among the colleagues of one's office who may have cases; ``but``: one who is left out."""
    choices = [(str(user.pk), name_of(user)) for user in list_colleagues(acting) if user.pk != but]
    return forms.TypedChoiceField(label=label, choices=[("", _("Choose")), *choices], coerce=int)  # type: ignore[arg-type]


def _note(label: object) -> forms.CharField:
    area = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, help_text=NO_NAMES, max_length=NOTE_LENGTH, widget=area)  # type: ignore[arg-type]


class AssignForm(forms.Form):
    """Who gets the cases."""

    def __init__(self, acting: Acting, data: Any = None) -> None:
        """Offer the colleagues of the office."""
        super().__init__(data)
        self.fields["colleague"] = colleague_field(acting, _("Who gets them?"))


class BackForm(forms.Form):
    """Why a case is given back."""

    reason = forms.ChoiceField(
        label=_("Why do you give it back?"), choices=list(GIVE_BACK.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note"), help_text=NO_NAMES, required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class HandoverForm(forms.Form):
    """What whoever has the case next needs to know."""

    note = _note(_("What does whoever has the case next need to know?"))


class TransferForm(forms.Form):
    """To which office, and what they need to know."""

    office = forms.ChoiceField(label=_("Which office gets the case?"))
    note = _note(_("What do they need to know?"))

    def __init__(self, acting: Acting, data: Any = None) -> None:
        """Offer the other offices."""
        super().__init__(data)
        offices = Office.objects.exclude(code=acting.office).order_by("name").values_list("code", "name")
        self.fields["office"].choices = [("", _("Choose")), *offices]  # type: ignore[attr-defined]  # a choice field


class AbsenceForm(forms.Form):
    """Who is away, when, and who covers."""

    from_on = DayField(label=_("First day away"))
    to_on = DayField(label=_("Last day away"))

    def __init__(self, acting: Acting, data: Any = None) -> None:
        """Offer the colleagues of the office; who is away is asked only of those who may note it of others."""
        super().__init__(data)
        if acting.may("assign_cases"):
            self.fields["user"] = colleague_field(acting, _("Who is away?"))
            self.fields["cover"] = colleague_field(acting, _("Who covers?"))
        else:
            self.fields["cover"] = colleague_field(acting, _("Who covers?"), but=acting.user_id)
        self.order_fields(["user", "cover", "from_on", "to_on"])


class CloseForm(forms.Form):
    """By which step, and for which reason, cases are closed in the persons' favour."""

    choice = forms.ChoiceField(label=_("How are they closed?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), help_text=NO_NAMES, required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, choices: list[tuple[str, str]], data: Any = None) -> None:
        """Offer the steps in the persons' favour with their reasons."""
        super().__init__(data)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]  # a choice field
