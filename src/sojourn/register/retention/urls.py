"""The addresses of this folder."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.retention import views, views_holds, views_items

urlpatterns: list[URLPattern | URLResolver] = [
    path("retention/", views.retention, name="retention"),
    path("retention/rules/<str:rule_id>/propose/", views.propose_batch, name="retention_propose"),
    path("retention/batches/<int:batch_id>/", views.batch, name="retention_batch"),
    path("retention/batches/<int:batch_id>/items/<int:item_id>/", views_items.batch_item, name="retention_item"),
    path("retention/batches/<int:batch_id>/certificate/", views.certificate, name="retention_certificate"),
    path("retention/holds/", views_holds.holds, name="retention_holds"),
    path("retention/holds/new/", views_holds.new_hold, name="retention_hold_new"),
    path("retention/holds/<int:hold_id>/end/", views_holds.hold_end, name="retention_hold_end"),
]
