"""The addresses of the live departures."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.live import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("live/", views.live, name="live"),
    path("live/events", views.live_events, name="live_events"),
]
