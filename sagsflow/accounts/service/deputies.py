"""Names and ends deputies: by the leader herself, never for oneself, never by a deputy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor, needs_declaration
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.accounts import deputies, queries
from sagsflow.accounts.models import Deputyship, Membership
from sagsflow.accounts.policy import is_valid
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog import service as eventlog

LONGEST_DAYS = 366
FIT = tuple(role for role in Role if needs_declaration(role))


@dataclass(frozen=True, slots=True)
class NewDeputy:
    """Whom a leader names, for which of her roles, and for which days, both included."""

    membership_id: int
    deputy_id: int
    valid_from: date
    valid_to: date


def own_leading(db: Session, actor: Actor) -> Sequence[Membership]:
    """The roles that this person may lend: her own, not those that were lent to her."""
    held = queries.memberships_by_user(db, [actor.user_id])[actor.user_id]
    mine = {seat.membership_id for seat in actor.seats if seat.may(P.STAFF_LEAD) and not seat.deputy_for}
    return [row for row in held if row.id in mine]


def colleagues(db: Session, actor: Actor, unit_ids: Sequence[int], on: date) -> Sequence[queries.Person]:
    """Who may stand in: people of the unit with a role that is bound to confidentiality."""
    found = queries.people_in(db, unit_ids, on, FIT)
    return [one for one in found if one.user_id != actor.user_id]


def name_deputy(db: Session, new: NewDeputy, *, actor: Actor, at: datetime) -> Deputyship:
    today = copenhagen_date(at)
    lent = next((row for row in own_leading(db, actor) if row.id == new.membership_id), None)
    if lent is None or not actor.may(P.STAFF_LEAD):
        raise Forbidden("deputies-name-none")
    _check(db, new, lent, actor, today)
    row = Deputyship(
        membership_id=lent.id,
        deputy_id=new.deputy_id,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        named_at=at,
    )
    db.add(row)
    db.flush()
    _record(db, "deputy-named", row, actor=actor, at=at)
    return row


def end_deputyship(db: Session, deputyship_id: int, *, actor: Actor, at: datetime) -> None:
    """At once: by the leader, the deputy herself, or an administrator."""
    row = db.get(Deputyship, deputyship_id, with_for_update={"of": Deputyship})
    allowed = row is not None and (
        actor.may(P.ADMINISTER) or actor.user_id in {row.membership.user_id, row.deputy_id}
    )
    if row is None or not allowed:
        raise NotFound
    if row.ended_at is not None or row.valid_to < copenhagen_date(at):
        raise Invalid("already-decided")
    row.ended_at, row.ended_by = at, actor.user_id
    _record(db, "deputy-ended", row, actor=actor, at=at)


def _check(db: Session, new: NewDeputy, lent: Membership, actor: Actor, today: date) -> None:
    if new.deputy_id not in {one.user_id for one in colleagues(db, actor, [lent.unit_id], today)}:
        raise Invalid(fields={"deputy_id": "not-a-colleague"})
    if new.valid_from < today:
        raise Invalid(fields={"valid_from": "day-before-today"})
    if new.valid_to < new.valid_from:
        raise Invalid(fields={"valid_to": "ends-before-start"})
    if (new.valid_to - new.valid_from).days >= LONGEST_DAYS:
        raise Invalid(fields={"valid_to": "longer-than-a-year"})
    if not is_valid(lent.valid_from, lent.valid_to, new.valid_to):
        raise Invalid(fields={"valid_to": "after-own-role"})
    if deputies.overlapping(db, lent.id, new.deputy_id, new.valid_from, new.valid_to):
        raise Invalid(fields={"deputy_id": "deputy-already"})


def _record(db: Session, kind: str, row: Deputyship, *, actor: Actor, at: datetime) -> None:
    data = {"user": row.deputy_id, "membership": row.membership_id, "deputyship": row.id}
    unit_ids = frozenset({row.membership.unit_id})
    eventlog.record(db, [eventlog.Entry(kind, data=data)], actor=actor, at=at, unit_ids=unit_ids)
