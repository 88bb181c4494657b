"""The people who sign in to a training register: one for each role, with a password that everybody may know."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.register.accounts.models import Role

PASSWORD = "training-only-2026"  # noqa: S105 - a training register holds no real people, and live has none of these


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who signs in for training: what they type, how they are called, where they work, their roles."""

    username: str
    name: str
    office: str
    roles: tuple[str, ...]


DEMO_PEOPLE = (
    DemoPerson("officer", "Ana Petrov", "jfk", (Role.POST_OFFICER,)),
    DemoPerson("caseworker", "Ben Adeyemi", "centre", (Role.CASEWORKER,)),
    DemoPerson("decider", "Nadia Rahman", "centre", (Role.OFFICER,)),
    DemoPerson("decider2", "Otto Lindqvist", "centre", (Role.OFFICER,)),
    DemoPerson("reviewer", "Chen Li", "centre", (Role.REVIEWER,)),
    DemoPerson("reviewer2", "Dalia Haddad", "centre", (Role.REVIEWER,)),
    DemoPerson("feeds", "Emil Novak", "centre", (Role.FEED_OPERATOR,)),
    DemoPerson("feeds2", "Fatou Diop", "centre", (Role.FEED_OPERATOR,)),
    DemoPerson("analyst", "Grace Kim", "statistics", (Role.ANALYST,)),
    DemoPerson("supervisor", "Hugo Martin", "centre", (Role.SUPERVISOR,)),
    DemoPerson("supervisor2", "Ines Costa", "centre", (Role.SUPERVISOR,)),
    DemoPerson("clerk", "Jonas Weber", "court", (Role.CLERK,)),
    DemoPerson("archivist", "Pia Sorensen", "archive", (Role.RECORDS_OFFICER,)),
    DemoPerson("archivist2", "Quentin Baker", "archive", (Role.RECORDS_OFFICER,)),
    DemoPerson("oversight2", "Rosa Marin", "ombudsman", (Role.OVERSIGHT,)),
    DemoPerson("oversight", "Kemal Aydin", "ombudsman", (Role.OVERSIGHT,)),
    DemoPerson("administrator", "Lea Fischer", "service", (Role.ADMINISTRATOR,)),
    DemoPerson("administrator2", "Marco Rossi", "service", (Role.ADMINISTRATOR,)),
)


def make_demo_people() -> None:
    """Make the accounts of training."""
    from sojourn.register.accounts.make_user import make_user

    for person in DEMO_PEOPLE:
        make_user(person.username, PASSWORD, roles=person.roles, name=person.name, office=person.office)
