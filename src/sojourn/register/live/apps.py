"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The queue of those to be answered, the worker that answers them, and what came of it."""

    name = "sojourn.register.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
