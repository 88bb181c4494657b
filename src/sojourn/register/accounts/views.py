"""The pages of accounts and roles, for administrators and supervisors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register.accounts import grants as granting
from sojourn.register.accounts import opening
from sojourn.register.accounts.forms import AccountForm, GrantForm
from sojourn.register.accounts.listing import account_row, find_user, grant_row, list_users, list_waiting
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse


@require_GET
def grants(request: RegisterRequest) -> HttpResponse:
    """Show the roles that wait for a second person, and everybody who works here."""
    _require_granting(request)
    waiting = [grant_row(grant, request.acting) for grant in list_waiting()]
    users = [account_row(user) for user in list_users()]
    may_open = request.acting.may("manage_accounts")
    return render(request, "accounts/grants.html", {"waiting": waiting, "users": users, "may_open": may_open})


@require_http_methods(["GET", "POST"])
def user_grants(request: RegisterRequest, user_id: int) -> HttpResponse:
    """Show the roles of one user; propose another."""
    _require_granting(request)
    user = find_user(user_id)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            granting.propose_grant(request.acting, user_id, form.cleaned_data["role"], form.cleaned_data["reason"])
            messages.success(request, gettext("The role is proposed. Another person has to confirm it."))
            return redirect("user_grants", user_id)
        except RegisterError as problem:
            form.add_error(None, problem.message)
    rows = [grant_row(grant, request.acting) for grant in granting.open_grants().filter(user=user)]
    context = {"account": account_row(user), "form": form, "rows": rows, "may_close": _may_close(request, user_id)}
    return render(request, "accounts/user.html", context, status=400 if form.errors else 200)


@require_POST
def confirm_grant(request: RegisterRequest, grant_id: int) -> HttpResponse:
    """Give the role, as the second person."""
    grant = granting.confirm_grant(request.acting, grant_id)
    messages.success(request, gettext("The role is granted."))
    return redirect("user_grants", grant.user_id)


@require_POST
def end_grant(request: RegisterRequest, grant_id: int) -> HttpResponse:
    """End the role, or withdraw the proposal."""
    grant = granting.end_grant(request.acting, grant_id)
    messages.success(request, gettext("The role is ended."))
    return redirect("user_grants", grant.user_id)


@require_http_methods(["GET", "POST"])
def new_account(request: RegisterRequest) -> HttpResponse:
    """Open an account and show its first password, once."""
    if not request.acting.may("manage_accounts"):
        refuse(request.acting, "manage_accounts")
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        user, password = opening.open_account(request.acting, told["username"], told["name"], told["office"].pk)
        return render(request, "accounts/opened.html", {"account": account_row(user), "password": password})
    return render(request, "accounts/new.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def close_account(request: RegisterRequest, user_id: int) -> HttpResponse:
    """Close an account and end its roles."""
    opening.close_account(request.acting, user_id)
    messages.success(request, gettext("The account is closed and its roles are ended."))
    return redirect("grants")


def _may_close(request: RegisterRequest, user_id: int) -> bool:
    return request.acting.may("manage_accounts") and request.acting.user_id != user_id


def _require_granting(request: RegisterRequest) -> None:
    if not request.acting.may("confirm_grant"):
        refuse(request.acting, "confirm_grant")
