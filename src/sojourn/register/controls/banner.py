"""What every page says at its top while something is stopped, or while an opening in an emergency waits."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from sojourn.register.controls.glass import openings_for
from sojourn.register.controls.in_force import ADVERSE, list_in_force
from sojourn.register.door.acting import Acting


def banner(request: HttpRequest) -> dict[str, object]:
    """Give the stops in force to those who work with cases, and openings to those who look into them."""
    acting = getattr(request, "acting", None)
    if not isinstance(acting, Acting) or acting.user_id is None:
        return {}
    found: dict[str, object] = {}
    stops = list_in_force() if acting.may("see_stops") else []
    if stops:
        found["register_stops"] = {
            "number": len(stops),
            "everything": next((each for each in stops if each.kind == ADVERSE), None),
            "url": reverse("controls_stops"),
        }
    waiting = openings_for(acting).filter(review=None).count() if acting.may("review_glass") else 0
    if waiting:
        found["glass_waiting"] = {"number": waiting, "url": reverse("emergencies")}
    return found
