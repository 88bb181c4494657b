"""The addresses of bundles."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.bundle import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<str:case_id>/bundle/", views.case_bundle, name="case_bundle"),
    path("bundles/<str:bundle>/", views.bundle_file, name="bundle"),
]
