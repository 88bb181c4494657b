"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class PublishedConfig(AppConfig):
    """The published tables, for analysts and oversight."""

    name = "sojourn.register.published"
    label = "published"
    default_auto_field = "django.db.models.BigAutoField"
