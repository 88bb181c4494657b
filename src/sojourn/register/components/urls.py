"""Addresses of the gallery."""

from __future__ import annotations

from django.urls import URLPattern, path

from sojourn.register.components.gallery import views

urlpatterns: list[URLPattern] = [
    path("gallery/", views.index, name="gallery"),
    path("gallery/whole_page/", views.whole, name="gallery_whole_page"),
    path("gallery/<slug:component>/", views.show, name="gallery_component"),
]
