"""The pages for uploads: choose a file, see how far it is, look at it, accept or discard it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.intake import worker
from sojourn.register.intake.changesets import (
    NewUpload,
    accept_upload,
    discard_upload,
    get_changeset,
    preview_upload,
    upload_file,
)
from sojourn.register.intake.forms import UploadForm
from sojourn.register.intake.models import Changeset, State
from sojourn.register.intake.shown import list_rows, page_of, progress_of
from sojourn.register.intake.work import WAITING

_PERMISSION = "upload"
_MOST_LISTED = 50
_AGAIN_AFTER = "5"


@require_http_methods(["GET", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """List the uploads, and take a new one."""
    acting = _allowed(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = upload_file(
                acting, NewUpload(given["file"].name, given["file"].read(), given["layout"], given["country"])
            )
        except RegisterError as error:
            form.add_error("file", error.message)
        else:
            return redirect("upload", changeset_id=made)
    worker.wake_if_waiting()
    rows = list_rows(Changeset.objects.order_by("-made_at")[:_MOST_LISTED])
    context = {"form": form, "rows": rows, "head": [_("File"), _("State"), _("Uploaded"), _("Rows"), _("Not usable")]}
    return render(request, "intake/uploads.html", context, status=400 if form.errors else 200)


@require_GET
def upload(request: HttpRequest, changeset_id: UUID) -> HttpResponse:
    """Show one upload as it stands; while it is worked on, the page loads itself again."""
    acting = _allowed(request)
    try:
        changeset = get_changeset(changeset_id)
    except RegisterError:
        return render(request, "intake/missing.html", status=404)
    context = page_of(changeset)
    if changeset.state == State.PREVIEW:
        context["preview"] = preview_upload(acting, changeset_id)
    worker.wake_if_waiting()
    response = render(request, "intake/upload.html", context)
    if changeset.state in WAITING:
        response["Refresh"] = _AGAIN_AFTER
    return response


@require_GET
def progress(request: HttpRequest, changeset_id: UUID) -> HttpResponse:
    """Tell how far an upload is, for a page that asks again; when it is done, have that page loaded anew."""
    _allowed(request)
    try:
        changeset = get_changeset(changeset_id)
    except RegisterError:
        return HttpResponse(status=404)
    response = render(request, "components/progress.html", progress_of(changeset))
    if changeset.state not in WAITING:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def accept(request: HttpRequest, changeset_id: UUID) -> HttpResponse:
    """Have the records of an upload taken in."""
    return _decide(request, changeset_id, accepting=True)


@require_POST
def discard(request: HttpRequest, changeset_id: UUID) -> HttpResponse:
    """Forget an upload."""
    return _decide(request, changeset_id, accepting=False)


def _decide(request: HttpRequest, changeset_id: UUID, *, accepting: bool) -> HttpResponse:
    acting = cast(RegisterRequest, request).acting
    try:
        (accept_upload if accepting else discard_upload)(acting, changeset_id)
    except RegisterError as error:
        if error.code == "upload-missing":
            return render(request, "intake/missing.html", status=404)
        return render(request, "intake/upload.html", page_of(get_changeset(changeset_id), error.message), status=409)
    return redirect(reverse("upload", args=[changeset_id]))


def _allowed(request: HttpRequest) -> Acting:
    """Let in who may upload: the list names files, which may name persons."""
    acting = cast(RegisterRequest, request).acting
    if not acting.may(_PERMISSION):
        refuse(acting, _PERMISSION)
    return acting
