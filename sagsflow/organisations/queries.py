"""Reads plans, areas, organisations and units. None of it is personal data, so everybody may read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.errors import NotFound
from sagsflow.organisations.models import (
    Area,
    Body,
    BodyPlan,
    Organisation,
    Plan,
    PlanArea,
    PlanOrganisation,
    SubAgreement,
    Unit,
    UnitArea,
    UnitKind,
)

Row = TypeVar("Row")
_NAMED = (
    sa.select(Unit.id, Unit.name, Unit.kind)
    .where(Unit.active, Unit.kind.in_(sa.bindparam("kinds", expanding=True)))
    .order_by(Unit.name, Unit.id)
)


_UNITS = sa.select(Unit).where(Unit.id.in_(sa.bindparam("ids", expanding=True)))
UNITS_MET = "sagsflow_units_met"
_FRAME = (
    sa.select(Plan.name.label("plan"), SubAgreement.name_da, SubAgreement.name_en, Area.name.label("area"))
    .select_from(Plan)
    .join(SubAgreement, SubAgreement.id == sa.bindparam("sub_agreement_id"))
    .outerjoin(Area, Area.id == sa.bindparam("area_id"))
    .where(Plan.id == sa.bindparam("plan_id"))
)


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """What a choice or a sentence needs of a unit."""

    id: int
    name: str
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class Frame:
    """What a case stands in, by name."""

    plan: str
    name_da: str
    name_en: str
    area: str | None


@dataclass(frozen=True, slots=True)
class AreaOfPlan:
    """An area, whose it is, and whether only the earlier plan names it."""

    id: int
    name: str
    organisation_id: int
    carried_over: bool


def plans(db: Session) -> Sequence[Plan]:
    """All plans, the newest first."""
    return db.scalars(sa.select(Plan).order_by(Plan.ordinal.desc())).all()


def current_plan(db: Session, on: date) -> Plan | None:
    """The newest plan whose years hold the day; in a year that two plans share, the later one."""
    return db.scalars(
        sa.select(Plan)
        .where(Plan.start_year <= on.year, Plan.end_year >= on.year)
        .order_by(Plan.ordinal.desc())
        .limit(1)
    ).first()


def frame(db: Session, *, plan_id: int, sub_agreement_id: int, area_id: int | None) -> Frame:
    """The names of a plan, a sub-agreement (in both languages) and an area."""
    asked = {"plan_id": plan_id, "sub_agreement_id": sub_agreement_id, "area_id": area_id}
    return Frame(*db.execute(_FRAME, asked).one())


def sub_agreements(db: Session) -> Sequence[SubAgreement]:
    return db.scalars(sa.select(SubAgreement).order_by(SubAgreement.id)).all()


def areas(db: Session) -> Sequence[Area]:
    """Every area there is, of any plan."""
    return db.scalars(sa.select(Area).order_by(Area.name)).all()


def areas_of_plan(db: Session, plan_id: int) -> Sequence[AreaOfPlan]:
    rows = db.execute(
        sa.select(Area.id, Area.name, Area.organisation_id, PlanArea.carried_over)
        .join(PlanArea, PlanArea.area_id == Area.id)
        .where(PlanArea.plan_id == plan_id)
        .order_by(Area.name)
    )
    return [AreaOfPlan(*row) for row in rows]


def carried_over_areas(db: Session, on: date) -> frozenset[int]:
    """The areas of the plan of the day that only the earlier plan's source names."""
    return frozenset(
        db.scalars(
            sa.select(PlanArea.area_id)
            .join(Plan, Plan.id == PlanArea.plan_id)
            .where(PlanArea.carried_over, Plan.start_year <= on.year, Plan.end_year >= on.year)
        )
    )


def areas_of_organisation(db: Session, organisation_id: int) -> Sequence[Area]:
    return db.scalars(
        sa.select(Area).where(Area.organisation_id == organisation_id).order_by(Area.name)
    ).all()


def residents_of_plan(db: Session, plan_id: int) -> Mapping[int, int | None]:
    """How many residents the plan counts for each housing organisation; None where its document is silent."""
    rows = db.execute(
        sa.select(PlanOrganisation.organisation_id, PlanOrganisation.residents).where(
            PlanOrganisation.plan_id == plan_id
        )
    )
    return {row.organisation_id: row.residents for row in rows}


def areas_spoken_for(db: Session, unit_ids: Collection[int]) -> Sequence[Area]:
    """The areas that these units speak for, by name."""
    chosen = sa.select(UnitArea.area_id).where(UnitArea.unit_id.in_(sorted(unit_ids)))
    return db.scalars(sa.select(Area).where(Area.id.in_(chosen)).order_by(Area.name)).all()


def bodies_of_plan(db: Session, plan_id: int) -> Sequence[Body]:
    return db.scalars(
        sa.select(Body)
        .join(BodyPlan, BodyPlan.body_id == Body.id)
        .where(BodyPlan.plan_id == plan_id)
        .order_by(Body.id)
    ).all()


def all_organisations(db: Session) -> Sequence[Organisation]:
    return db.scalars(sa.select(Organisation).order_by(Organisation.id)).all()


def organisation(db: Session, organisation_id: int) -> Organisation:
    return _found(db.get(Organisation, organisation_id))


def all_units(db: Session, kinds: Collection[UnitKind] = tuple(UnitKind)) -> Sequence[Unit]:
    """The units that are in use, by name."""
    return db.scalars(
        sa.select(Unit).where(Unit.active, Unit.kind.in_(kinds)).order_by(Unit.name, Unit.id)
    ).all()


def named_units(db: Session, kinds: Collection[UnitKind] = tuple(UnitKind)) -> Sequence[NamedUnit]:
    """The same, where the name is all that is wanted."""
    return [NamedUnit(*row) for row in db.execute(_NAMED, {"kinds": list(kinds)})]


def of_units(db: Session, unit_ids: Collection[int]) -> Mapping[int, int]:
    """The organisation of each unit, by id."""
    rows = db.execute(sa.select(Unit.id, Unit.organisation_id).where(Unit.id.in_(sorted(unit_ids))))
    return {row.id: row.organisation_id for row in rows}


def units_of(db: Session, organisation_id: int) -> Sequence[Unit]:
    """Every unit of an organisation, also those no longer in use."""
    return db.scalars(
        sa.select(Unit).where(Unit.organisation_id == organisation_id).order_by(Unit.name, Unit.id)
    ).all()


def unit(db: Session, unit_id: int) -> Unit:
    return _found(db.get(Unit, unit_id))


def unit_by_code(db: Session, code: str) -> Unit:
    return _found(db.scalars(sa.select(Unit).where(Unit.code == code)).first())


def units_by_id(db: Session, ids: Collection[int]) -> Mapping[int, Unit]:
    """One statement, however many, for those that the session has not met before; an id that does not exist is left out."""
    met: dict[int, Unit] = db.info.setdefault(UNITS_MET, {})
    if missing := set(ids) - met.keys():
        met.update((row.id, row) for row in db.scalars(_UNITS, {"ids": sorted(missing)}))
    return {unit_id: met[unit_id] for unit_id in ids if unit_id in met}


def unit_name(db: Session, unit_id: int) -> str:
    return unit(db, unit_id).name


def unit_counts(db: Session) -> Mapping[int, int]:
    """How many units in use each organisation has."""
    rows = db.execute(
        sa.select(Unit.organisation_id, sa.func.count().label("units"))
        .where(Unit.active)
        .group_by(Unit.organisation_id)
    )
    return {row.organisation_id: row.units for row in rows}


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
