"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Records come in: by API, by upload, from offline posts."""

    name = "sojourn.register.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
