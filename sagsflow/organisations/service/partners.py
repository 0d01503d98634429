"""Keeps organisations, their names over time, and their units."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.core.ids import new_uuid
from sagsflow.eventlog import service as eventlog
from sagsflow.organisations.models import (
    Area,
    Organisation,
    OrganisationKind,
    OrganisationName,
    Unit,
    UnitArea,
    UnitKind,
)

CVR_DIGITS = 8


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What must be known of an organisation. Without a code it is given one that says nothing."""

    name: str
    kind: OrganisationKind
    cvr: str | None = None
    code: str | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What must be known of a unit. Without a code it is given one that says nothing."""

    organisation_id: int
    name: str
    kind: UnitKind
    phone: str | None = None
    code: str | None = None
    fictional: bool = False


def create_organisation(
    db: Session, new: NewOrganisation, *, actor: Actor | None, at: datetime
) -> Organisation:
    row = Organisation(
        code=new.code or new_uuid(),
        kind=new.kind,
        cvr=_cvr(new.cvr),
        fictional=new.fictional,
        names=[OrganisationName(name=_name(new.name))],
    )
    db.add(row)
    db.flush()
    _record(db, "organisation-created", row, actor, at)
    return row


def edit_organisation(
    db: Session, row: Organisation, *, cvr: str | None, cpr_allowed: bool, actor: Actor, at: datetime
) -> None:
    row.cvr, row.cpr_allowed = _cvr(cvr), cpr_allowed
    _record(db, "organisation-edited", row, actor, at)


def rename_organisation(
    db: Session, row: Organisation, *, name: str, valid_from: date, actor: Actor, at: datetime
) -> None:
    """A new name from a day on; the organisation stays the same, and the old name is kept for what was before."""
    newest = row.names[-1].valid_from if row.names else None
    if newest is not None and valid_from <= newest:
        raise Invalid(fields={"valid_from": "before-newest-name"})
    row.names.append(OrganisationName(name=_name(name), valid_from=valid_from))
    _record(db, "organisation-renamed", row, actor, at)


def create_unit(db: Session, new: NewUnit, *, actor: Actor | None, at: datetime) -> Unit:
    if db.get(Organisation, new.organisation_id) is None:
        raise NotFound
    _refuse_same_name(db, new.organisation_id, new.name)
    row = Unit(
        organisation_id=new.organisation_id,
        code=new.code or new_uuid(),
        name=_name(new.name),
        kind=new.kind,
        phone=new.phone or None,
        fictional=new.fictional,
    )
    db.add(row)
    db.flush()
    _record(db, "unit-created", row, actor, at)
    return row


def edit_unit(
    db: Session,
    row: Unit,
    *,
    name: str,
    phone: str | None,
    active: bool,
    actor: Actor,
    at: datetime,
    area_ids: Collection[int] | None = None,
) -> None:
    """The kind stays: pathways and consents were made for it. `area_ids` are those it speaks for; None leaves them."""
    _refuse_same_name(db, row.organisation_id, name, except_id=row.id)
    row.name, row.phone, row.active = _name(name), phone or None, active
    if area_ids is not None:
        _speak_for(db, row, area_ids)
    _record(db, "unit-edited", row, actor, at)


def _speak_for(db: Session, row: Unit, area_ids: Collection[int]) -> None:
    """Areas of its own organisation only."""
    own = sa.select(Area.id).where(Area.organisation_id == row.organisation_id, Area.id.in_(sorted(area_ids)))
    chosen = db.scalars(own).all()
    if len(chosen) != len(set(area_ids)):
        raise Invalid(fields={"areas": "area-elsewhere"})
    db.execute(sa.delete(UnitArea).where(UnitArea.unit_id == row.id))
    db.add_all(UnitArea(unit_id=row.id, area_id=area_id) for area_id in chosen)


def _name(text: str) -> str:
    if not text.strip():
        raise Invalid(fields={"name": "missing"})
    return text.strip()


def _cvr(text: str | None) -> str | None:
    digits = (text or "").replace(" ", "")
    if digits and (len(digits) != CVR_DIGITS or not digits.isascii() or not digits.isdigit()):
        raise Invalid(fields={"cvr": "cvr-format"})
    return digits or None


def _refuse_same_name(db: Session, organisation_id: int, name: str, except_id: int | None = None) -> None:
    """Two units of one organisation with the same name could not be told apart when a referral is sent."""
    same = sa.select(Unit.id).where(
        Unit.organisation_id == organisation_id, Unit.name == name.strip(), Unit.id != (except_id or 0)
    )
    if db.scalars(same).first() is not None:
        raise Invalid(fields={"name": "unit-name-taken"})


def _record(db: Session, kind: str, row: Organisation | Unit, actor: Actor | None, at: datetime) -> None:
    key = "unit" if isinstance(row, Unit) else "organisation"
    eventlog.record(db, [eventlog.Entry(kind, data={key: row.id})], actor=actor, at=at)
