"""The addresses of accounts: signing in, second factors, roles; no sign-up and no e-mail."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path

from sojourn.register.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("roles/", views.grants, name="grants"),
    path("roles/<int:user_id>/", views.user_grants, name="user_grants"),
    path("roles/grant/<int:grant_id>/confirm/", views.confirm_grant, name="confirm_grant"),
    path("roles/grant/<int:grant_id>/end/", views.end_grant, name="end_grant"),
    path("new/", views.new_account, name="new_account"),
    path("<int:user_id>/close/", views.close_account, name="close_account"),
]
