"""The addresses of the door: why a record is needed, disclosures, and the log."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.door import disclosure_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("why/<str:person_id>/", views.why, name="why"),
    path("log/", views.log, name="log"),
    path("disclosures/", disclosure_views.disclosures, name="disclosures"),
    path("disclosures/<int:disclosure_id>/", disclosure_views.disclosure, name="disclosure"),
    path("stay/<str:stay_id>/disclosures/", disclosure_views.stay_disclosures, name="stay_disclosures"),
    path("stay/<str:stay_id>/disclose/", disclosure_views.propose, name="propose_disclosure"),
]
