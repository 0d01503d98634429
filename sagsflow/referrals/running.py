"""Which running referrals of a provider somebody may move, what stands in the way of each, and how far a move has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import live, to_whole_units
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import NotFound
from sagsflow.directory.models import Offer
from sagsflow.directory.queries import answering_units
from sagsflow.organisations.models import Unit
from sagsflow.organisations.queries import units_by_id
from sagsflow.referrals import policy
from sagsflow.referrals.models import DRAFT, Referral, ReferralMove, ReferralMoveItem
from sagsflow.residents.models import Resident

MOST = 1_000
SHOWN = 100
NO_CONSENT, ALREADY, OWN = "no-consent", "already-referred", "own-unit"


@dataclass(frozen=True, slots=True)
class Provider:
    """A unit, or one of its offers, and how many running referrals to it one may move."""

    unit_id: int
    offer_id: int | None
    unit: str
    offer: str | None
    running: int

    @property
    def key(self) -> str:
        return f"{self.unit_id}-{self.offer_id}" if self.offer_id else str(self.unit_id)

    @property
    def name(self) -> str:
        return f"{self.unit} – {self.offer}" if self.offer else self.unit


@dataclass(frozen=True, slots=True)
class Way:
    """From a unit, or from one of its offers, to another unit."""

    from_unit_id: int
    from_offer_id: int | None
    to_unit_id: int


@dataclass(frozen=True, slots=True)
class Running:
    """A running referral that one may move; `hindrance` is what stands in the way of it now."""

    id: int
    case_id: int
    case_ref: str
    resident: Resident
    hindrance: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one referral of a move, for a reader who may still see it."""

    referral_id: int
    new_referral_id: int | None
    refusal: str | None
    case_id: int
    case_ref: str
    resident: Resident


def providers(db: Session, actor: Actor, at: datetime) -> Sequence[Provider]:
    """Those that have running referrals which this person may move: each unit as a whole, then its offers, by name."""
    query = (
        sa.select(Unit.id, Offer.id, Unit.name, Offer.name, sa.func.count())
        .select_from(Referral)
        .join(Case, Case.id == Referral.case_id)
        .join(Unit, Unit.id == Referral.to_unit_id)
        .outerjoin(Offer, Offer.id == Referral.offer_id)
        .where(_running(actor, at))
        .group_by(Unit.id, Offer.id, Unit.name, Offer.name)
    )
    found = [Provider(*row) for row in db.execute(query)]
    units = [
        Provider(unit_id, None, name, None, sum(one.running for one in found if one.unit_id == unit_id))
        for unit_id, name in {one.unit_id: one.unit for one in found}.items()
    ]
    offers = [one for one in found if one.offer_id is not None]
    return sorted([*units, *offers], key=lambda one: (one.unit, one.unit_id, one.offer or ""))


def receivers(db: Session, at: datetime) -> Sequence[tuple[int, str]]:
    """The units in which somebody can answer a referral, by name."""
    units = units_by_id(db, answering_units(db, copenhagen_date(at)))
    found = [(unit.id, unit.name) for unit in units.values() if unit.active]
    return sorted(found, key=lambda row: row[1])


def movable(db: Session, actor: Actor, way: Way, at: datetime) -> Sequence[Running]:
    """The running referrals of one provider, the oldest first, each with what keeps it from another; one statement. What counts
    is asked again when its turn comes."""
    other = aliased(Referral)
    taken = sa.select(other.id).where(
        other.case_id == Referral.case_id, other.to_unit_id == way.to_unit_id, other.is_open == sa.true()
    )
    knows = sa.select(AccessGrant.id).where(
        AccessGrant.case_id == Referral.case_id,
        AccessGrant.unit_id == way.to_unit_id,
        AccessGrant.ground.in_((Ground.CONSENT, Ground.LEGAL_BASIS)),
        to_whole_units(),
        live(at),
    )
    hindrance = sa.case(
        (Case.owner_unit_id == way.to_unit_id, OWN), (taken.exists(), ALREADY), (~knows.exists(), NO_CONSENT)
    )
    query = (
        sa.select(Referral.id, Case.id, Case.ref, Resident, hindrance)
        .join(Case, Case.id == Referral.case_id)
        .join(Resident, Resident.id == Case.resident_id)
        .where(_running(actor, at), Referral.to_unit_id == way.from_unit_id)
        .order_by(Referral.id)
        .limit(MOST)
    )
    if way.from_offer_id is not None:
        query = query.where(Referral.offer_id == way.from_offer_id)
    return [Running(*row) for row in db.execute(query)]


def own_moves(db: Session, actor: Actor) -> Sequence[ReferralMove]:
    """The newest first."""
    theirs = sa.select(ReferralMove).where(ReferralMove.user_id == actor.user_id)
    return db.scalars(theirs.order_by(ReferralMove.id.desc()).limit(SHOWN)).all()


def get_move(db: Session, actor: Actor, move_id: int) -> ReferralMove:
    """Raises NotFound for another's."""
    found = db.get(ReferralMove, move_id)
    if found is None or found.user_id != actor.user_id:
        raise NotFound("move", id=move_id)
    return found


def of_move(db: Session, actor: Actor, move_id: int, at: datetime) -> Sequence[Moved]:
    """Those whose turn has come, what stays where it is first; only what the reader may see today."""
    item = ReferralMoveItem
    query = (
        sa.select(item.referral_id, item.new_referral_id, item.refusal, Case.id, Case.ref, Resident)
        .select_from(item)
        .join(Referral, Referral.id == item.referral_id)
        .join(Case, Case.id == Referral.case_id)
        .join(Resident, Resident.id == Case.resident_id)
        .where(item.move_id == move_id, policy.visible(actor, at))
        .where(sa.or_(item.refusal.is_not(None), item.new_referral_id.is_not(None)))
        .order_by(item.refusal.is_(None), item.position)
        .limit(MOST)
    )
    return [Moved(*row) for row in db.execute(query)]


def _running(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    sent = sa.and_(Referral.is_open == sa.true(), Referral.state != DRAFT)
    return sa.and_(sent, policy.may_be_sent_by(actor, at))
