"""Feeds: how good each is per day, and its quarantine, changed by two people."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.register.components.days import instant, long_day
from sojourn.register.door.actions import acting_with
from sojourn.register.feeds import deciding
from sojourn.register.feeds.forms import STATUSES, ProposalForm
from sojourn.register.feeds.models import FeedOverride
from sojourn.register.feeds.offline import gap_rows
from sojourn.register.feeds.overrides import list_confirmed
from sojourn.register.feeds.quality import FeedLine, Spell, chart_of, find_judged, list_days, list_feeds, list_spells
from sojourn.register.feeds.rows import count_by_code

Cell = dict[str, object] | str
#: How a feed stands: the tone of its tag, and its words.
TAGS: dict[str, tuple[str, Promise]] = {
    "ok": ("ok", _("In its usual band")),
    "quarantined": ("ask", _("In quarantine")),
    "not_judged": ("know", _("Too few records to judge")),
}


@require_GET
def feeds(request: HttpRequest) -> HttpResponse:
    """List the feeds with their state, what waits for a second person, and the gaps of offline posts."""
    acting_with(request, "see_feeds")
    lines = list_feeds()
    context = {
        "count": len(lines),
        "quarantined": sum(line.status == "quarantined" for line in lines),
        "rows": [_line(line) for line in lines],
        "judged": find_judged(),
        "proposals": [_proposal_row(row) for row in deciding.list_proposals()],
        "gaps": gap_rows(),
    }
    return render(request, "feeds/feeds.html", {**context, **_heads()})


@require_GET
def feed(request: HttpRequest, feed: str) -> HttpResponse:
    """Show one feed: records per day, days in quarantine and why, decisions, rows that could not be used."""
    acting = acting_with(request, "see_feeds")
    days, spells, codes = list_days(feed), list_spells(feed), count_by_code(feed)
    status = next((line.status for line in list_feeds() if line.feed == feed), "not_judged")
    context = {
        "feed": feed,
        "tone": TAGS[status][0],
        "tag": str(TAGS[status][1]),
        "judged": find_judged(),
        "chart": chart_of(days),
        "csv_url": reverse("feed_numbers", args=[feed]),
        "spells": [_spell(feed, spell, may=acting.may("propose_quarantine")) for spell in spells],
        "may_propose": acting.may("propose_quarantine"),
        "proposals": [_proposal_row(row) for row in deciding.list_proposals(feed)],
        "decisions": [_decision_row(row) for row in list_confirmed(feed)],
        "codes": [
            [_code(feed, code, may=acting.may("repair_rows")), _number(number)] for code, number in codes.items()
        ],
        "gaps": gap_rows(feed),
    }
    return render(request, "feeds/feed.html", {**context, **_heads()})


@require_GET
def numbers(request: HttpRequest, feed: str) -> HttpResponse:
    """Give the numbers of the chart as CSV."""
    acting_with(request, "see_feeds")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="feed.csv"'
    writer = csv.writer(answer, lineterminator="\n")
    writer.writerow(
        ["feed", "day", "seen", "expected", "gaps", "share_matched", "delay_hours", "quarantined", "reason"]
    )
    for day in list_days(feed):
        told = [day.seen, day.expected, day.gaps, day.matched, day.delay, str(day.quarantined).lower(), day.reason]
        writer.writerow([feed, day.day.isoformat(), *("" if each is None else each for each in told)])
    return answer


@require_http_methods(["GET", "POST"])
def propose_change(request: HttpRequest, feed: str) -> HttpResponse:
    """Propose to release days of a feed, or to set them in quarantine."""
    acting = acting_with(request, "propose_quarantine")
    given = {name: request.GET.get(name, "") for name in ("status", "first", "last")}
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        deciding.propose(
            acting,
            deciding.Proposed(feed, said["first"], said["last"], said["status"], said["reason"], said["port"]),
        )
        messages.success(request, gettext("Proposed. It takes effect when a second person has confirmed it."))
        return redirect("feed", feed)
    return render(request, "feeds/propose.html", {"form": form, "feed": feed})


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or decline what another person proposed."""
    acting = acting_with(request, "confirm_quarantine")
    row = get_object_or_404(FeedOverride.objects.select_related("proposed_by"), id=pk)
    if request.method == "POST":
        if "decline" in request.POST:
            deciding.decline(acting, pk)
            messages.info(request, gettext("The proposal was declined; nothing has changed."))
        else:
            deciding.confirm(acting, pk)
            messages.success(request, gettext("Confirmed. It is in force now."))
        return redirect("feed", row.feed)
    context = {"row": row, "own": row.proposed_by_id == acting.user_id, "what": str(STATUSES[row.status])}
    context["waits"] = row.confirmed_at is None and row.declined_at is None
    return render(request, "feeds/proposal.html", context)


def _heads() -> dict[str, object]:
    """Give captions and heads of the tables."""
    numbers = [
        gettext("Records in 28 days"),
        gettext("Days in quarantine"),
        gettext("Numbers missing"),
        gettext("Rows not usable"),
    ]
    return {
        "head": [
            gettext("Feed"),
            gettext("Now"),
            gettext("Last day"),
            *({"text": each, "numeric": True} for each in numbers),
        ],
        "gap_caption": gettext("Gaps of offline posts"),
        "gap_head": [gettext("Feed"), *({"text": each, "numeric": True} for each in (gettext("From"), gettext("To")))],
        "codes_caption": gettext("Rows that could not be used"),
        "codes_head": [gettext("What is wrong"), {"text": gettext("Rows"), "numeric": True}],
    }


def _line(line: FeedLine) -> list[Cell]:
    tone, text = TAGS[line.status]
    return [
        {"text": line.feed, "url": reverse("feed", args=[line.feed])},
        {"text": "", "tag": str(text), "tone": tone},
        line.last.isoformat() if line.last else gettext("not known"),
        _number(line.seen),
        _number(line.quarantined),
        _number(line.gaps),
        _number(line.rows),
    ]


def _proposal_row(row: FeedOverride) -> list[Cell]:
    days = {"first": long_day(row.first), "last": long_day(row.last)}
    return [
        {"text": gettext("Proposal %(number)s") % {"number": row.id}, "url": reverse("feed_proposal", args=[row.id])},
        row.feed,
        str(STATUSES[row.status]),
        gettext("%(first)s to %(last)s") % days,
        row.proposed_by.get_username(),
    ]


def _decision_row(row: FeedOverride) -> list[Cell]:
    days = {"first": long_day(row.first), "last": long_day(row.last)}
    return [gettext("%(first)s to %(last)s") % days, str(STATUSES[row.status]), row.reason, instant(row.confirmed_at)]


def _spell(feed: str, spell: Spell, *, may: bool) -> list[Cell]:
    days = gettext("%(first)s to %(last)s") % {"first": long_day(spell.first), "last": long_day(spell.last)}
    asked = f"?status=released&first={spell.first}&last={spell.last}"
    release: Cell = {"text": gettext("Propose to release"), "url": reverse("feed_propose", args=[feed]) + asked}
    return [days if spell.first != spell.last else long_day(spell.first), spell.reason, *([release] if may else [])]


def _code(feed: str, code: str, *, may: bool) -> Cell:
    return {"text": code, "url": f"{reverse('feed_rows', args=[feed])}?code={code}"} if may else code


def _number(value: int) -> Cell:
    return {"text": f"{value:,}", "numeric": True}
