"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Rates, not people: figures, inquiries, the sample that is checked afresh, the yearly report."""

    name = "sojourn.register.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"
