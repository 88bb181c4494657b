"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class CourtConfig(AppConfig):
    """What courts and counsel send: orders with their time of receipt, hearings, alerts for oversight."""

    name = "sojourn.register.court"
    label = "court"
    default_auto_field = "django.db.models.BigAutoField"
