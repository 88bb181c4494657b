"""Cases, the steps proposed in them, what happened, clocks, and what was asked. Ids and codes; no personal value.

``Event`` is append-only (a trigger refuses changes). What people wrote lies in ``Text``, which is deleted with the
person's values. The columns of ``Case`` after ``assigned_at`` repeat, for lists, what is worked out from the file; the
work list orders by ``order.ORDER_BY`` and reads no other table.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from sojourn.register.review.order import SQL

USER = settings.AUTH_USER_MODEL
#: The order of work, as the indexes of cases keep it.
IN_ORDER = (*(Func(template=each) if each.startswith("(") else F(each) for each in SQL.values()), F("case_id"))


class Case(models.Model):
    """The procedure about one person: one stay, or an order that came without one.

    Attributes:
        stay_id: empty where the case is not about one stay.
        origin: one of ``lifecycle.ORIGINS``.
        lifecycle, law_known_at: which lifecycle, as known on which day: a case keeps to the law of its dates.
        state, stage: where it stands (``lifecycle.State``).
        imported: it came without its history, so every blocker was unknown at first.
        liberty: a custody clock runs. due_at: the first end of a clock that runs (its code in ``due_clock``).
        blocked: how many blockers forbid the next step; blocked_by: their codes.
        open_questions: how many questions in the data are open.
        look_again_at: when time alone may change what is possible: a clock ends, or an answer that was asked lapses.
        offence: a final conviction of a type of the closed list, where a determination was made; false before.
    """

    case_id = models.TextField(primary_key=True)
    person_id = models.TextField()
    stay_id = models.TextField(blank=True, default="")
    origin = models.TextField()
    lifecycle = models.TextField()
    law_known_at = models.DateField()
    state = models.TextField()
    stage = models.TextField()
    adverse = models.BooleanField(default=False)
    imported = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    office = models.TextField(blank=True, default="")
    assigned_to = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    assigned_at = models.DateTimeField(null=True)
    liberty = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    due_clock = models.TextField(blank=True, default="")
    next_step = models.TextField(blank=True, default="")
    blocked = models.SmallIntegerField(default=0)
    blocked_by = ArrayField(models.TextField(), default=list, db_default=[])
    open_questions = models.IntegerField(default=0)
    offence = models.BooleanField(default=False)
    waiting_since = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    look_again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["stay_id", "lifecycle"], condition=Q(closed_at__isnull=True) & ~Q(stay_id=""),
                name="one_open_case_of_a_stay",
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["person_id"], name="cases_case_person"),
            models.Index(fields=["stay_id"], condition=~Q(stay_id=""), name="cases_case_stay"),
            models.Index("assigned_to", *IN_ORDER, condition=Q(closed_at__isnull=True), name="cases_mine_by_urgency"),
            models.Index("office", *IN_ORDER, condition=Q(closed_at__isnull=True), name="cases_office_by_urgency"),
            models.Index(
                "office",
                *IN_ORDER,
                condition=Q(closed_at__isnull=True, assigned_to__isnull=True),
                name="cases_waiting_by_urgency",
            ),
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="cases_due"),
            models.Index(fields=["look_again_at"], condition=Q(closed_at__isnull=True), name="cases_look_again"),
        )


class Proposal(models.Model):
    """A step that an officer proposes: pending until it is executed, stopped, declined or withdrawn.

    Attributes:
        grounds, records, destination, document: as in ``case_file.Proposed``.
        values: columns of the fact that the step puts on file, and of its letter; ids, codes and days.
        gate: what the gate said when it was proposed, and when it was last looked at.
        stopped_by: codes of the blockers and names of the records that stopped it.
    """

    class State(models.TextChoices):
        """Where a proposal stands. ``approved`` waits for execution by who proposed it."""

        PENDING = "pending"
        APPROVED = "approved"
        EXECUTED = "executed"
        STOPPED = "stopped"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    step = models.TextField()
    state = models.TextField(choices=State.choices, default=State.PENDING)
    grounds = ArrayField(models.TextField(), default=list)
    records = ArrayField(models.TextField(), default=list)
    destination = models.TextField(blank=True, default="")
    document = models.TextField(blank=True, default="")
    values = models.JSONField(default=dict)
    gate = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    stopped_by = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "step"], condition=Q(state__in=["pending", "approved"]), name="one_open_proposal"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="step_takes_two_people"
            ),
        )


class Acknowledgement(models.Model):
    """Somebody is to know that a step was stopped; open until they say that they have read it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["proposal", "user"], name="told_once"),)
        indexes = (models.Index(fields=["user"], condition=Q(acknowledged_at__isnull=True), name="cases_ack_open"),)


class Event(models.Model):
    """One thing that happened in a case; append-only. ``about``: ids and codes.

    ``kind``: opened · step · proposed · approved · declined · withdrawn · stopped · asked · fact · clock_excepted ·
    assigned · transferred · handover · corrected · closed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.TextField()
    step = models.TextField(blank=True, default="")
    from_state = models.TextField(blank=True, default="")
    to_state = models.TextField(blank=True, default="")
    actor = models.TextField()
    approved_by = models.TextField(blank=True, default="")
    office = models.TextField(blank=True, default="")
    grounds = ArrayField(models.TextField(), default=list)
    records = ArrayField(models.TextField(), default=list)
    about = models.JSONField(default=dict)

    class Meta:
        db_table = "cases_event"
        indexes = (
            models.Index(fields=["case", "id"], name="cases_event_of"),
            models.Index(fields=["case", "id"], condition=Q(kind="handover"), name="cases_event_handover"),
            models.Index(fields=["case", "id"], condition=Q(kind="assigned"), name="cases_event_assigned"),
        )


class Text(models.Model):
    """What somebody wrote with an event (the free part of a reason, a handover note); deletable."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="text")
    person_id = models.TextField()
    text = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["person_id"], name="cases_text_person"),)


class Clock(models.Model):
    """One deadline of a case as last worked out (``deadline.Deadline``); replaced when the file changes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    clock = models.TextField()
    start_record = models.TextField(blank=True, default="")
    liberty = models.BooleanField(default=False)
    theirs = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    body = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "clock", "start_record"], name="one_clock_of_a_start"),)


class AskedBlocker(models.Model):
    """A blocker asked about (``case_file.Asked``); withdrawn, never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="asked")
    blocker = models.TextField()
    answer = models.TextField()
    source = models.TextField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)


class Absence(models.Model):
    """Somebody is away, and who covers: both see the cases; nothing is reassigned."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    cover = models.ForeignKey(USER, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()


class Alert(models.Model):
    """Something that oversight is to look at: many adverse steps, reasons alike, an exception to a clock of custody."""

    kind = models.TextField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    about = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    seen_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    seen_at = models.DateTimeField(null=True)


class OffenceMappingSignature(models.Model):
    """Oversight signed a mapping of statutes to offence types, by its digest; another one needs another signature.

    Attributes:
        pack: the law pack whose mapping it is. statutes: what was signed, for those who look back.
    """

    pack = models.TextField()
    digest = models.TextField()
    statutes = models.JSONField()
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["pack", "digest"], name="one_signature_of_a_mapping"),)
