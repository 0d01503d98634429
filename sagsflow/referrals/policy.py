"""Whose a referral is: the unit that receives it, and the unit that owns the case it was sent from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View, live, to_whole_units
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.permissions import Permission as P
from sagsflow.cases.models import Case
from sagsflow.core.base import AT, Moment
from sagsflow.referrals.models import DRAFT, Referral

OWNER = "case_owner"
MAY_SEND = frozenset({OWNER, "coordinator"})
Units = Sequence[int] | sa.BindParameter[Sequence[int]]


def received_by(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """Referrals to units in which the actor answers them, once sent and while a live grant opens the case to that unit."""
    return _received(sorted(actor.units(P.REFERRAL_ANSWER)), at)


def visible(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """Those received, and those that the actor's unit sent from a case of its own."""
    return _visible(sorted(actor.units(P.REFERRAL_ANSWER)), sorted(actor.units(P.REFERRAL_SEND)), at)


def standing(actor: Actor, at: datetime) -> Mapping[str, object]:
    """What `VISIBLE` is asked with."""
    return {
        "answering": sorted(actor.units(P.REFERRAL_ANSWER)),
        "sending": sorted(actor.units(P.REFERRAL_SEND)),
        "at": at,
    }


def _received(answering: Units, at: Moment) -> sa.ColumnElement[bool]:
    granted = _granted(AccessGrant.unit_id == Referral.to_unit_id, to_whole_units(), live(at))
    return sa.and_(Referral.to_unit_id.in_(answering), Referral.state != DRAFT, granted)


def _visible(answering: Units, sending: Units, at: Moment) -> sa.ColumnElement[bool]:
    owned = _granted(AccessGrant.unit_id.in_(sending), AccessGrant.ground == Ground.OWNERSHIP, live(at))
    return sa.or_(_received(answering, at), owned)


def _granted(*which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Looked up for each row that is walked, as `cases.policy` does."""
    grant = sa.select(AccessGrant.id).where(AccessGrant.case_id == Referral.case_id, *which)
    return grant.limit(1).scalar_subquery().is_not(None)


# The same as `visible`, for statements that are built once and asked with `standing`.
VISIBLE = _visible(sa.bindparam("answering", expanding=True), sa.bindparam("sending", expanding=True), AT)


def receives(actor: Actor, referral: Referral, view: View) -> bool:
    """The Python face of `received_by`; `view` holds the live grants of all the actor's units on the case."""
    sent = referral.state != DRAFT
    return sent and referral.to_unit_id in actor.units(P.REFERRAL_ANSWER) & view.unit_ids


def sends(actor: Actor, view: View) -> bool:
    return not actor.units(P.REFERRAL_SEND).isdisjoint(view.owning_unit_ids)


def may_see(actor: Actor, referral: Referral, view: View) -> bool:
    """The Python face of `visible`."""
    return receives(actor, referral, view) or sends(actor, view)


def roles_on(actor: Actor, referral: Referral, view: View, owner_id: int | None) -> frozenset[str]:
    """The roles with which the engine is asked: held in the unit that received it, or in the unit that sent it."""
    roles: set[str] = set()
    if receives(actor, referral, view):
        roles |= {seat.role.value for seat in actor.seats if _answers(seat.unit_id, referral, actor)}
    return frozenset(roles) | senders_roles(actor, view, owner_id)


def senders_roles(actor: Actor, view: View, owner_id: int | None) -> frozenset[str]:
    """The same for somebody of the unit that owns the case; none for everybody else."""
    if not sends(actor, view):
        return frozenset()
    held = {role.value for role in actor.roles_in(view.owning_unit_ids)}
    return frozenset(held | {OWNER} if actor.user_id == owner_id else held)


def may_send(actor: Actor, case: Case, view: View) -> bool:
    """Whoever may take the step `send` in the workflow: the owner of the case and those who coordinate."""
    return case.is_open and not MAY_SEND.isdisjoint(senders_roles(actor, view, case.owner_id))


def may_be_sent_by(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """The SQL face of `may_send`, of referrals joined with their cases."""
    units = actor.units(P.REFERRAL_SEND)
    led = sorted({seat.unit_id for seat in actor.seats if seat.role.value in MAY_SEND} & units)
    whose = sa.or_(
        _granted(AccessGrant.unit_id.in_(led), AccessGrant.ground == Ground.OWNERSHIP, live(at)),
        sa.and_(
            Case.owner_id == actor.user_id,
            _granted(
                AccessGrant.unit_id.in_(sorted(units)), AccessGrant.ground == Ground.OWNERSHIP, live(at)
            ),
        ),
    )
    return sa.and_(Case.is_open == sa.true(), whose)


def _answers(unit_id: int, referral: Referral, actor: Actor) -> bool:
    return unit_id == referral.to_unit_id and unit_id in actor.units(P.REFERRAL_ANSWER)
