"""Why the records are one person's: link decisions accepted, rejected and undecided, with whoever decided by role."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sojourn.register.bundle.cells import Table, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead, Staff
from sojourn.register.door.restricted import list_restricted
from sojourn.register.records.joins import list_held
from sojourn.register.review.models import PairDecision, ReviewPair
from sojourn.register.review.words import PAIR_KINDS, REASONS, say
from sojourn.register.store.models import LinkDecision
from sojourn.stays.link_told import link_sentence, tell_links

_Row = tuple[object, ...]


def tell_links_section(read: CaseRead, draft: Draft) -> None:
    """Tell every decision on whose records these are; of another person's record its name at most."""
    others = _Others(read, draft)
    draft.section(
        "links",
        _("Whose records these are"),
        Part(
            text=_(
                "Records are held to be one person's by a document, by a reference, by a fixed model of what is left "
                "over, or by a reviewer with both records open. A reviewer's decision beats the model. Rejected and "
                "undecided pairs stand here as well."
            )
        ),
        shown(_held_table(read)),
        shown(_decisions_table(read, others, draft)),
        shown(_pairs_table(read, others)),
    )


class _Others:
    """Names of records that are not this person's: those of restricted persons are not told."""

    def __init__(self, read: CaseRead, draft: Draft) -> None:
        self._own, self._draft = read.own, draft
        self.decisions = list(
            LinkDecision.objects.filter(Q(record_a__in=read.own) | Q(record_b__in=read.own))
            .filter(recorded_at__lte=read.known_at)
            .select_related("linkwithdrawal")
            .order_by("recorded_at", "link_id")
        )
        self.pairs = list(
            ReviewPair.objects.filter(Q(record_a__in=read.own) | Q(record_b__in=read.own))
            .filter(opened_at__lte=read.known_at)
            .order_by("opened_at", "review_id")
        )
        rows: list[Any] = [*self.decisions, *self.pairs]
        named = {name for each in rows for name in (each.record_a, each.record_b)} - read.own
        whose = {name: held.person_id for name, held in list_held(named).items()}
        closed = list_restricted(set(whose.values()))
        self._closed = {name for name in named if name not in whose or whose[name] in closed}

    def name(self, name: str) -> str:
        """Give what the bundle calls a record."""
        if name in self._own:
            return name
        if name in self._closed:
            self._draft.withhold(_("The name of a record that was compared with this person's"), "restricted_other")
            return _("another person's record")
        self._draft.withhold(_("What record %(name)s says, which was compared") % {"name": name}, "third_person")
        return _("%(name)s (another person's)") % {"name": name}

    def both_own(self, names: Collection[str]) -> bool:
        """Say whether all are this person's records."""
        return self._own.issuperset(names)


def _held_table(read: CaseRead) -> Table:
    explained = _engine_links(read) if any(held.link_id for held in read.held.values()) else {}
    columns = (
        ("record", _("the record")),
        ("held_by", _("by what it is held to be this person's")),
        ("basis", _("the same, as a code")),
        ("since", _("when that was worked out")),
        ("link_id", _("the decision that holds it, where there is one")),
        ("explanation", _("what was compared, and what it weighed")),
    )
    rows = [
        (name, held.basis_words, held.basis, held.known_at, held.link_id, explained.get(held.link_id or "", ""))
        for name, held in sorted(read.held.items())
    ]
    says = _("Each record, and by what it is held to be this person's.")
    return make_table(
        "memberships",
        _("By what each record is held"),
        says,
        columns,
        rows,
        ("record", "held_by", "since", "explanation"),
    )


def _engine_links(read: CaseRead) -> dict[str, str]:
    """Work the links out anew, as known then, for their explanations; no compared value is told."""
    from sojourn.register.answering.past import believed

    found = believed(read.person_id, read.known_at.date(), read.known_at).links.to_pylist()
    own = [
        row for row in found if {row["record_a"], row["record_b"]} <= read.own and (row["features"] or _reviewed(row))
    ]
    return {each.row["link_id"]: link_sentence(each) for each in tell_links(own, {})}


def _reviewed(row: Mapping[str, Any]) -> bool:
    return bool(row["by"] == "reviewer")


