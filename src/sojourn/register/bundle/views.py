"""The pages of bundles: what one will have, making it, and handing it out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.register.bundle.forms import BundleForm
from sojourn.register.bundle.making import list_bundles, make_bundle, open_bundle
from sojourn.register.bundle.models import Bundle
from sojourn.register.bundle.words import CONTENTS, NEVER, REASONS
from sojourn.register.cases.documents_shown import list_documents
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import open_case
from sojourn.register.components.days import instant
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.letters.files import download
from sojourn.register.letters.models import Document


@require_http_methods(["GET", "HEAD", "POST"])
def case_bundle(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Show what the bundle of a case will have, and make it."""
    acting = request.acting
    if not acting.may("make_bundle"):
        refuse(acting, "make_bundle")
    opened = open_case(acting, case_id)
    form = BundleForm(request.POST if request.method == "POST" else None, documents=_documents(opened.case))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = make_bundle(acting, case_id, given["reason"], given.get("privileged", ()), given["note"])
        messages.success(request, _("Bundle %(reference)s is made.") % {"reference": made.reference})
        return redirect("case_bundle", case_id)
    context = {
        "case_id": case_id,
        "form": form,
        "contents": CONTENTS,
        "never": NEVER,
        "head": [
            _("Bundle"),
            _("Made"),
            _("Why"),
            {"text": _("Withheld"), "numeric": True},
            {"text": _("Size"), "numeric": True},
            _("SHA-256"),
        ],
        "rows": [_row(each) for each in list_bundles(case_id)],
    }
    return render(request, "bundle/case_bundle.html", context, status=422 if form.errors else 200)


@require_safe
def bundle_file(request: RegisterRequest, bundle: str) -> HttpResponse:
    """Hand out a bundle as it was made."""
    opened = open_bundle(request.acting, bundle)
    return download(opened.archive, "application/zip", f"{opened.reference}.zip")


def _documents(case: Case) -> list[tuple[int, str]]:
    """List the documents of a case that may be privileged: none of our own letters."""
    known = {each.digest: f"{each.title}. {each.note}" for each in list_documents(case)}
    kept = Document.objects.filter(case=case, digest__in=known).order_by("-received_on", "-pk")
    return [(each.pk, known[each.digest]) for each in kept]


def _row(bundle: Bundle) -> list[object]:
    kept = hasattr(bundle, "body")
    return [
        {"text": bundle.reference, "url": reverse("bundle", args=[bundle.reference]) if kept else ""},
        instant(bundle.known_at),
        str(REASONS.get(bundle.reason, bundle.reason)),
        {"text": str(bundle.withheld), "numeric": True},
        {"text": _size(bundle.size) if kept else _("Erased"), "numeric": True},
        {"text": loosely(bundle.digest)},
    ]


def _size(size: int) -> str:
    return _("%(size)s kB") % {"size": f"{-(-size // 1000):,}"}


def loosely(digest: str) -> str:
    """Write a digest so that it may break on a narrow page: eight digits together."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))
