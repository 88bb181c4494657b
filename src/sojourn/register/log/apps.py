"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class LogConfig(AppConfig):
    """The transparency log: what was written once cannot be changed unseen."""

    name = "sojourn.register.log"
    label = "log"
    default_auto_field = "django.db.models.BigAutoField"
