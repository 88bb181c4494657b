"""The addresses for those who run the register."""

from __future__ import annotations

from django.urls import path

from sojourn.register.operate import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
