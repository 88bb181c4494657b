"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Match review, question review, assigned work."""

    name = "sojourn.register.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"
