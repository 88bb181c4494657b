"""Users, offices, and roles that two people grant."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """The roles; what each may do stands in ``door/policies``."""

    POST_OFFICER = "post_officer"
    CASEWORKER = "caseworker"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    FEED_OPERATOR = "feed_operator"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    CLERK = "counsels_clerk"
    RECORDS_OFFICER = "records_officer"
    OVERSIGHT = "oversight"
    ADMINISTRATOR = "administrator"


class Office(models.Model):
    """Where people work: a border post, an office, a team."""

    code = models.SlugField(primary_key=True)
    name = models.TextField()


class User(AbstractUser):
    """Somebody who works here."""

    office = models.ForeignKey(Office, models.PROTECT, null=True)


class Grant(models.Model):
    """A role given to a user: proposed by one person, confirmed by another, ended by anyone who may."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    reason = models.TextField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(ended_at__isnull=True), name="one_grant_of_a_role_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="grant_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("confirmed_by")) & ~models.Q(user=models.F("proposed_by")),
                name="nobody_grants_themselves",
            ),
        )


class SignedIn(models.Model):
    """A session of a user, so that it can be ended with a role or with the account."""

    session_key = models.CharField(max_length=40, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
