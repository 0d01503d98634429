"""Loads the facts of the two plans; what stands already is left as it is, so that it can be run again."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from sagsflow.eventlog import service as eventlog
from sagsflow.organisations.models import (
    Area,
    Body,
    BodyKind,
    BodyPlan,
    Organisation,
    OrganisationKind,
    OrganisationName,
    Plan,
    PlanArea,
    PlanOrganisation,
    SubAgreement,
)

FILE = Path(__file__).parent.parent / "seed.yaml"
PLAN_FIELDS = (
    "code",
    "name",
    "ordinal",
    "start_year",
    "end_year",
    "grant_cash",
    "municipality_cofinancing",
    "housing_cofinancing",
    "total_budget",
)


def load_seed(db: Session, at: datetime) -> None:
    """Plans, sub-agreements, organisations, areas and bodies, as far as the documents go."""
    facts: Mapping[str, Any] = YAML(typ="safe").load(FILE)
    standing = _codes(db, Plan)
    new_plans = [plan for plan in facts["plans"] if plan["code"] not in standing]
    first_days = {plan["code"]: date(plan["start_year"], 1, 1) for plan in facts["plans"]}
    _add_organisations(db, facts["organisations"], first_days)
    _add_sub_agreements(db, facts["sub_agreements"])
    for plan in new_plans:
        db.add(Plan(vision=facts["vision"], **{field: plan[field] for field in PLAN_FIELDS}))
        db.flush()
        _add_partners(db, plan)
        _carry_areas_over(db, plan)
    _add_bodies(db, facts["bodies"])
    db.flush()
    entries = [eventlog.Entry("plan-loaded", data={"plan": plan["code"]}) for plan in new_plans]
    eventlog.record(db, entries, actor=None, at=at)


def _codes(db: Session, table: type[Plan | SubAgreement | Organisation | Body]) -> set[str]:
    return set(db.scalars(sa.select(table.code)))


def _id(db: Session, table: type[Plan | Organisation], code: str) -> int:
    return db.scalars(sa.select(table.id).where(table.code == code)).one()


def _add_organisations(db: Session, rows: list[Mapping[str, Any]], first_days: Mapping[str, date]) -> None:
    standing = _codes(db, Organisation)
    for row in rows:
        if row["code"] in standing:
            continue
        names = [
            OrganisationName(name=name["name"], valid_from=first_days.get(name["plan"]))
            for name in row["names"]
        ]
        kind = OrganisationKind(row["kind"])
        db.add(Organisation(code=row["code"], kind=kind, cvr=row["cvr"], names=names))
    db.flush()


def _add_sub_agreements(db: Session, rows: list[Mapping[str, str]]) -> None:
    standing = _codes(db, SubAgreement)
    db.add_all(SubAgreement(**row) for row in rows if row["code"] not in standing)


def _add_partners(db: Session, plan: Mapping[str, Any]) -> None:
    plan_id = _id(db, Plan, plan["code"])
    for partner in plan["organisations"]:
        organisation_id = _id(db, Organisation, partner["code"])
        db.add(
            PlanOrganisation(plan_id=plan_id, organisation_id=organisation_id, residents=partner["residents"])
        )
        for name in partner["areas"]:
            area = Area(organisation_id=organisation_id, name=name)
            db.add(area)
            db.flush()
            db.add(PlanArea(plan_id=plan_id, area_id=area.id))


def _carry_areas_over(db: Session, plan: Mapping[str, Any]) -> None:
    if plan["areas_from"] is None:
        return
    plan_id, earlier = _id(db, Plan, plan["code"]), _id(db, Plan, plan["areas_from"])
    for area_id in db.scalars(sa.select(PlanArea.area_id).where(PlanArea.plan_id == earlier)).all():
        db.add(PlanArea(plan_id=plan_id, area_id=area_id, carried_over=True))


def _add_bodies(db: Session, rows: list[Mapping[str, Any]]) -> None:
    standing = _codes(db, Body)
    for row in rows:
        if row["code"] in standing:
            continue
        body = Body(code=row["code"], name=row["name"], kind=BodyKind(row["kind"]), duty=row["duty"])
        db.add(body)
        db.flush()
        db.add_all(BodyPlan(body_id=body.id, plan_id=_id(db, Plan, code)) for code in row["plans"])
