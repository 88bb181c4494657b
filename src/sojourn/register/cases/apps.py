"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases from the first question to the last step, through legal gates."""

    name = "sojourn.register.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
