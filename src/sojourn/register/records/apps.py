"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The pages of a person and of a stay."""

    name = "sojourn.register.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
