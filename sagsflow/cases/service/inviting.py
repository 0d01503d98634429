"""Who is to be invited to the case's next meeting: named by a step, and as before when the step is taken back."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, CaseParty


def invite(db: Session, case: Case, wanted: Collection[int], *, step: int, at: datetime) -> None:
    """The units that a step names, and no others, are invited from now on; a step that names none leaves them."""
    if not wanted:
        return
    present = {row.unit_id: row for row in _parties(db, case)}
    for row in present.values():
        if row.invited != (row.unit_id in wanted):
            row.invited, row.turned_at_step = not row.invited, step
    for unit_id in sorted(set(wanted) - present.keys() - {case.owner_unit_id}):
        db.add(CaseParty(case_id=case.id, unit_id=unit_id, invited=True, added_at=at, added_at_step=step))


def take_back(db: Session, case: Case, *, step: int) -> None:
    """Those whom the step named first are no parties any more; the others are invited, or not, as before it."""
    for row in _parties(db, case):
        if row.added_at_step == step:
            db.delete(row)
        elif row.turned_at_step == step:
            row.invited, row.turned_at_step = not row.invited, None
    db.flush()


def _parties(db: Session, case: Case) -> list[CaseParty]:
    return list(db.scalars(sa.select(CaseParty).where(CaseParty.case_id == case.id)))
