"""The pages on which something is recorded at the desk, and the receipt."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.evidence.airports import find_port
from sojourn.register import clock
from sojourn.register.desk.asking import show_at_desk
from sojourn.register.desk.current import NAMED_BY
from sojourn.register.desk.hearing_form import SHOWN, HearingForm
from sojourn.register.desk.identity import full_name
from sojourn.register.desk.movement_form import MODES, MovementForm, occurred_at
from sojourn.register.desk.present import is_present, remember
from sojourn.register.desk.receipts import Receipt, make_receipt
from sojourn.register.desk.recording import Heard, Recorded, attest, key_movement, new_token
from sojourn.register.desk.told import Row, tell
from sojourn.register.desk.views import answer_url, list_identity_rows
from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.door.actions import refuse

_NOT_COLUMNS = frozenset({"token", "day", "at"})


@require_http_methods(["GET", "HEAD", "POST"])
def movement(request: RegisterRequest) -> HttpResponse:
    """Key a crossing; then show the new answer."""
    acting = request.acting
    if not acting.may("key_movement"):
        refuse(acting, "key_movement")
    if request.method != "POST":
        return _movement_page(request, MovementForm(initial=_initial(acting)))
    form = MovementForm(request.POST)
    if not form.is_valid():
        return _movement_page(request, form, status=422)
    cleaned = form.cleaned_data
    occurred = occurred_at(cleaned["day"], cleaned["at"], cleaned["port"])
    return _go_on(request, key_movement(acting, cleaned["token"], _columns(cleaned), occurred))


@require_POST
def movement_begun(request: RegisterRequest) -> HttpResponse:
    """Begin to key a crossing with what a document said; by POST, so that no name stands in an address."""
    acting = request.acting
    if not acting.may("key_movement"):
        refuse(acting, "key_movement")
    given = {name: request.POST[name] for name in NAMED_BY if request.POST.get(name)}
    return _movement_page(request, MovementForm(initial={**_initial(acting), **given}))


@require_http_methods(["GET", "HEAD", "POST"])
def hear(request: RegisterRequest, person_id: str) -> HttpResponse:
    """Hear the person and record what they showed; then show the new answer."""
    acting = request.acting
    if not acting.may("attest"):
        refuse(acting, "attest")
    present = is_present(request.session, person_id, clock.now())
    form = HearingForm(request.POST or None, initial={"token": new_token(), "direction": "departure"})
    if request.method == "POST" and form.is_valid():
        return _go_on(request, attest(acting, person_id, _heard(form), present=present))
    person = show_at_desk(acting, person_id, present=present)
    told = tell(person.standing, clock.today()) if person.standing else None
    context = {"form": form, "person": person, "identity_rows": list_identity_rows(person), "told": told}
    return render(request, "desk/hear.html", context, status=422 if form.errors else 200)


@require_safe
def receipt(request: RegisterRequest, reference: str) -> HttpResponse:
    """Show a receipt, ready to print."""
    made = make_receipt(request.acting, reference)
    steps = [
        _("If something is wrong, show this receipt at any office and ask for a correction."),
        _("You may ask who has looked at your record, and why."),
    ]
    context = {"receipt": made, "rows": _receipt_rows(made), "title": _receipt_title(made), "next_steps": steps}
    return render(request, "desk/receipt.html", context)


def _go_on(request: RegisterRequest, recorded: Recorded) -> HttpResponse:
    if recorded.restricted:
        return redirect("receipt", recorded.name)
    remember(request.session, recorded.person_id, clock.now())
    return redirect(answer_url(recorded.person_id, recorded.name))


def _movement_page(request: RegisterRequest, form: MovementForm, *, status: int = 200) -> HttpResponse:
    return render(request, "desk/movement.html", {"form": form}, status=status)


def _initial(acting: Acting) -> dict[str, object]:
    port = acting.office.upper() if find_port(acting.office) else ""
    return {"token": new_token(), "direction": "arrival", "port": port, "day": clock.today(), "document_type": "P"}


def _columns(cleaned: dict[str, Any]) -> dict[str, object]:
    """Turn the boxes into columns of a movement; an empty box is null."""
    columns = {
        name: value for name, value in cleaned.items() if name not in _NOT_COLUMNS and value not in (None, "", False)
    }
    return {**columns, "local_date": cleaned["day"]}


def _heard(form: HearingForm) -> Heard:
    cleaned = form.cleaned_data
    return Heard(
        token=cleaned["token"],
        shown=tuple(cleaned["shown"]),
        direction=cleaned["direction"],
        day=cleaned["day"],
        port=cleaned["port"],
        mode=cleaned["mode"] or None,
    )


def _receipt_title(made: Receipt) -> str:
    return _("What you showed was recorded") if made.shown else _("A border crossing was recorded")


def _receipt_rows(made: Receipt) -> list[Row]:
    values = made.values
    document = f"{values.get('document_issuer') or ''} {values.get('document_number') or ''}".strip()
    arrival = values["direction"] == "arrival"
    rows = [
        (_("Name"), full_name(values)),
        (_("Date of birth"), values.get("birth_date")),
        (_("Document"), document),
        (_("What"), _("Arrival") if arrival else _("Departure")),
        (_("Day"), values["local_date"]),
        (_("Place"), values.get("port")),
        (_("How"), dict(MODES).get(str(values.get("mode") or "")) if values.get("mode") else None),
        (_("What was shown"), ", ".join(str(SHOWN[code]) for code in made.shown if code in SHOWN)),
        (_("Class"), values.get("admitted_class")),
        (_("Last authorised day"), values.get("admitted_until")),
        (_("Permission"), _("For as long as the programme lasts") if values.get("duration_of_status") else None),
    ]
    return [Row(term, value) for term, value in rows if value]
