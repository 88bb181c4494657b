"""The addresses of the published tables."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.published import case_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("statistics/", views.published, name="published"),
    path("statistics/table.csv", views.numbers, name="published_numbers"),
    path("statistics/cases/", case_views.cases, name="published_cases"),
    path("statistics/cases/table.csv", case_views.numbers, name="published_cases_numbers"),
]
