"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.records import record_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("person/<str:person_id>/", views.person, name="person"),
    path("person/<str:person_id>/looks/", record_views.looks, name="looks"),
    path("stay/<path:stay_id>/", views.stay, name="stay"),
    path("record/<path:name>/", record_views.record, name="record"),
    path("as-received/<path:name>/", record_views.raw, name="raw"),
]
