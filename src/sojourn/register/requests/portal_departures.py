"""The pages of departures at the person's door: declaring one, taking it back, its receipt; and the public check."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.desk.recording import new_token
from sojourn.register.door.acting import PERSON
from sojourn.register.letters.files import download
from sojourn.register.portal.sessions import own_record
from sojourn.register.portal.throttling import count_try, forgive
from sojourn.register.requests.checking import check_receipt
from sojourn.register.requests.declaring import Declared, days_waiting, declare, require_may_declare, withdraw
from sojourn.register.requests.effects import effect_if_left
from sojourn.register.requests.own import open_own
from sojourn.register.requests.paper import pdf_of, rows_of
from sojourn.register.requests.portal_forms import CheckForm, DepartureForm
from sojourn.register.requests.portal_views import language_of, right_of, stay_words, visitor_in
from sojourn.register.requests.portal_words import problem_words
from sojourn.register.requests.receipts import give_receipt, open_receipt
from sojourn.register.requests.stays import list_open_stays

#: The page whose tries are counted apart from those at the entrance.
_CHECK = "check\n"


@require_http_methods(["GET", "POST"])
@own_record
def departure(request: HttpRequest) -> HttpResponse:
    """Declare a departure: first what it does in law, then, sent once more, on record."""
    visitor = visitor_in(request)
    stays = [(each.stay_id, stay_words(each.arrived_on)) for each in list_open_stays(visitor.person_id)]
    start = {"token": new_token(), "stay": stays[0][0] if len(stays) == 1 else ""}
    form = DepartureForm(request.POST or None, stays=stays, initial=start)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        told = form.cleaned_data
        try:
            if "send" in request.POST:
                declared = Declared(
                    told["stay"],
                    told["day"],
                    told["token"],
                    told["port"],
                    told["mode"],
                    language_of(),
                    visitor.given_how,
                )
                return redirect("portal_request", declare(PERSON, visitor.person_id, declared).reference)
            require_may_declare(visitor.person_id, told["stay"], told["day"])
            return _look(request, form, told["stay"], told["day"])
        except RegisterError as error:
            form.add_error(None, problem_words(error))
    context = {"form": form, "stays": stays, "days": days_waiting()}
    return render(request, "portal_requests/departure.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@own_record
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a declared departure back, asked once more."""
    visitor = visitor_in(request)
    if request.method == "POST":
        withdraw(PERSON, visitor.person_id, reference)
        return redirect("portal_request", reference)
    opened = open_own(PERSON, visitor.person_id, reference)
    return render(request, "portal_requests/take_back.html", {"made": opened.request})


@require_POST
@own_record
def give(request: HttpRequest, stay_id: str) -> HttpResponse:
    """Make the receipt of a departure on record, or find the one that says the same."""
    receipt = give_receipt(PERSON, visitor_in(request).person_id, stay_id)
    return redirect("portal_receipt", receipt.reference)


@require_GET
@own_record
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a receipt as the paper says it."""
    told = open_receipt(PERSON, visitor_in(request).person_id, reference)
    return render(request, "portal_requests/receipt.html", {"receipt": told, "rows": rows_of(told)})


@require_GET
@own_record
def receipt_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a receipt as a paper."""
    told = open_receipt(PERSON, visitor_in(request).person_id, reference)
    return download(pdf_of(told, check_address()), "application/pdf", f"{told.reference}.pdf")


def check_address() -> str:
    """Give where a receipt is checked: at the address that the operator set, whatever a request calls this host."""
    return f"{settings.CONFIGURATION.portal_address.rstrip('/')}{reverse('portal_check')}"


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a receipt by what is typed from the paper; open to everybody, and throttled."""
    form = CheckForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        counted = count_try(told["reference"], str(request.META.get("REMOTE_ADDR", "")), _CHECK)
        if counted.until is not None:
            context["wait"] = max(1, -int((clock.now() - counted.until).total_seconds() // 60))
            return render(request, "portal_requests/check.html", context, status=429)
        checked = check_receipt(told["reference"], told["code"])
        if checked.receipt is not None:
            forgive(counted)
            context["rows"] = rows_of(checked.receipt)
        context["checked"] = checked
    return render(request, "portal_requests/check.html", context, status=400 if form.errors else 200)


def _look(request: HttpRequest, form: DepartureForm, stay_id: str, day: date) -> HttpResponse:
    """Say what the departure does in law, before anything is sent."""
    context = {
        "form": form,
        "day": day,
        "ahead": day > clock.today(),
        "days": days_waiting(),
        "effect": effect_if_left(visitor_in(request).person_id, stay_id, day),
        "advice": right_of("advice"),
    }
    return render(request, "portal_requests/departure_look.html", context)
