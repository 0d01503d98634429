"""Somebody leaves: what is hers goes to colleagues, her roles and deputyships end, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import policy, queries
from sagsflow.accounts.hooks import HOOKS, HandOver, Where
from sagsflow.accounts.models import Deputyship, Membership, Standing, User
from sagsflow.accounts.service.passwords import end_sessions
from sagsflow.accounts.service.people import deactivate
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog import service as eventlog


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody has in one unit, by kind of work; only kinds of which there is any."""

    where: Where
    unit: str
    counts: Mapping[str, int]

    @property
    def field(self) -> str:
        return f"unit_{self.where.unit_id}"

    @property
    def needs_person(self) -> bool:
        return any(HOOKS.belongings[kind].needs_person for kind in self.counts)


def parts_of(db: Session, user_id: int, at: datetime, scope: frozenset[int] | None) -> Sequence[Part]:
    """One for each unit in which she has, or had, a role, as far as the reader's scope goes."""
    held = queries.memberships_by_user(db, [user_id])[user_id]
    units = {row.unit_id: row.unit.name for row in held if row.standing is not Standing.DECLINED}
    places = [Where(unit_id, number == 0, frozenset(units)) for number, unit_id in enumerate(units)]
    seen = [where for where in places if scope is None or where.unit_id in scope]
    return [Part(where, units[where.unit_id], _counts(db, user_id, where, at)) for where in seen]


def has_work(db: Session, user_id: int, at: datetime, unit_ids: frozenset[int] | None = None) -> bool:
    return any(part.counts for part in parts_of(db, user_id, at, unit_ids))


def close_account(db: Session, row: User, *, actor: Actor, at: datetime) -> None:
    """Refused while there is work to hand over; `leave` does both."""
    if row.id != actor.user_id and has_work(db, row.id, at):
        raise Invalid("work-to-hand-over")
    deactivate(db, row, actor=actor, at=at)


def leave(
    db: Session,
    row: User,
    *,
    successors: Mapping[int, int | None],
    note: str,
    actor: Actor,
    at: datetime,
) -> None:
    """`successors`: unit → colleague, or None for the unit itself. The account closes when no role is left."""
    scope = policy.scope_of(actor)
    parts = parts_of(db, row.id, at, scope)
    if row.id in actor.stands_for:
        raise Forbidden("own-account")
    if not parts:
        raise NotFound
    _check(db, row, parts, successors=successors, note=note, at=at)
    for part in parts:
        given = HandOver(
            row.id, successors.get(part.where.unit_id), part.where, note.strip(), actor=actor, at=at
        )
        for kind in part.counts:
            HOOKS.belongings[kind].hand_over(db, given)
    _end_roles(db, row, scope, actor, at)
    end_sessions(db, row.id)
    units = sorted(part.where.unit_id for part in parts)
    entry = eventlog.Entry("user-left", data={"user": row.id, "units": units})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset(units))
    if row.active and not queries.units_of(db, row.id, copenhagen_date(at)):
        deactivate(db, row, actor=actor, at=at)


def _counts(db: Session, user_id: int, where: Where, at: datetime) -> Mapping[str, int]:
    found = {kind: one.count(db, user_id, where, at) for kind, one in HOOKS.belongings.items()}
    return {kind: count for kind, count in found.items() if count}


def _check(
    db: Session,
    row: User,
    parts: Sequence[Part],
    *,
    successors: Mapping[int, int | None],
    note: str,
    at: datetime,
) -> None:
    wrong: dict[str, str] = {}
    for part in parts:
        to_id, unit_id = successors.get(part.where.unit_id), part.where.unit_id
        people = {one.user_id for one in queries.people_in(db, [unit_id], copenhagen_date(at))} - {row.id}
        if to_id is not None and to_id not in people:
            wrong[part.field] = "not-a-colleague"
        elif to_id is None and part.needs_person:
            wrong[part.field] = "needs-person"
    if not note.strip() and any(part.counts for part in parts):
        wrong["note"] = "missing"
    if wrong:
        raise Invalid(fields=wrong)


def _end_roles(db: Session, row: User, scope: frozenset[int] | None, actor: Actor, at: datetime) -> None:
    yesterday = copenhagen_date(at) - timedelta(days=1)
    held = [one for one in row.memberships if scope is None or one.unit_id in scope]
    for one in held:
        _end_role(one, yesterday, actor, at)
    db.flush()
    lent = Deputyship.membership_id.in_([one.id for one in held])
    taken = sa.and_(
        Deputyship.deputy_id == row.id,
        Deputyship.membership_id.in_(_memberships_in(scope)),
    )
    db.execute(
        sa.update(Deputyship)
        .where(sa.or_(lent, taken), Deputyship.ended_at.is_(None))
        .values(ended_at=at, ended_by=actor.user_id)
        .execution_options(synchronize_session=False)
    )


def _memberships_in(scope: frozenset[int] | None) -> sa.Select[int]:
    found = sa.select(Membership.id)
    return found if scope is None else found.where(Membership.unit_id.in_(sorted(scope)))


def _end_role(held: Membership, yesterday: date, actor: Actor, at: datetime) -> None:
    """A role that began today, or would begin later, is withdrawn: it has no day on which it could have ended."""
    if held.valid_from > yesterday or held.standing is Standing.WAITING:
        held.standing, held.decided_by, held.decided_at = Standing.DECLINED, actor.user_id, at
    elif held.valid_to is None or held.valid_to > yesterday:
        held.valid_to = yesterday
