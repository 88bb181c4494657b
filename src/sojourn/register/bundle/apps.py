"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class BundleConfig(AppConfig):
    """The bundle of a case for a court: everything on file about it, signed, readable without Sojourn."""

    name = "sojourn.register.bundle"
    label = "bundle"
    default_auto_field = "django.db.models.BigAutoField"
