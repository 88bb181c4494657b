"""The addresses of feeds: their quality, their quarantine, their rows."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.feeds import views, views_rows

urlpatterns: list[URLPattern | URLResolver] = [
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/rows/<int:quarantined_id>/", views_rows.row, name="feed_row"),
    path("feeds/rows/<int:quarantined_id>/discard/", views_rows.discard_row, name="feed_row_discard"),
    path("feeds/proposals/<int:pk>/", views.proposal, name="feed_proposal"),
    path("feeds/of/<str:feed>/", views.feed, name="feed"),
    path("feeds/of/<str:feed>/numbers.csv", views.numbers, name="feed_numbers"),
    path("feeds/of/<str:feed>/propose/", views.propose_change, name="feed_propose"),
    path("feeds/of/<str:feed>/rows/", views_rows.rows, name="feed_rows"),
]
