"""The pages of the door: why a record is needed, and the log for oversight."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.register import clock
from sojourn.register.door import log as reading
from sojourn.register.door import purposes
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.answers import safe_next
from sojourn.register.door.verbs import STATED, Verb


@dataclass(frozen=True)
class Reason:
    """What somebody wrote on the page that asks why, and what is wrong with it."""

    purpose: str
    note: str

    @property
    def purpose_error(self) -> str:
        """Say what is wrong with the purpose; empty where nothing is."""
        return "" if self.purpose in STATED else gettext("Choose why you need the record.")

    @property
    def note_error(self) -> str:
        """Say what is wrong with the note; empty where nothing is."""
        if not self.note.strip():
            return gettext("Write a note of one sentence.")
        too_long = len(self.note.strip()) > purposes.NOTE_LENGTH
        return gettext("Write a shorter note, of 500 characters at most.") if too_long else ""


@require_http_methods(["GET", "POST"])
def why(request: RegisterRequest, person_id: str) -> HttpResponse:
    """Ask why a person's record is needed, keep the answer, and go on to the record."""
    if not request.acting.may("open_person"):
        refuse(request.acting, "open_person", person_id)
    person = purposes.resolved_person(person_id)
    purposes.require_unrestricted(request.acting, person)
    told = request.POST if request.method == "POST" else request.GET
    onward = safe_next(request, told.get("next", ""), "/")
    reason = Reason(request.POST.get("purpose", ""), request.POST.get("note", ""))
    if request.method == "POST" and not (reason.purpose_error or reason.note_error):
        purposes.state_purpose(request.acting, person, reason.purpose, reason.note)
        return redirect(onward)
    return _ask(request, reason, onward)


def _ask(request: RegisterRequest, reason: Reason, onward: str) -> HttpResponse:
    asked = request.method == "POST"
    wrong = [(reason.purpose_error, "#purpose-1"), (reason.note_error, "#purpose-note")] if asked else []
    context = {
        "purposes": [{"value": code.value, "text": words} for code, words in STATED.items()],
        "reason": reason if asked else None,
        "errors": [{"text": text, "url": url} for text, url in wrong if text],
        "next": onward,
    }
    return render(request, "door/why.html", context, status=400 if asked else 200)


class LogForm(forms.Form):
    """Which part of the log to show."""

    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    actor = forms.CharField(label=_("Who"), required=False, max_length=100, help_text=_("As the log names them."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer every verb, and all of them."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        verbs = [(verb.value, verb.value.replace("_", " ")) for verb in Verb]
        self.fields["verb"] = forms.ChoiceField(
            label=_("What was done"), required=False, choices=[("", _("Everything")), *verbs]
        )


@require_GET
def log(request: RegisterRequest) -> HttpResponse:
    """Show the log of a day to oversight: codes and numbers, never values."""
    form = LogForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    asked = reading.Asked(
        told.get("day") or clock.today(), told.get("verb", ""), told.get("actor", ""), request.GET.get("before", "")
    )
    page = reading.read_log(request.acting, asked)
    context = {"form": form, "rows": page.rows, "day": asked.day, "next_url": _next_url(asked, page.before)}
    return render(request, "door/log.html", context, status=400 if form.errors else 200)


def _next_url(asked: reading.Asked, before: str) -> str:
    if not before:
        return ""
    told = {"day": asked.day.isoformat(), "verb": asked.verb, "actor": asked.actor, "before": before}
    return f"?{urlencode(told)}"
