"""The addresses of this folder."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.controls import views_delays, views_glass, views_stops

urlpatterns: list[URLPattern | URLResolver] = [
    path("controls/stops/", views_stops.stops, name="controls_stops"),
    path("controls/stops/new/", views_stops.new, name="controls_stop_new"),
    path("controls/stops/<int:stop_id>/", views_stops.end, name="controls_stop_end"),
    path("controls/emergencies/", views_glass.emergencies, name="emergencies"),
    path("controls/emergencies/<int:opening_id>/", views_glass.review, name="emergency_review"),
    path("controls/emergency/<str:person_id>/", views_glass.emergency, name="emergency"),
    path("controls/looks/", views_delays.delays, name="look_delays"),
    path("controls/looks/<int:delay_id>/", views_delays.decide, name="look_delay_decide"),
    path("controls/looks/<str:person_id>/<int:event_id>/", views_delays.propose, name="look_delay"),
]
