"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """The quality of feeds, quarantine and its release, quarantined rows and their repair."""

    name = "sojourn.register.feeds"
    label = "feeds"
    default_auto_field = "django.db.models.BigAutoField"
