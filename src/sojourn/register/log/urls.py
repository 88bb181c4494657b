"""The addresses of the log's proof."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.log import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("log/proof/", views.proof, name="log_proof"),
    path("log/proof/checkpoint/", views.checkpoint, name="log_checkpoint"),
]
