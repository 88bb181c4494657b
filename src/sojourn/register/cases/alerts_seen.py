"""Reading what oversight was told, and noting that somebody has looked into it."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.models import Alert
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.review.who import user_of

PERMISSION = "see_alerts"
#: No page is longer.
MOST = 200


@action(Verb.ALERTS_OPENED, PERMISSION)
def list_alerts(acting: Acting) -> Done[list[Alert]]:
    """List what oversight was told: what nobody has looked into first, then the newest."""
    found = Alert.objects.select_related("user", "seen_by").order_by("-raised_at", "-id")
    unseen = list(found.filter(seen_at__isnull=True)[:MOST])
    rest = list(found.filter(seen_at__isnull=False)[: MOST - len(unseen)])
    return Done([*unseen, *rest], (), {"unseen": len(unseen)})


@action(Verb.ALERT_SEEN, PERMISSION)
def see_alert(acting: Acting, alert_id: int) -> Done[Alert]:
    """Note that somebody of oversight has looked into something; the first one stands.

    Raises:
        RegisterError: ``alert-missing``.
    """
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise RegisterError(
            "alert-missing", "there is no alert of this number. Allowed are those of the page. Next: open it again."
        )
    if alert.seen_at is None:
        alert.seen_by_id, alert.seen_at = user_of(acting), clock.now()
        alert.save()
    return Done(alert, (), {"alert": alert_id, "kind": alert.kind})
