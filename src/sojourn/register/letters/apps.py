"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Letters to the person and counsel, their service, mail that comes back, uploaded documents."""

    name = "sojourn.register.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"
