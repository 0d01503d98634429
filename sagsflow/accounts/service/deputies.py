"""Names and ends deputies: by the one who will be away or by her leader, never of oneself, never by a deputy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor, needs_declaration
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS, Role
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
    """Who stands in, for whose membership, and on which days, both included."""

    membership_id: int
    deputy_id: int
    valid_from: date
    valid_to: date


def lendable(db: Session, actor: Actor, on: date) -> Sequence[Membership]:
    """The roles for which this person may name a deputy: first her own, not those that were lent to her; then, where she
    leads, those of her people, who may be ill."""
    if actor.lacks_declaration:
        return ()
    held = queries.memberships_by_user(db, [actor.user_id])[actor.user_id]
    mine = {seat.membership_id for seat in actor.seats if not seat.deputy_for}
    theirs = queries.memberships_in(db, led_by(actor), FIT, on)
    own = [row for row in held if row.id in mine and row.role in FIT]
    return [*own, *(row for row in theirs if row.user_id not in actor.stands_for)]


def led_by(actor: Actor) -> frozenset[int]:
    """The units that she leads herself."""
    return frozenset(seat.unit_id for seat in actor.seats if seat.may(P.STAFF_LEAD) and not seat.deputy_for)


def colleagues(db: Session, actor: Actor, unit_ids: Sequence[int], on: date) -> Sequence[queries.Person]:
    """Who may stand in: people of the unit with a role that is bound to confidentiality."""
    found = queries.people_in(db, unit_ids, on, FIT)
    return [one for one in found if one.user_id != actor.user_id]


def name_deputy(db: Session, new: NewDeputy, *, actor: Actor, at: datetime) -> Deputyship:
    today = copenhagen_date(at)
    lent = next((row for row in lendable(db, actor, today) if row.id == new.membership_id), None)
    if lent is None:
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
    """At once: by the one who was away, her leader, the deputy herself, or an administrator."""
    row = db.get(Deputyship, deputyship_id, with_for_update={"of": Deputyship})
    allowed = row is not None and (
        actor.may(P.ADMINISTER)
        or actor.user_id in {row.membership.user_id, row.deputy_id}
        or row.membership.unit_id in led_by(actor)
    )
    if row is None or not allowed:
        raise NotFound
    if row.ended_at is not None or row.valid_to < copenhagen_date(at):
        raise Invalid("already-decided")
    row.ended_at, row.ended_by = at, actor.user_id
    _record(db, "deputy-ended", row, actor=actor, at=at)


def _check(db: Session, new: NewDeputy, lent: Membership, actor: Actor, today: date) -> None:
    fit = [one for one in colleagues(db, actor, [lent.unit_id], today) if one.user_id == new.deputy_id]
    if not fit or new.deputy_id == lent.user_id:
        raise Invalid(fields={"deputy_id": "not-a-colleague"})
    if lent.unit_id not in led_by(actor) and not _has_it_anyway(fit, lent.role):
        raise Invalid(fields={"deputy_id": "deputy-would-gain"})
    _check_days(new, lent, today)
    if deputies.overlapping(db, lent.id, new.deputy_id, new.valid_from, new.valid_to):
        raise Invalid(fields={"deputy_id": "deputy-already"})


def _has_it_anyway(fit: Sequence[queries.Person], role: Role) -> bool:
    """A role gives rights when a leader has said so: without one a deputy is lent work, and no right that is new to her."""
    return any(one.role is role or P.STAFF_LEAD in ROLE_PERMISSIONS[one.role] for one in fit)


def _check_days(new: NewDeputy, lent: Membership, today: date) -> None:
    if new.valid_from < today:
        raise Invalid(fields={"valid_from": "day-before-today"})
    if new.valid_to < new.valid_from:
        raise Invalid(fields={"valid_to": "ends-before-start"})
    if (new.valid_to - new.valid_from).days >= LONGEST_DAYS:
        raise Invalid(fields={"valid_to": "longer-than-a-year"})
    if not is_valid(lent.valid_from, lent.valid_to, new.valid_to):
        raise Invalid(fields={"valid_to": "after-own-role"})


def _record(db: Session, kind: str, row: Deputyship, *, actor: Actor, at: datetime) -> None:
    data = {"user": row.deputy_id, "membership": row.membership_id, "deputyship": row.id}
    unit_ids = frozenset({row.membership.unit_id})
    eventlog.record(db, [eventlog.Entry(kind, data=data)], actor=actor, at=at, unit_ids=unit_ids)
