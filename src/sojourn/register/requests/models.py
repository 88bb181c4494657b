"""What people ask and tell us, and what became of it. Ids, codes and days; what was written lies sealed in ``Text``.

``RequestEvent`` is append-only (a trigger refuses changes) and stands in the transparency log. ``Text`` is deleted with
the person's values; so is the body of every document (``letters.erasing``).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sojourn.register.cases.models import Case
from sojourn.register.door.models import DisclosureNotice
from sojourn.register.letters.models import Document

USER = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """What somebody wants."""

    ANSWER = "answer"
    CORRECTION = "correction"
    COMPLAINT = "complaint"
    DECLARATION = "declaration"


class State(models.TextChoices):
    """Where a request stands. ``on_file``: a declaration whose day has come; ``waiting``: nobody has it yet."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    DECIDED = "decided"
    AHEAD = "ahead"
    ON_FILE = "on_file"
    WITHDRAWN = "withdrawn"


#: What an officer still has to answer.
OPEN_STATES = (State.WAITING, State.ASSIGNED)


class Request(models.Model):
    """One thing that a person asked or told us.

    Attributes:
        reference: what the receipt says (``Q-7F3K9X2QH4TB``).
        topic: what is wrong, or what is complained of, as a code (``words``).
        given_how: how the code was given with which they came in; nothing says who acted for them.
        case, letter: the notice that it answers. question: the number of the question that it answers.
        due_at, last_day, rule_id, rule_version: until when a reply is due, by which version of which rule.
        office: whose work it is; empty: of no office yet. complained_of: the office that a complaint is about.
        outcome: a code; records: names of the records that the decision made or rests on.
        departs_on, record: of a declaration the day, and the name of its record once it is on file.
        token: a form that is sent twice asks once.
    """

    reference = models.TextField(primary_key=True)
    kind = models.TextField(choices=Kind.choices)
    topic = models.TextField(blank=True, default="")
    person_id = models.TextField()
    stay_id = models.TextField(blank=True, default="")
    case = models.ForeignKey(Case, models.PROTECT, related_name="requests", null=True)
    letter = models.TextField(blank=True, default="")
    question = models.BigIntegerField(null=True)
    given_how = models.TextField(blank=True, default="")
    language = models.TextField(default="en")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    last_day = models.DateField(null=True)
    rule_id = models.TextField(blank=True, default="")
    rule_version = models.TextField(blank=True, default="")
    office = models.TextField(blank=True, default="")
    complained_of = models.TextField(blank=True, default="")
    assigned_to = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    assigned_at = models.DateTimeField(null=True)
    state = models.TextField(choices=State.choices, default=State.WAITING)
    outcome = models.TextField(blank=True, default="")
    records = ArrayField(models.TextField(), default=list)
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    departs_on = models.DateField(null=True)
    record = models.TextField(blank=True, default="")
    token = models.TextField(unique=True)

    class Meta:
        db_table = "requests_request"
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(outcome=""),
                name="request_decided_by_somebody",
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["person_id"], name="requests_person"),
            models.Index(fields=["question"], condition=Q(question__isnull=False), name="requests_question"),
            models.Index(
                fields=["office", "due_at", "reference"], condition=Q(state="waiting"), name="requests_waiting"
            ),
            models.Index(
                fields=["assigned_to", "due_at", "reference"], condition=Q(state="assigned"), name="requests_mine"
            ),
            models.Index(fields=["departs_on"], condition=Q(state="ahead"), name="requests_ahead"),
        )


class Text(models.Model):
    """What was written with a request, sealed under a key of its own.

    ``role``: ``asked`` (the person's words), ``reply`` (the reasons of the decision), ``details`` (JSON: of a declared
    departure the port and the mode).
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="texts")
    role = models.TextField()
    person_id = models.TextField()
    key = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "requests_text"
        constraints = (models.UniqueConstraint(fields=["request", "role"], name="one_text_of_a_role"),)
        indexes = (models.Index(fields=["person_id"], name="requests_text_person"),)


class Evidence(models.Model):
    """A document that came with a request."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        db_table = "requests_evidence"
        constraints = (models.UniqueConstraint(fields=["request", "document"], name="evidence_once"),)


class RequestEvent(models.Model):
    """One thing that happened to a request; append-only. ``about``: ids and codes.

    ``kind``: received · evidence · assigned · office_named · decided · on_file · withdrawn · lapsed.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.TextField()
    actor = models.TextField()
    office = models.TextField(blank=True, default="")
    about = models.JSONField(default=dict)

    class Meta:
        db_table = "requests_event"
        indexes = (models.Index(fields=["request", "id"], name="requests_event_of"),)


class DepartureReceipt(models.Model):
    """A signed receipt of a departure. What it says of the person's document lies sealed, and goes with their values.

    Attributes:
        stay_id, record, departed_on, between, basis: what it says: as the answer had it when it was made.
        recorded_at: when the record of the departure reached the register.
        key, sealed: the signed text, word for word as on the paper, under a key of its own; null once forgotten.
    """

    reference = models.TextField(primary_key=True)
    person_id = models.TextField()
    stay_id = models.TextField()
    record = models.TextField(blank=True, default="")
    departed_on = models.DateField(null=True)
    between = ArrayField(models.DateField(), null=True)
    basis = models.TextField()
    recorded_at = models.DateTimeField(null=True)
    key = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        db_table = "requests_receipt"
        indexes = (models.Index(fields=["person_id"], name="requests_receipt_person"),)


class Confirmation(models.Model):
    """How a recipient was told of a correction, and whether they confirmed it; beside ``DisclosureNotice``.

    Attributes:
        told_how: a code of ``words.TOLD_HOW``; empty where a correction that was disclosed told them.
        confirmed_at, confirmed_by, their_reference: when it was noted, by whom, and how the recipient calls it.
    """

    notice = models.OneToOneField(DisclosureNotice, models.PROTECT, related_name="confirmation", primary_key=True)
    told_how = models.TextField(blank=True, default="")
    confirmed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    their_reference = models.TextField(blank=True, default="")

    class Meta:
        db_table = "requests_confirmation"
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="confirmed_by_somebody",
            ),
        )


class Reminder(models.Model):
    """A recipient was reminded that they have not confirmed a correction."""

    notice = models.ForeignKey(DisclosureNotice, models.PROTECT, related_name="reminders")
    how = models.TextField()
    reminded_at = models.DateTimeField()
    reminded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "requests_reminder"
