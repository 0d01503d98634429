"""Who may see and do what with a case: the SQL face for lists, the Python face for one case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View, live, to_person
from sagsflow.access.models import AccessGrant
from sagsflow.access.permissions import Permission
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, Domain

# May this person do that on a case which she sees so?
Rule = Callable[[Actor, Case, View], bool]
READ: Mapping[Domain, Permission] = {
    Domain.SUPPORT: Permission.CASE_READ,
    Domain.VOLUNTEER: Permission.VOLUNTEER_READ,
}
WRITE: Mapping[Domain, Permission] = {
    Domain.SUPPORT: Permission.CASE_EDIT,
    Domain.VOLUNTEER: Permission.VOLUNTEER_WRITE,
}
READ_NOTES: Mapping[Domain, Permission] = {
    Domain.SUPPORT: Permission.NOTE_READ,
    Domain.VOLUNTEER: Permission.VOLUNTEER_READ,
}
MOVE: Mapping[Domain, Permission] = {
    Domain.SUPPORT: Permission.CASE_MOVE,
    Domain.VOLUNTEER: Permission.VOLUNTEER_WRITE,
}
RUN_CASES = frozenset({Role.HOUSING_WORKER, Role.COORDINATOR, Role.VOLUNTEER_COORDINATOR})
ABOUT_A_RECEIVER = ("consent-", "legal-basis-", "referral-", "party-")
OWNERS_ONLY = (
    "task-",
    "contact-",
    "document-",
    "progression-",
    "measures-",
    "case-linked",
    "emergency-",
    "resident-",
    "household-",
)
ABOUT_A_TOPIC = "goal-"


class Shareable(Protocol):
    """A note, written or about to be."""

    @property
    def author_unit_id(self) -> int: ...
    @property
    def topic(self) -> Topic: ...
    @property
    def sensitive(self) -> bool: ...
    @property
    def shared(self) -> bool: ...


class OfATopic(Protocol):
    """A goal, written or about to be."""

    @property
    def topic(self) -> Topic: ...


@lru_cache(maxsize=64)
def visible_to(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """Cases that a live grant opens to a unit in which the actor may read cases of that domain, or there to her alone.

    A page asks several times as the same person at the same moment; to build it costs more than SQLite takes to answer.
    """
    return sa.or_(*(sa.and_(Case.domain == domain, _granted(actor, domain, at)) for domain in Domain))


def among_visible(actor: Actor, domain: Domain, at: datetime) -> sa.ColumnElement[bool]:
    """The same of one domain, for a statement that counts them all: the ledger is read once, not looked up for each case."""
    granted = sa.select(AccessGrant.case_id).where(*_grants(actor, domain, at))
    return sa.and_(Case.domain == domain, Case.id.in_(granted))


def _granted(actor: Actor, domain: Domain, at: datetime) -> sa.ColumnElement[bool]:
    """Looked up for each row that is walked. As an EXISTS under OR, PostgreSQL would read the whole ledger first."""
    grant = sa.select(AccessGrant.id).where(AccessGrant.case_id == Case.id, *_grants(actor, domain, at))
    return grant.limit(1).scalar_subquery().is_not(None)


def _grants(actor: Actor, domain: Domain, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return AccessGrant.unit_id.in_(sorted(actor.units(READ[domain]))), to_person(actor.user_id), live(at)


def is_hers(actor: Actor) -> sa.ColumnElement[bool]:
    """Cases of her own, and those of somebody whose deputy she is in the unit that owns them."""
    absent = (sa.and_(Case.owner_id == user, Case.owner_unit_id == unit) for user, unit in actor.lent)
    return sa.or_(Case.owner_id == actor.user_id, *absent)


def may_see(actor: Actor, case: Case, view: View) -> bool:
    """The Python face of `visible_to`; `view` holds the live grants of all the actor's units and her own."""
    return not actor.units(READ[case.domain]).isdisjoint(view.unit_ids)


def may_write(actor: Actor, case: Case, view: View) -> bool:
    """Only a unit that owns the case writes its plan."""
    return not actor.units(WRITE[case.domain]).isdisjoint(view.owning_unit_ids)


def may_move(actor: Actor, case: Case, view: View) -> bool:
    """The pathway decides which steps; this decides whether any."""
    return not actor.units(MOVE[case.domain]).isdisjoint(view.working_unit_ids)


def may_write_note(actor: Actor, case: Case, view: View) -> bool:
    permission = Permission.NOTE_WRITE if case.domain is Domain.SUPPORT else Permission.VOLUNTEER_WRITE
    return not actor.units(permission).isdisjoint(view.working_unit_ids)


def may_print(actor: Actor, case: Case, view: View) -> bool:
    permission = Permission.CASE_PRINT if case.domain is Domain.SUPPORT else Permission.VOLUNTEER_READ
    return not actor.units(permission).isdisjoint(view.working_unit_ids)


def roles_on(actor: Actor, case: Case, view: View) -> frozenset[str]:
    """The roles with which the engine is asked: those held in a unit that a grant opens the case to, and ownership. Those
    who run cases run those of their own unit only: another team with consent looks on. An owner's deputy stands in."""
    received = {role for role in actor.roles_in(view.working_unit_ids) if role not in RUN_CASES}
    roles = {role.value for role in received | actor.roles_in(view.owning_unit_ids)}
    owners = actor.stands_for_in(case.owner_unit_id)
    if case.owner_id in owners and case.owner_unit_id in view.owning_unit_ids:
        roles.add("case_owner")
    return frozenset(roles)


def may_read_note(actor: Actor, domain: Domain, note: Shareable, view: View) -> bool:
    """One's own unit's notes always; shared ones when a grant of a unit in which one reads notes covers topic and
    sensitivity."""
    units = actor.units(READ_NOTES[domain])
    if actor.looked_through and not note.shared:
        return False
    if note.author_unit_id in units:
        return True
    return note.shared and view.within(units).covers(note.topic, sensitive=note.sensitive)


def may_read_goal(goal: OfATopic, view: View) -> bool:
    return view.covers(goal.topic, sensitive=False)


def may_read_topic(topic: Topic, view: View) -> bool:
    return view.covers(topic, sensitive=False)


def readable_topics(actor: Actor, domain: Domain, view: View) -> frozenset[Topic]:
    """Of what was answered in steps: the topics that are open to a unit in which the actor reads notes."""
    within = view.within(actor.units(READ_NOTES[domain]))
    return frozenset(topic for topic in Topic if within.covers(topic, sensitive=False))


def may_learn_of(kind: str, data: Mapping[str, object], view: View) -> bool:
    """Which other units the resident has agreed to, or is referred to, what others do and which other cases there are is
    told to the unit that owns the case only; of a goal whoever may read it hears."""
    if view.owning_unit_ids:
        return True
    if kind.startswith(ABOUT_A_RECEIVER):
        return data.get("unit") in view.unit_ids
    if kind.startswith(ABOUT_A_TOPIC):
        return data.get("topic") in {topic.value for topic in Topic if may_read_topic(topic, view)}
    return not kind.startswith(OWNERS_ONLY)
