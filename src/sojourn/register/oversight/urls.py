"""The addresses of oversight: figures, inquiries, the sample that is looked at afresh."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.oversight import views, views_inquiry, views_sample

urlpatterns: list[URLPattern | URLResolver] = [
    path("oversight/", views.figures, name="oversight"),
    path("oversight/table.csv", views.numbers, name="oversight_numbers"),
    path("oversight/inquiries/", views_inquiry.inquiries, name="inquiries"),
    path("oversight/inquiries/new/", views_inquiry.new, name="inquiry_new"),
    path("oversight/inquiries/<int:inquiry_id>/", views_inquiry.inquiry, name="inquiry"),
    path("sample/", views_sample.sample, name="sample"),
    path("sample/next/", views_sample.take, name="sample_next"),
    path("sample/<int:piece_id>/", views_sample.piece, name="sample_piece"),
]
