"""Every address of the register."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path

from sojourn.register.api import api


def _start(request: HttpRequest) -> HttpResponse:
    return redirect("work" if request.user.is_authenticated else "account_login")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", _start, name="start"),
    path("account/", include("sojourn.register.accounts.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
    path("", include("sojourn.register.operate.urls")),
    path("", include("sojourn.register.door.urls")),
    path("", include("sojourn.register.desk.urls")),
    path("", include("sojourn.register.records.urls")),
    path("", include("sojourn.register.review.urls")),
    path("", include("sojourn.register.cases.urls")),
    path("", include("sojourn.register.letters.urls")),
    path("", include("sojourn.register.court.urls")),
    path("", include("sojourn.register.log.urls")),
    path("", include("sojourn.register.bundle.urls")),
    path("", include("sojourn.register.portal.staff_urls")),
    path("", include("sojourn.register.requests.urls")),
    path("", include("sojourn.register.retention.urls")),
    path("", include("sojourn.register.oversight.urls")),
    path("", include("sojourn.register.controls.urls")),
    path("", include("sojourn.register.intake.urls")),
    path("", include("sojourn.register.feeds.urls")),
    path("", include("sojourn.register.published.urls")),
    path("", include("sojourn.register.live.urls")),
    path("", include("sojourn.register.components.urls")),
]
handler400 = "sojourn.register.components.errors.bad_request"
handler403 = "sojourn.register.components.errors.forbidden"
handler404 = "sojourn.register.components.errors.not_found"
handler500 = "sojourn.register.components.errors.failed"
