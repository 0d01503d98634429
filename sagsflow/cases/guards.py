"""What the engine is told about a case: its own facts, and those that other features registered."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.hooks import HOOKS, Facts, Known
from sagsflow.cases.models import Case, CaseParty, Goal
from sagsflow.core.asking import Questions, Row, question
from sagsflow.engine.snapshot import Snapshot
from sagsflow.organisations.models import Unit

_CASE_ID: sa.BindParameter[int] = sa.bindparam("case_id", type_=sa.BigInteger())
_UNITS = question(number=Unit.id, word=Unit.kind)
_INVITED = question(number=CaseParty.unit_id).where(CaseParty.case_id == _CASE_ID, CaseParty.invited)
_GOALS = question(flag=sa.exists().where(Goal.case_id == _CASE_ID))


def snapshot_of(db: Session, case: Case, at: datetime) -> Snapshot:
    """Where the case stands now, with every fact a workflow may ask; the clock decides which consents hold."""
    facts = dict(facts_of(db, case, at))
    tracks = tuple(track for provider in HOOKS.tracks.values() for track in provider(db, case, facts))
    facts["receiving_units"] = frozenset(track.unit for track in tracks if track.open)
    return Snapshot(state=case.state, entered_at=case.state_since, facts=facts, tracks=tracks)


def facts_of(db: Session, case: Case, at: datetime) -> Known:
    """Everybody's facts, in one statement."""
    known = (OWN, *HOOKS.facts.values())
    answers = iter(_together(known).ask(db, {"case_id": case.id, "at": at}))
    facts: dict[str, object] = {}
    for each in known:
        facts.update(each.tells(case, [next(answers) for _ in each.asks]))
    return facts


@lru_cache(maxsize=8)
def _together(known: tuple[Facts, ...]) -> Questions:
    return Questions.of(each.asks for each in known)


def _own(case: Case, answers: Sequence[Sequence[Row]]) -> Known:
    units, invited, goals = answers
    return {
        "goals": any(row.flag for row in goals),
        "unit_kinds": {row.number: row.word for row in units},
        "own_units": frozenset({case.owner_unit_id}),
        "invited_units": frozenset(row.number for row in invited),
    }


OWN = Facts((_UNITS, _INVITED, _GOALS), _own)
