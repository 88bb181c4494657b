"""What every page shows around its matter: mode, navigation, who is signed in, and the purpose in force."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from sojourn.register.components.navigation import find_url, list_shown

Context = dict[str, object]


def page(request: HttpRequest) -> Context:
    """Give the context of the base templates; ``request.acting`` says who acts, and has no label before signing in."""
    acting = getattr(request, "acting", None)
    label = str(getattr(acting, "label", ""))
    around: Context = {"mode": mode(), "languages": settings.LANGUAGES}
    if acting is None or not label:
        return {**around, "navigation": [], "sign_in_url": find_url("account_login")}
    return {
        **around,
        "navigation": list_shown(request.path, acting.may),
        "user_label": label,
        "purpose": str(getattr(acting, "purpose_label", "")),
        "sign_out_url": find_url("account_logout"),
    }


def mode() -> str:
    """Give the mode of the register: ``training`` unless its configuration says ``live``."""
    configuration = getattr(settings, "CONFIGURATION", None)
    return str(getattr(configuration, "mode", "training"))
