"""What the engine is told about a case: its own facts, and those that other features registered."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.hooks import HOOKS
from sagsflow.cases.models import Case, CaseParty, Goal
from sagsflow.engine.snapshot import Snapshot
from sagsflow.organisations.models import Unit

_KINDS = sa.select(Unit.id, Unit.kind)
_INVITED = sa.select(CaseParty.unit_id).where(CaseParty.case_id == sa.bindparam("case_id"), CaseParty.invited)
_HAS_GOAL = sa.select(sa.exists().where(Goal.case_id == sa.bindparam("case_id")))


def snapshot_of(db: Session, case: Case, at: datetime) -> Snapshot:
    """Where the case stands now, with every fact a workflow may ask; the clock decides which consents hold."""
    facts: dict[str, object] = dict(own_facts(db, case))
    for provider in HOOKS.facts.values():
        facts.update(provider(db, case, at))
    tracks = tuple(track for provider in HOOKS.tracks.values() for track in provider(db, case, at))
    return Snapshot(state=case.state, entered_at=case.state_since, facts=facts, tracks=tracks)


def own_facts(db: Session, case: Case) -> Mapping[str, object]:
    kinds = {unit_id: kind.value for unit_id, kind in db.execute(_KINDS)}
    invited = db.scalars(_INVITED, {"case_id": case.id})
    goals = db.scalar(_HAS_GOAL, {"case_id": case.id})
    return {
        "goals": goals,
        "unit_kinds": kinds,
        "own_units": frozenset({case.owner_unit_id}),
        "invited_units": frozenset(invited),
    }
