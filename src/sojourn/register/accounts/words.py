"""The words of accounts: what people call the roles."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.accounts.models import Role

ROLE_WORDS: dict[str, Promise] = {
    Role.POST_OFFICER: _("Post officer"),
    Role.CASEWORKER: _("Caseworker"),
    Role.OFFICER: _("Officer who decides in cases"),
    Role.REVIEWER: _("Reviewer"),
    Role.FEED_OPERATOR: _("Feed operator"),
    Role.ANALYST: _("Analyst"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.CLERK: _("Counsel's clerk"),
    Role.RECORDS_OFFICER: _("Records officer"),
    Role.OVERSIGHT: _("Oversight"),
    Role.ADMINISTRATOR: _("Administrator"),
}
