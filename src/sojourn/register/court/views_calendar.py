"""The calendar of hearings: a month as a grid of days, and the same as a list."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sojourn.register import clock
from sojourn.register.cases.law_of_case import pack_of_register
from sojourn.register.court.calendar_rows import Month, open_month, read_month
from sojourn.register.court.inbox import is_supervisor
from sojourn.register.court.models import Hearing
from sojourn.register.court.words import hearing_words, sender_words
from sojourn.register.door.acting import RegisterRequest


@require_http_methods(["GET", "HEAD"])
def calendar(request: RegisterRequest) -> HttpResponse:
    """Show the hearings of a month: mine, or for a supervisor the office's."""
    asked = request.GET.get("whose") == "office"
    month = open_month(request.acting, read_month(request.GET.get("month", "")), office=asked)
    office = month.office
    context = {
        "office": office,
        "title": date_format(month.first, "F Y"),
        "days": [{"short": WEEKDAYS_ABBR[number], "long": WEEKDAYS[number]} for number in range(7)],
        "weeks": [[_day(day, month) for day in week] for week in month.weeks],
        "head": [_("Day"), _("Time"), _("Hearing"), _("Case"), _("Court")],
        "rows": [_row(each) for each in month.hearings],
        "count": len(month.hearings),
        "before_url": _url(month.before, office=office),
        "after_url": _url(month.after, office=office),
        "filters": _filters(month, office=office, may_choose=is_supervisor(request.acting)),
    }
    return render(request, "court/hearings.html", context)


def _day(day: date, month: Month) -> dict[str, object]:
    number = sum(each.on_day == day for each in month.hearings)
    said = ngettext("%(number)d hearing", "%(number)d hearings", number) % {"number": number} if number else ""
    own = (day.year, day.month) == (month.first.year, month.first.month)
    return {"day": day, "own": own, "today": day == clock.today(), "said": said, "at": f"day-{day.isoformat()}"}


def _row(hearing: Hearing) -> list[dict[str, object] | str]:
    case: dict[str, object] | str = _("no case yet")
    if hearing.case_id:
        case = {"text": hearing.case_id, "url": reverse("case", args=[hearing.case_id])}
    what, court = hearing_words(hearing.type, hearing.outcome), sender_words(hearing.feed)
    return [{"text": hearing.on_day}, _hour(hearing.at), what, case, court]


def _hour(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZoneInfo(pack_of_register().zone)):%H:%M}" if moment else _("not told")


def _filters(month: Month, *, office: bool, may_choose: bool) -> list[dict[str, object]]:
    whose = [
        {"value": "mine", "text": _("Of my cases"), "checked": not office},
        {"value": "office", "text": _("Of my office"), "checked": office},
    ]
    months = [
        {"value": f"{each:%Y-%m}", "text": date_format(each, "F Y"), "checked": each == month.first}
        for each in (month.before, month.first, month.after)
    ]
    by_month: dict[str, object] = {"legend": _("Month"), "name": "month", "kind": "radios", "options": months}
    by_whose: dict[str, object] = {"legend": _("Whose"), "name": "whose", "kind": "radios", "options": whose}
    return [by_whose, by_month] if may_choose else [by_month]


def _url(month: date, *, office: bool) -> str:
    return f"{reverse('hearings')}?month={month:%Y-%m}&whose={'office' if office else 'mine'}"
