"""The Django app of this folder."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The person's own door: a service apart from the one in which people work."""

    name = "sojourn.register.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
