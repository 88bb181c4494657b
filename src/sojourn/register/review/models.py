"""Work that people do on records: pairs to compare, questions to answer, who has which piece, and what they decided.

No personal value stands in these tables: ids of records, persons and stays, codes, and the notes of reviewers, which
``notes.forget_notes`` deletes with the person.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

USER = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """What a piece of work is about."""

    PAIR = "pair"
    QUESTION = "question"
    ORPHAN = "orphan"
    SECOND_LOOK = "second_look"


class PieceState(models.TextChoices):
    """Where a piece of work stands."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    DONE = "done"
    WITHDRAWN = "withdrawn"


#: A piece in one of these states is still to be done.
OPEN_STATES = (PieceState.WAITING, PieceState.ASSIGNED)


class ReviewPair(models.Model):
    """Two records that may be one person's; ``basis`` is the digest of the two lines as they were."""

    class State(models.TextChoices):
        """Where a pair stands."""

        OPEN = "open"
        DECIDED = "decided"
        WITHDRAWN = "withdrawn"

    review_id = models.TextField(primary_key=True)
    kind = models.TextField()
    record_a = models.TextField()
    record_b = models.TextField()
    why = models.TextField()
    suggested = models.TextField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    basis = models.BinaryField()
    features = models.JSONField(null=True)
    weight = models.FloatField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record_a", "record_b"], name="one_pair_of_two_records"),)
        indexes = (models.Index(fields=["record_b"], name="review_pair_second"),)


class PairDecision(models.Model):
    """What a reviewer decided about a pair; withdrawn, never edited."""

    pair = models.ForeignKey(ReviewPair, models.PROTECT, related_name="decisions")
    verdict = models.TextField()
    reason = models.TextField()
    note = models.TextField(blank=True)
    basis = models.BinaryField()
    link_id = models.TextField()
    score_seen = models.BooleanField(default=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)


class SecondLook(models.Model):
    """A decision of the sample, asked again of another reviewer who does not see the first."""

    decision = models.OneToOneField(PairDecision, models.PROTECT, related_name="second_look")
    asked_at = models.DateTimeField()
    verdict = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    score_seen = models.BooleanField(default=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)


class Question(models.Model):
    """A question about the records of one stay, or about a departure without an arrival.

    ``withdrawn_why`` and ``withdrawn_by`` tell what withdrew it: the cause of the answer that asks no more, and names
    of records (or of what else caused it).
    """

    class Code(models.TextChoices):
        """What is asked."""

        UNEXPLAINED = "unexplained"
        ORPHAN_DEPARTURE = "orphan_departure"

    class State(models.TextChoices):
        """Where a question stands; ``withdrawn``: the answer changed, and nothing is asked any more."""

        OPEN = "open"
        SETTLED = "settled"
        SENT_TO_MATCH = "sent_to_match"
        STILL_OPEN = "still_open"
        WITHDRAWN = "withdrawn"

    stay_id = models.TextField()
    code = models.TextField(choices=Code.choices)
    person_id = models.TextField()
    answer_id = models.BigIntegerField()
    basis = models.BinaryField()
    happened_on = models.DateField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True, default="")
    withdrawn_by = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["stay_id", "code"], condition=models.Q(state="open"), name="one_open_question"
            ),
        )
        indexes = (
            models.Index(fields=["stay_id", "code"], name="review_question_stay"),
            models.Index(fields=["person_id"], condition=models.Q(state="open"), name="review_question_open_of"),
        )


class QuestionReview(models.Model):
    """What a reviewer found and concluded; ``checks`` holds codes and record ids by check."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="reviews")
    outcome = models.TextField()
    checks = models.JSONField()
    records = ArrayField(models.TextField(), default=list)
    note = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()


class Assignment(models.Model):
    """One piece of work: waiting, or with one person. The columns that order it are those of ``order.Urgency``.

    ``final_conviction`` is of a version before: it is written no more, and orders nothing. Convictions order only cases
    in which a determination was made, and a review piece comes before any.
    """

    kind = models.TextField(choices=Kind.choices)
    subject = models.TextField()
    person_ids = ArrayField(models.TextField(), default=list)
    restricted = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    final_conviction = models.BooleanField(default=False)
    open_questions = models.IntegerField(default=0)
    waiting_since = models.DateTimeField()
    state = models.TextField(choices=PieceState.choices, default=PieceState.WAITING)
    assigned_to = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    office = models.TextField(blank=True)
    assigned_at = models.DateTimeField(null=True)
    score_seen = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=["waiting", "assigned"]),
                name="one_open_piece",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_on", "open_questions", "waiting_since", "id"],
                condition=models.Q(state="waiting"),
                name="review_waiting_by_urgency",
            ),
            models.Index(fields=["assigned_to"], condition=models.Q(state="assigned"), name="review_assigned_to"),
        )


class WorkReturn(models.Model):
    """A piece of work given back, by whom and why; they are not given it again."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="returns")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.TextField()
    note = models.TextField(blank=True)
    returned_at = models.DateTimeField()
