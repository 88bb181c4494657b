"""What is stopped, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.register.accounts.models import User
from sojourn.register.controls.in_force import ADVERSE, AT, FEED, MODEL, RULE, Stop

KINDS: dict[str, str | Promise] = {
    ADVERSE: gettext_lazy("All steps against persons"),
    RULE: gettext_lazy("A version of a rule"),
    FEED: gettext_lazy("A feed"),
    MODEL: gettext_lazy("A version of the model that joins records"),
}
EFFECTS: dict[str, str | Promise] = {
    ADVERSE: gettext_lazy("Nothing against anybody is proposed, approved or carried out. What is pending stays so."),
    RULE: gettext_lazy(
        "The rule counts as suspended. Answers that rested on it are worked out again; no notice and no step against a "
        "person rests on it."
    ),
    FEED: gettext_lazy(
        "Its records are set apart as they come in, and taken in when the stop is lifted. What rests on its records or "
        "its silence is unknown."
    ),
    MODEL: gettext_lazy(
        "What it joined holds nobody together, and it joins nobody; those pairs are questions for a reviewer."
    ),
}  # fmt: skip


def stop_title(stop: Stop) -> str:
    """Say what is stopped."""
    if stop.kind == RULE:
        rule, _at, version = stop.target.partition(AT)
        return _("The rule %(rule)s, version %(version)s") % {"rule": rule, "version": version}
    said = {FEED: _("The feed %(target)s"), MODEL: _("The model, version %(target)s")}.get(stop.kind)
    return said % {"target": stop.target} if said else str(KINDS[stop.kind])


def who_set(stop: Stop, names: dict[int, str]) -> str:
    """Say whose stop it is: a court's, or of oversight, and who set or recorded it."""
    who = ", ".join(each for each in (names.get(stop.by, ""), stop.office) if each)
    said = _("A court; recorded by %(who)s") if stop.court_order else _("Oversight: %(who)s")
    return said % {"who": who}


def names_of(numbers: set[int]) -> dict[int, str]:
    """Give the names of users, in one look."""
    return {user.pk: user.get_full_name() or user.get_username() for user in User.objects.filter(pk__in=numbers)}
