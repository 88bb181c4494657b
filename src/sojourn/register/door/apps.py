"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class DoorConfig(AppConfig):
    """The one door: every read of personal data and every change goes through it."""

    name = "sojourn.register.door"
    label = "door"
    default_auto_field = "django.db.models.BigAutoField"
