"""How allauth works here: no sign-up, no e-mail, every sign-in is in the log, secrets of second factors are sealed."""

from __future__ import annotations

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from sojourn.register import clock
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import actor_of, name_of
from sojourn.register.accounts.sealing_texts import sealing_for
from sojourn.register.accounts.signed_in import note_session
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb

#: Seconds for which a sign-in counts as just done.
RECENT = 300


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator; nothing is sent by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send nothing."""

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing."""

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing: the page that follows shows what was done."""

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask for the password once more unless it, or a second factor, was given a few minutes ago."""
        request = context.request
        given = [record["at"] for record in get_authentication_records(request, request.user)]
        return not given or time.time() - max(given) > RECENT

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        """Write the sign-in into the log, after the last factor; the oldest of too many sessions ends."""
        note_session(request.session, user)
        write_events([NewEvent(clock.now(), Verb.SIGNED_IN, actor_of(user.pk), user.office_id or "", "", "", {})])
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class SealingAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets of second factors lie sealed in the database, under a key drawn from the one that signs sessions."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return sealing_for("second factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return sealing_for("second factor").decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        """Name the entry in the authenticator app."""
        return name_of(user)
