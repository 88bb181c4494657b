"""Every address of the person's door; the staff's service includes none of them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sojourn.register.portal.urls")),
    path("", include("sojourn.register.requests.portal_urls")),
]
handler400 = "sojourn.register.portal.errors.bad_request"
handler403 = "sojourn.register.portal.errors.forbidden"
handler404 = "sojourn.register.portal.errors.not_found"
handler500 = "sojourn.register.portal.errors.failed"
