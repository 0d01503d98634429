"""What the engine is told about a case: its own facts, and those that other features registered."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.hooks import HOOKS
from sagsflow.cases.models import Case, CaseParty, Goal
from sagsflow.engine.snapshot import Snapshot
from sagsflow.organisations.models import Unit

_CASE_ID: sa.BindParameter[int] = sa.bindparam("case_id")
_UNITS = sa.select(
    Unit.id, Unit.kind, CaseParty.invited, sa.exists().where(Goal.case_id == _CASE_ID).label("goals")
).outerjoin(CaseParty, sa.and_(CaseParty.unit_id == Unit.id, CaseParty.case_id == _CASE_ID))


def snapshot_of(db: Session, case: Case, at: datetime) -> Snapshot:
    """Where the case stands now, with every fact a workflow may ask; the clock decides which consents hold."""
    facts: dict[str, object] = dict(own_facts(db, case))
    for provider in HOOKS.facts.values():
        facts.update(provider(db, case, at))
    tracks = tuple(track for provider in HOOKS.tracks.values() for track in provider(db, case, at))
    return Snapshot(state=case.state, entered_at=case.state_since, facts=facts, tracks=tracks)


def own_facts(db: Session, case: Case) -> Mapping[str, object]:
    """One statement: a row for each unit there is, with its part in the case."""
    units = db.execute(_UNITS, {"case_id": case.id}).all()
    return {
        "goals": any(unit.goals for unit in units),
        "unit_kinds": {unit.id: unit.kind.value for unit in units},
        "own_units": frozenset({case.owner_unit_id}),
        "invited_units": frozenset(unit.id for unit in units if unit.invited),
    }
