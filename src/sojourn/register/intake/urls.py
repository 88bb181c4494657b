"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.intake import key_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("uploads/", views.uploads, name="intake"),
    path("uploads/<uuid:changeset_id>/", views.upload, name="upload"),
    path("uploads/<uuid:changeset_id>/progress/", views.progress, name="upload_progress"),
    path("uploads/<uuid:changeset_id>/accept/", views.accept, name="accept_upload"),
    path("uploads/<uuid:changeset_id>/discard/", views.discard, name="discard_upload"),
    path("feed-keys/", key_views.keys, name="feed_keys"),
    path("feed-keys/make/", key_views.make_key, name="make_feed_key"),
    path("feed-keys/<slug:key_id>/revoke/", key_views.revoke_key, name="revoke_feed_key"),
    path("posts/add/", key_views.make_post, name="add_post"),
    path("posts/<str:name>/end/", key_views.stop_post, name="end_post"),
]
