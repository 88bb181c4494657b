"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who works here: users, offices, roles."""

    name = "sojourn.register.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
