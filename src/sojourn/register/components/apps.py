"""The components as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Components, base templates, static files and the gallery; it has no tables."""

    name = "sojourn.register.components"
    label = "components"
    verbose_name = "Components"
