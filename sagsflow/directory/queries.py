"""Reads of the service directory. Offers are no personal data; which of them fits a resident is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.cases.queries.one import Seen
from sagsflow.consents.queries import covered_units
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import NotFound
from sagsflow.directory.finding import Fit, Wanted, fit, years
from sagsflow.directory.models import Capacity, Offer, OfferArea, OfferImport
from sagsflow.organisations.models import Unit
from sagsflow.residents.identity import Eyes

ANSWERERS = tuple(role for role, held in ROLE_PERMISSIONS.items() if P.REFERRAL_ANSWER in held)
MOST = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody looks for; None or empty leaves it open."""

    text: str = ""
    sub_agreement_id: int | None = None
    area_id: int | None = None
    age: int | None = None
    with_room: bool = False
    ended: bool = False


def offers(db: Session, wanted: Filter, on: date) -> Sequence[Offer]:
    """Those that hold on the day (or that have ended), by name."""
    over = Offer.valid_to.is_not(None) & (Offer.valid_to < on)
    query = sa.select(Offer).join(Unit, Unit.id == Offer.unit_id)
    query = query.where(over if wanted.ended else ~over, *_conditions(wanted))
    return db.scalars(query.order_by(Offer.name, Offer.id).limit(MOST)).unique().all()


def offer(db: Session, offer_id: int) -> Offer:
    row = db.get(Offer, offer_id)
    if row is None:
        raise NotFound("offer", id=offer_id)
    return row


def offers_for(db: Session, actor: Actor, seen: Seen, at: datetime) -> Sequence[Fit]:
    """Every offer that holds or will hold, for the resident of one case: those that can receive first, each by name.

    The caller has found the case for this actor, and says on the reading list that it is shown.
    """
    on = copenhagen_date(at)
    wanted = _wanted(db, actor, seen, at, on)
    fits = [fit(one, wanted) for one in offers(db, Filter(), on)]
    return sorted(fits, key=lambda one: (len(one.reasons) > 0, one.offer.capacity is not Capacity.OPEN))


def answering_units(db: Session, on: date) -> frozenset[int]:
    """The units in which somebody can answer a referral on the day."""
    query = (
        sa.select(Membership.unit_id)
        .join(User, User.id == Membership.user_id)
        .where(
            User.active,
            Membership.standing == Standing.CONFIRMED,
            Membership.role.in_(ANSWERERS),
            Membership.valid_from <= on,
            sa.or_(Membership.valid_to.is_(None), Membership.valid_to >= on),
        )
    )
    return frozenset(db.scalars(query.distinct()))


def shown_import(db: Session, import_id: int, actor: Actor) -> OfferImport:
    """A list that this person has sent in; NotFound for anybody else's."""
    row = db.get(OfferImport, import_id)
    if row is None or row.user_id != actor.user_id:
        raise NotFound("import", id=import_id)
    return row


def _wanted(db: Session, actor: Actor, seen: Seen, at: datetime, on: date) -> Wanted:
    resident, hidden = seen.case.resident, Eyes(db, actor, at).hides(seen.case.resident)
    known = resident.born_on is not None and not hidden
    return Wanted(
        on=on,
        owner_unit_id=seen.case.owner_unit_id,
        agreed=covered_units(db, seen.case.id, at),
        answering=answering_units(db, on),
        age=years(resident.born_on, on) if known and resident.born_on else None,
        area_id=None if hidden else resident.area_id,
        language=(resident.language or "") if not hidden else "",
    )


def _conditions(wanted: Filter) -> Sequence[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.text.strip():
        part = wanted.text.strip()
        columns = (Offer.name, Offer.description, Offer.target_group, Offer.languages, Unit.name)
        found.append(sa.or_(*(column.icontains(part, autoescape=True) for column in columns)))
    if wanted.sub_agreement_id is not None:
        found.append(Offer.sub_agreement_id == wanted.sub_agreement_id)
    if wanted.area_id is not None:
        areas = sa.select(OfferArea.area_id).where(OfferArea.offer_id == Offer.id)
        found.append(sa.or_(~areas.exists(), areas.where(OfferArea.area_id == wanted.area_id).exists()))
    if wanted.age is not None:
        found.append(sa.func.coalesce(Offer.age_from, 0) <= wanted.age)
        found.append(sa.func.coalesce(Offer.age_to, 200) >= wanted.age)
    if wanted.with_room:
        found.append(Offer.capacity != Capacity.FULL)
    return found
