"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class AnsweringConfig(AppConfig):
    """From records to answers: who is touched, the engine, versions of answers."""

    name = "sojourn.register.answering"
    label = "answering"
    default_auto_field = "django.db.models.BigAutoField"
