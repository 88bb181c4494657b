"""The addresses of requests for staff, and of corrections on their way."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.requests import views, views_told

urlpatterns: list[URLPattern | URLResolver] = [
    path("requests/", views.requests, name="requests"),
    path("requests/figures/", views.figures, name="request_figures"),
    path("requests/<str:request_ref>/", views.one, name="request"),
    path("requests/<str:request_ref>/give/", views.give, name="request_give"),
    path("requests/<str:request_ref>/documents/<int:document_id>/", views.document, name="request_document"),
    path("questions/<int:piece_id>/evidence/<int:document_id>/", views.question_document, name="question_document"),
    path("corrections/", views_told.corrections, name="corrections"),
    path("corrections/<int:notice_id>/", views_told.correction, name="correction_told"),
]
