"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """How long records are kept, holds, and their destruction by two people, with a proof that outlives them."""

    name = "sojourn.register.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"