def _decisions_table(read: CaseRead, others: _Others, draft: Draft) -> Table:
    notes = _notes([each.link_id for each in others.decisions])
    staff = Staff(each.actor for each in others.decisions)
    columns = (
        ("link_id", _("the decision")),
        ("record_a", _("one record")),
        ("record_b", _("the other record")),
        ("verdict", _("same, different or unsure")),
        ("by", _("who decided: a rule, a model or a reviewer")),
        ("role", _("the role of the reviewer at that time")),
        ("recorded_at", _("when")),
        ("reason", _("the reason, of a closed list")),
        ("note", _("what the reviewer wrote; only where both records are this person's")),
        ("version", _("the version of the model")),
        ("weight", _("the weight that the model gave, in bits")),
        ("withdrawn_at", _("when it was withdrawn; empty: it stands")),
        ("withdrawn_why", _("why it was withdrawn")),
    )
    rows = [_decision_row(each, others, notes, staff, read.known_at) for each in others.decisions]
    for each in others.decisions:
        draft.prove("link", each.link_id, _("Link decision %(link)s") % {"link": each.link_id})
        if _withdrawal(each, read.known_at) is not None:
            told = _("Withdrawal of link decision %(link)s") % {"link": each.link_id}
            draft.prove("link_withdrawal", each.link_id, told)
    says = _("Decisions between two records, the accepted and the rejected ones, and those taken back.")
    on_paper = ("record_a", "record_b", "verdict", "by", "role", "recorded_at", "reason", "withdrawn_at")
    return make_table("link_decisions", _("Decisions between records"), says, columns, rows, on_paper)


def _decision_row(
    each: LinkDecision, others: _Others, notes: Mapping[str, PairDecision], staff: Staff, known_at: datetime
) -> _Row:
    withdrawal = _withdrawal(each, known_at)
    made = notes.get(each.link_id)
    own = others.both_own((each.record_a, each.record_b))
    return (
        each.link_id,
        others.name(each.record_a),
        others.name(each.record_b),
        each.verdict,
        each.by,
        staff.roles(each.actor, each.recorded_at) if each.by == "reviewer" else "",
        each.recorded_at,
        say(REASONS, made.reason if made else each.reason),
        made.note if made and own else "",
        each.version,
        each.weight,
        withdrawal.withdrawn_at if withdrawal else None,
        withdrawal.reason if withdrawal else "",
    )


def _withdrawal(decision: LinkDecision, known_at: datetime) -> Any:
    found = getattr(decision, "linkwithdrawal", None)
    return found if found is not None and found.withdrawn_at <= known_at else None


def _notes(link_ids: Iterable[str]) -> dict[str, PairDecision]:
    return {each.link_id: each for each in PairDecision.objects.filter(link_id__in=list(link_ids))}


def _pairs_table(read: CaseRead, others: _Others) -> Table:
    columns = (
        ("review_id", _("the pair")),
        ("record_a", _("one record")),
        ("record_b", _("the other record")),
        ("why", _("why it is put to a reviewer")),
        ("state", _("open: undecided; decided; withdrawn: nothing is asked any more")),
        ("opened_at", _("since when")),
        ("weight", _("the weight that the model gave, in bits")),
        ("explanation", _("what was compared and how well it agreed; no value of either record")),
    )
    rows = [
        (
            each.review_id, others.name(each.record_a), others.name(each.record_b), say(PAIR_KINDS, each.kind),
            each.state, each.opened_at, each.weight, "; ".join(_features(each.features)),
        )
        for each in others.pairs
    ]  # fmt: skip
    says = _("Pairs of records that may be one person's. While one is open, the answer that waits for it is unknown.")
    on_paper = ("record_a", "record_b", "why", "state", "opened_at", "explanation")
    return make_table("review_pairs", _("Pairs put to a reviewer"), says, columns, rows, on_paper)


def _features(features: Any) -> Iterator[str]:
    """Say how well each compared thing agreed, and its weight; never the values."""
    told = json.loads(features) if isinstance(features, str) else features
    for each in told if isinstance(told, list) else []:
        yield f"{str(each['feature']).replace('_', ' ')} {each['a']} ({float(each['weight']):+.1f})"
