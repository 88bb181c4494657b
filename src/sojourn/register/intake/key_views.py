"""The page for keys of feeds and for offline posts."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sojourn.errors import RegisterError
from sojourn.register.components.days import instant
from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.intake.forms import KeyForm, PostForm
from sojourn.register.intake.keys import make_feed_key, revoke_feed_key
from sojourn.register.intake.models import FeedKey, FeedRight, Post
from sojourn.register.intake.posts import add_post, end_post

_PERMISSION = "manage_keys"


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys in force and the offline posts."""
    _allowed(request)
    return _page(request)


@require_POST
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key, and show it this once."""
    acting, form = _allowed(request), KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, key_form=form, status=400)
    given = form.cleaned_data
    secret = make_feed_key(acting, given["feed"], given["label"], frozenset(given["rights"]))
    return _page(request, secret=secret, secret_feed=given["feed"])


@require_POST
def revoke_key(request: HttpRequest, key_id: str) -> HttpResponse:
    """Revoke a key."""
    acting = _allowed(request)
    try:
        revoke_feed_key(acting, key_id)
    except RegisterError as error:
        return _page(request, problem=error.message, status=409)
    return redirect("feed_keys")


@require_POST
def make_post(request: HttpRequest) -> HttpResponse:
    """Add an offline post."""
    acting, form = _allowed(request), PostForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            add_post(acting, given["name"], given["post_feed"], given["public_key"])
        except RegisterError as error:
            form.add_error("public_key" if error.code == "bad-public-key" else "name", error.message)
        else:
            return redirect("feed_keys")
    return _page(request, post_form=form, status=400)


@require_POST
def stop_post(request: HttpRequest, name: str) -> HttpResponse:
    """Take no more from an offline post."""
    acting = _allowed(request)
    try:
        end_post(acting, name)
    except RegisterError as error:
        return _page(request, problem=error.message, status=409)
    return redirect("feed_keys")


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "key_form": KeyForm(),
        "post_form": PostForm(),
        "keys": [_key_row(key) for key in FeedKey.objects.filter(revoked_at=None).order_by("feed", "made_at")],
        "posts": list(Post.objects.filter(ended_at=None).order_by("name")),
        "rights": [
            {"term": right.feed, "value": right.get_right_display()}
            for right in FeedRight.objects.filter(ended_at=None).order_by("feed", "right")
        ],
        **more,
    }
    return render(request, "intake/keys.html", context, status=status)


def _key_row(key: FeedKey) -> dict[str, object]:
    made = _("made on %(when)s") % {"when": instant(key.made_at)}
    return {"key_id": key.key_id, "feed": key.feed, "label": key.label, "made": made}


def _allowed(request: HttpRequest) -> Acting:
    acting = cast(RegisterRequest, request).acting
    if not acting.may(_PERMISSION):
        refuse(acting, _PERMISSION)
    return acting
