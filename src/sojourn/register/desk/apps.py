"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk and the search."""

    name = "sojourn.register.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
