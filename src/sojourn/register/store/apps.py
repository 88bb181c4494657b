"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Tables that can both forget and prove."""

    name = "sojourn.register.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
