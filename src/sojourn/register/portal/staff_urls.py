"""The pages on which staff give codes; they belong to the staff's service, not to the person's door."""

from __future__ import annotations

from django.urls import path

from sojourn.register.portal import staff_views

urlpatterns = [
    path("person/<str:person_id>/codes/", staff_views.codes, name="person_codes"),
    path("code/<int:code_id>/end/", staff_views.end, name="end_person_code"),
]
