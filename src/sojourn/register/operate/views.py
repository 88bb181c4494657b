"""The addresses for those who run the register: no sign-in, no personal data, no versions, no names of machines."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from sojourn.register.door.entrance import open_to_all
from sojourn.register.operate.health import check_all
from sojourn.register.operate.scraped import figures_text

#: A request that has one of these came through a proxy, so that its address says nothing.
_OF_PROXIES = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


@open_to_all
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say that the process lives; asks nobody else."""
    return JsonResponse({"alive": True})


@open_to_all
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the register can work, check by check; 503 where one of them fails."""
    checks = check_all()
    good = all(check.good for check in checks)
    told = {"ready": good, "checks": {check.name: check.words for check in checks}}
    return JsonResponse(told, status=200 if good else 503)


@open_to_all
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures, to whoever may have them; for everybody else there is no such page."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(figures_text(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    """Say whether the token was told, or, where there is none, whether the request comes from this machine itself."""
    token: str = settings.CONFIGURATION.metrics_token
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return not any(name in request.headers for name in _OF_PROXIES) and _is_loopback(request.META["REMOTE_ADDR"])


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
