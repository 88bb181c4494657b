"""The addresses of the published tables."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.published import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("statistics/", views.published, name="published"),
    path("statistics/table.csv", views.numbers, name="published_numbers"),
]
