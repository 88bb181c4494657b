"""Letters, how they were served, mail that comes in, and documents. Ids, codes and days; no personal value lies open.

What a document says, its name and the address printed on a letter lie in ``DocumentBody`` alone, sealed under a key of
its own; ``erasing.forget_documents`` deletes it with the person.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sojourn.register.cases.models import Case

USER = settings.AUTH_USER_MODEL


class Document(models.Model):
    """A document in a case, or one that came by mail and is not matched yet; what it says lies apart.

    Attributes:
        digest: keyed SHA-256 of the content: nobody can test a guess against it once the body is gone.
        person_id: empty until mail is matched.
        about: what it is: letter, proof, answer, evidence, court or mail.
        received_on: the day on which it reached the service, which may lie before ``kept_at``.
    """

    digest = models.TextField()
    person_id = models.TextField(blank=True, default="")
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", null=True)
    about = models.TextField()
    media = models.TextField()
    size = models.IntegerField()
    received_on = models.DateField()
    kept_at = models.DateTimeField()
    kept_by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "digest"], condition=Q(case__isnull=False), name="document_once_in_a_case"
            ),
        )
        indexes = (
            models.Index(fields=["person_id"], name="letters_document_person"),
            models.Index(fields=["digest"], name="letters_document_digest"),
        )


class DocumentBody(models.Model):
    """The content of a document and its name, sealed; deleted when the person is forgotten."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="body", primary_key=True)
    key = models.BinaryField()
    sealed = models.BinaryField()


class Letter(models.Model):
    """One letter to one person.

    Attributes:
        reference: what stands on it, and what a service fact names.
        about_on: the day that it is about: the last authorised day of a reminder or an enquiry.
        answer_days: the days to answer that a notice gives, by which version of which rule.
        contact: name of the `contact` fact that it is sent to; empty where none is in force.
        counsel: name of the `representation` fact in force when it was made.
        records, grounds: what it relies on: names of records, codes of reasons.
        step: the step of the case that it goes with.
    """

    reference = models.TextField(primary_key=True)
    kind = models.TextField()
    language = models.TextField()
    person_id = models.TextField()
    stay_id = models.TextField(blank=True, default="")
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters", null=True)
    step = models.TextField(blank=True, default="")
    about_on = models.DateField(null=True)
    answer_days = models.IntegerField(null=True)
    rule_id = models.TextField(blank=True, default="")
    rule_version = models.TextField(blank=True, default="")
    records = ArrayField(models.TextField(), default=list)
    grounds = ArrayField(models.TextField(), default=list)
    contact = models.TextField(blank=True, default="")
    counsel = models.TextField(blank=True, default="")
    document = models.OneToOneField(Document, models.PROTECT, related_name="letter")
    made_at = models.DateTimeField()
    made_by = models.TextField()
    office = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["stay_id", "kind", "about_on"],
                condition=Q(kind__in=["reminder", "enquiry"]),
                name="automatic_letter_once",
            ),
        )
        indexes = (models.Index(fields=["person_id"], name="letters_letter_person"),)


class Attempt(models.Model):
    """One try to serve a letter on the person or on counsel; never changed.

    Attributes:
        served_at: when it happened; ``recorded_at``: when it was written down.
        contact: name of the fact that gave the address.
        record: name of the `service` fact that it put on file.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="attempts")
    whom = models.TextField()
    method = models.TextField()
    outcome = models.TextField()
    served_at = models.DateTimeField()
    served_by = models.TextField()
    contact = models.TextField(blank=True, default="")
    proof = models.ForeignKey(Document, models.PROTECT, related_name="+", null=True)
    record = models.TextField(blank=True, default="")
    token = models.TextField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()


class Mail(models.Model):
    """Mail that came in and names no case that could be told at once; matched by a reference, never by a name."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="mail")
    office = models.TextField()
    received_on = models.DateField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", null=True)
    matched_at = models.DateTimeField(null=True)
    matched_by = models.TextField(blank=True, default="")

    class Meta:
        indexes = (
            models.Index(
                fields=["office", "received_on", "id"],
                condition=Q(matched_at__isnull=True),
                name="letters_mail_waiting",
            ),
        )


class PersonsAnswer(models.Model):
    """What the person answered; the records are disputed until an officer has weighed it (``answers.py``)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="answers", null=True)
    document = models.OneToOneField(Document, models.PROTECT, related_name="answer")
    received_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
