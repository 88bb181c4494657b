"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class ControlsConfig(AppConfig):
    """Stops for the whole register, doors broken in an emergency, looks that are shown later."""

    name = "sojourn.register.controls"
    label = "controls"
    default_auto_field = "django.db.models.BigAutoField"
