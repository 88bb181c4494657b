"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.desk import recording_views, search_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", views.desk, name="desk"),
    path("desk/answer/<slug:person_id>/", views.answer, name="desk_answer"),
    path("desk/hear/<slug:person_id>/", recording_views.hear, name="hear"),
    path("desk/movement/", recording_views.movement, name="key_movement"),
    path("desk/movement/begun/", recording_views.movement_begun, name="movement_begun"),
    path("desk/receipt/<path:reference>/", recording_views.receipt, name="receipt"),
    path("search/", search_views.search_page, name="search"),
]
