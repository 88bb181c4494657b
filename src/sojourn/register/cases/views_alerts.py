"""What oversight is told: steps that look alike, exceptions to clocks of custody, unread messages of courts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.register.cases.alerts_seen import MOST, list_alerts, see_alert
from sojourn.register.cases.models import Alert
from sojourn.register.components.days import instant
from sojourn.register.court.words import kind_words
from sojourn.register.door.acting import RegisterRequest

KINDS: dict[str, str | Promise] = {
    "many_steps_in_an_hour": gettext_lazy("Many steps against persons by one officer in an hour"),
    "many_steps_in_a_day": gettext_lazy("Many steps against persons by one officer in a day"),
    "reasons_alike": gettext_lazy("The same written reasons in several cases"),
    "approved_in_a_minute": gettext_lazy("A step approved within a minute of its proposal"),
    "clock_excepted": gettext_lazy("A legal exception to a clock of custody"),
    "court_message_unread": gettext_lazy("A message of a court that nobody has read"),
    "court_stop_recorded": gettext_lazy("Somebody recorded that a court stopped something for the whole register"),
    "court_stop_refused": gettext_lazy("A second person did not find a court's stop in the order"),
    "log_entry_refused": gettext_lazy("An entry of the transparency log was written by nobody who may"),
    "log_halted": gettext_lazy("The transparency log takes nothing in"),
    "log_resumed": gettext_lazy("The transparency log was set to go on after a restore"),
    "disposal_beyond": gettext_lazy("The database would have destroyed more than two people had seen"),
    "evidence_exported": gettext_lazy("Two people wrote all evidence of the register to files"),
    "hold_ended": gettext_lazy("Two people ended a hold before its last day"),
    "glass_broken": gettext_lazy("A restricted record was opened in an emergency"),
    "glass_not_justified": gettext_lazy("An opening in an emergency was found not justified"),
    "glass_unreviewed": gettext_lazy("An opening in an emergency that nobody has looked into for three days"),
}


@require_http_methods(["GET", "HEAD"])
def alerts(request: RegisterRequest) -> HttpResponse:
    """Show what oversight was told: what nobody has looked into first."""
    found = list_alerts(request.acting)
    unseen = [each for each in found if each.seen_at is None]
    seen = [each for each in found if each.seen_at is not None]
    context = {
        "unseen": [_shown(each) for each in unseen],
        "seen": [_shown(each) for each in seen],
        "more": len(found) == MOST,
        "most": MOST,
    }
    return render(request, "cases/alerts.html", context)


@require_POST
def alert_seen(request: RegisterRequest, alert_id: int) -> HttpResponse:
    """Take down that oversight has looked into something."""
    see_alert(request.acting, alert_id)
    messages.success(request, _("It is noted that you have looked into it."))
    return redirect("alerts")


def _shown(alert: Alert) -> dict[str, object]:
    return {
        "id": alert.pk,
        "title": str(KINDS.get(alert.kind, alert.kind.replace("_", " "))),
        "rows": [row for row in _rows(alert) if row["value"]],
    }


def _rows(alert: Alert) -> list[dict[str, object]]:
    about = alert.about
    rows: list[dict[str, object]] = [
        {"term": _("When"), "value": instant(alert.raised_at)},
        {"term": _("Officer"), "value": _name(alert.user)},
        *(_case_row(number) for number in _cases(alert)),
        {"term": _("What"), "value": _what(alert)},
        {"term": _("Reason given"), "value": str(about.get("why", "")).replace("_", " ")},
        {"term": _("New end"), "value": instant(about["ends_at"]) if about.get("ends_at") else ""},
        {"term": _("End by the rule"), "value": instant(about["ended_at"]) if about.get("ended_at") else ""},
        {"term": _("Text of law"), "value": about.get("citation", "")},
    ]
    if alert.seen_at:
        rows.append({"term": _("Looked into"), "value": instant(alert.seen_at), "note": _name(alert.seen_by)})
    return rows


def _what(alert: Alert) -> str:
    about = alert.about
    if "steps" in about:
        hours = ngettext("%(number)d hour", "%(number)d hours", about["hours"]) % {"number": about["hours"]}
        return _("%(steps)d steps in %(hours)s") % {"steps": about["steps"], "hours": hours}
    if "words" in about:
        return _("%(number)d cases in %(days)d days") % {"number": len(about["cases"]), "days": about["days"]}
    if "seconds" in about:
        return _("%(number)d seconds after it was proposed") % {"number": about["seconds"]}
    if "minutes" in about:
        said = _("%(kind)s, unread for %(minutes)d minutes")
        return said % {"kind": kind_words(about["what"]), "minutes": about["minutes"]}
    return ""


def _cases(alert: Alert) -> list[str]:
    return [alert.case_id] if alert.case_id else list(alert.about.get("cases", []))


def _case_row(case_id: str) -> dict[str, object]:
    url = reverse("case", args=[case_id])
    return {"term": _("Case"), "value": case_id, "url": url, "link": _("Open the case")}


def _name(user: object) -> str:
    from sojourn.register.accounts.models import User

    return user.get_full_name() or user.get_username() if isinstance(user, User) else ""
