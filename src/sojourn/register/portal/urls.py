"""The addresses of the person's door itself; what people ask there is in ``requests.portal_urls``."""

from __future__ import annotations

from django.urls import path, re_path

from sojourn.register.portal import days_views, own_views, views

urlpatterns = [
    path("", views.start, name="portal_start"),
    path("health", views.health, name="portal_health"),
    path("language/", views.choose_language, name="portal_language"),
    path("leave/", views.leave, name="portal_leave"),
    path("away/", views.away, name="portal_away"),
    path("days/", days_views.days, name="portal_days"),
    path("enter/", own_views.enter, name="portal_enter"),
    path("mine/", own_views.mine, name="portal_mine"),
    path("mine/file/", own_views.on_file, name="portal_file"),
    path("mine/looks/", own_views.looks, name="portal_looks"),
    path("mine/rights/", own_views.rights, name="portal_rights"),
    path("mine/letter/<str:reference>/", own_views.letter, name="portal_letter"),
    path("mine/take/", own_views.take, name="portal_take"),
    re_path(r"^mine/take/(?P<kind>json|pdf)/$", own_views.take_file, name="portal_take_file"),
]
