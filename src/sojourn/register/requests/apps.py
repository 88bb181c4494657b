"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """What people ask and tell us: answers, corrections, complaints, declared departures; and what became of it."""

    name = "sojourn.register.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"
