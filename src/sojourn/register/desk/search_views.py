"""The search page: by POST, so that no name stands in an address or a log."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sojourn.register.desk.identity import NOBODY
from sojourn.register.desk.search_form import SearchForm
from sojourn.register.desk.searching import Hit, Wanted, search
from sojourn.register.desk.why_matched import why_words
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.throttle import SEARCHES_FROM_ADDRESS, SEARCHES_OF_USER, count_try
from sojourn.register.store.find import MOST


@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: RegisterRequest) -> HttpResponse:
    """Search, and show why each result matches."""
    acting = request.acting
    if not acting.may("search"):
        refuse(acting, "search")
    form = SearchForm(request.POST or None)
    context: dict[str, object] = {"form": form, "most": MOST}
    if request.method == "POST" and form.is_valid():
        count_try(SEARCHES_OF_USER, acting.actor)
        count_try(SEARCHES_FROM_ADDRESS, request.META["REMOTE_ADDR"])
        hits = search(acting, _wanted(form))
        context |= {
            "done": True,
            "head": [_("Name"), _("Born"), _("Nationality"), _("Documents"), _("Why it matches")],
            "rows": [_shown(hit) for hit in hits.rows if not hit.restricted],
            "restricted": [hit for hit in hits.rows if hit.restricted],
            "more": hits.more,
        }
    return render(request, "desk/search.html", context, status=422 if form.errors else 200)


def _wanted(form: SearchForm) -> Wanted:
    cleaned = form.cleaned_data
    return Wanted(
        purpose=cleaned["purpose"],
        document=cleaned["document"],
        issuer=cleaned["issuer"],
        reference=cleaned["reference"],
        name=cleaned["name"].strip(),
        birth_year=cleaned["birth_year"] or 0,
    )


def _shown(hit: Hit) -> list[object]:
    """Put one result into the cells of a row."""
    identity = hit.identity or NOBODY
    documents = ", ".join(f"{issuer} {number}".strip() for issuer, number in identity.documents[:3])
    return [
        {
            "text": identity.name or _("No name on file"),
            "url": reverse("person", args=[hit.person_id]),
            "note": " · ".join(identity.names[1:]),
        },
        identity.birth_date or "",
        identity.nationality or "",
        documents,
        why_words(hit.why, whole=hit.whole),
    ]
