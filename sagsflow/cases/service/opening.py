"""Opens a case: a number without gaps, the first state, its clock, and the grants that come with owning it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import Ground
from sagsflow.access.permissions import Permission
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, CaseNumber, Domain, InformedHow
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import clock, reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.moving import enter
from sagsflow.core.calendar import copenhagen_date, midnight
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.engine.model import Definition
from sagsflow.eventlog.ids import fresh
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Area, SubAgreement, Unit, UnitKind
from sagsflow.organisations.queries import current_plan
from sagsflow.residents.models import Resident

ANY_SUB_AGREEMENT = "any"
# What one must hold in a unit to open its cases.
OPENS: Mapping[Domain, Permission] = {
    Domain.SUPPORT: Permission.CASE_OPEN,
    Domain.VOLUNTEER: Permission.VOLUNTEER_WRITE,
}


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known when a case is opened. `opened_on` is when it was, where it began in another system: its first step and the
    clock start now all the same."""

    resident_id: int
    workflow_id: str
    unit_id: int
    sub_agreement: str
    urgent: bool = False
    informed_on: date | None = None
    informed_how: InformedHow | None = None
    owner_id: int | None = None
    opened_on: date | None = None


def open_case(
    db: Session, new: NewCase, *, actor: Actor, at: datetime, pathways: Pathways, prefix: str
) -> Case:
    """Raises NotFound for a resident of another unit, Forbidden without the right to open, Invalid for a wrong choice."""
    definition = pathways.library.latest(new.workflow_id)
    domain = Domain(definition.domain)
    _check_right(actor, new.unit_id, domain)
    resident = db.get(Resident, new.resident_id)
    if resident is None or resident.controller_unit_id not in actor.unit_ids:
        raise NotFound("resident")
    plan = current_plan(db, copenhagen_date(at))
    if plan is None:
        raise Invalid("no-current-plan")
    for name, day in (("informed_on", new.informed_on), ("opened_on", new.opened_on)):
        if day is not None and day > copenhagen_date(at):
            raise Invalid(fields={name: "in-the-future"})
    case = Case(
        id=fresh(db, Case),
        resident_id=resident.id,
        domain=domain,
        workflow_id=definition.id,
        workflow_version=definition.version,
        opened_at=at if new.opened_on is None else min(midnight(new.opened_on), at),
        plan_id=plan.id,
        sub_agreement_id=_sub_agreement(db, definition, new.sub_agreement),
        area_id=resident.area_id,
        owner_unit_id=new.unit_id,
        owner_id=new.owner_id,
        urgent=new.urgent,
        informed_on=new.informed_on,
        informed_how=new.informed_how if new.informed_on else None,
        informed_by=actor.user_id if new.informed_on else None,
        restricted_at=resident.restricted_at,
        event_count=0,
    )
    _number(db, case, at, prefix)
    _start(db, case, definition, actor=actor, at=at, pathways=pathways)
    return case


def _start(
    db: Session, case: Case, definition: Definition, *, actor: Actor, at: datetime, pathways: Pathways
) -> None:
    first = definition.states[definition.initial]
    case.state, case.state_since, case.ball, case.meeting_wait = first.id, at, first.ball, first.meeting
    db.add(case)
    db.flush()
    enter(db, case, definition, first.id, step=1, at=at)
    _give_ownership(db, case, definition, at)
    db.flush()
    clock.start_deadline(db, case, pathways, step=1, at=at)
    data: dict[str, str | int] = {"workflow": definition.id, "version": definition.version, "state": first.id}
    record_on_case(db, case, [Entry("case-opened", data=data)], actor=actor, at=at)
    reading.refresh(db, case, at=at)


def _check_right(actor: Actor, unit_id: int, domain: Domain) -> None:
    if unit_id not in actor.units(OPENS[domain]):
        raise Forbidden("open-case")


def _sub_agreement(db: Session, definition: Definition, chosen: str) -> int:
    code = chosen if definition.sub_agreement == ANY_SUB_AGREEMENT else definition.sub_agreement
    row = db.scalars(sa.select(SubAgreement).where(SubAgreement.code == code)).one_or_none()
    if row is None:
        raise Invalid(fields={"sub_agreement": "required"})
    return row.id


def _number(db: Session, case: Case, at: datetime, prefix: str) -> None:
    """The next number of the year; the counter's row is locked until the end, so a rollback gives the number back."""
    year = copenhagen_date(at).year
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(CaseNumber).values(year=year, last=1)
    counted = statement.on_conflict_do_update(
        index_elements=[CaseNumber.year], set_={"last": CaseNumber.last + 1}
    ).returning(CaseNumber.last)
    number = db.execute(counted).scalar_one()
    case.year, case.number, case.ref = year, number, f"{prefix}-{year}-{number:04d}"


def _give_ownership(db: Session, case: Case, definition: Definition, at: datetime) -> None:
    ledger.give(
        db,
        case_id=case.id,
        unit_id=case.owner_unit_id,
        topics=[None],
        sensitive=True,
        ground=Ground.OWNERSHIP,
        ground_id=None,
        valid_from=at,
    )
    give_tenancy(db, case, definition, at)


def give_tenancy(db: Session, case: Case, definition: Definition, at: datetime) -> None:
    """Where the pathway gives steps to the landlord's administration, it sees the tenancy part and no more."""
    takes_part = any("housing_admin" in step.who for step in definition.transitions)
    if not takes_part or case.area_id is None or case.restricted_at is not None:
        return
    area = db.get_one(Area, case.area_id)
    units = db.scalars(
        sa.select(Unit.id).where(
            Unit.organisation_id == area.organisation_id,
            Unit.kind == UnitKind.HOUSING_ADMINISTRATION,
            Unit.active,
        )
    )
    for unit_id in units:
        ledger.give(
            db,
            case_id=case.id,
            unit_id=unit_id,
            topics=[Topic.TENANCY],
            sensitive=False,
            ground=Ground.TENANCY,
            ground_id=None,
            valid_from=at,
        )
