"""Files that were sent: one's own while they are looked at, the unit's once they have been read in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.cases.models import Case
from sagsflow.core.errors import NotFound
from sagsflow.imports.models import CaseImport, ImportedCase, ImportStage
from sagsflow.organisations.models import Unit

SHOWN = 100
OVER = (ImportStage.WRITTEN, ImportStage.UNDONE)


def units(db: Session, actor: Actor) -> Sequence[Unit]:
    """The units for which this person may read in."""
    own = sorted(actor.units(P.CASE_IMPORT))
    return db.scalars(sa.select(Unit).where(Unit.id.in_(own), Unit.active).order_by(Unit.name)).all()


def get(db: Session, actor: Actor, import_id: int) -> CaseImport:
    """Raises NotFound for another unit's, and for another's file that has not been read in."""
    found = db.get(CaseImport, import_id)
    if found is None or found.unit_id not in actor.units(P.CASE_IMPORT):
        raise NotFound("import", id=import_id)
    if found.user_id != actor.user_id and found.stage not in OVER:
        raise NotFound("import", id=import_id)
    return found


def history(db: Session, actor: Actor, limit: int | None = SHOWN) -> Sequence[CaseImport]:
    """The newest first."""
    theirs = sa.or_(CaseImport.user_id == actor.user_id, CaseImport.stage.in_(OVER))
    query = sa.select(CaseImport).where(CaseImport.unit_id.in_(sorted(actor.units(P.CASE_IMPORT))), theirs)
    return db.scalars(query.order_by(CaseImport.id.desc()).limit(limit)).all()


def last_settings(db: Session, unit_id: int, headings: str) -> Mapping[str, Any]:
    """What was said of the unit's last file with the same headings; empty when there was none."""
    same = CaseImport.unit_id == unit_id, CaseImport.headings == headings
    rows = sa.select(CaseImport.settings).where(*same).order_by(CaseImport.id.desc()).limit(SHOWN)
    return next((said for said in db.scalars(rows) if said.get("columns")), {})


def made(db: Session, import_id: int, seen: sa.ColumnElement[bool]) -> Sequence[tuple[ImportedCase, Case]]:
    """The cases that came of a file, in the order of its rows, among those that one may see."""
    query = sa.select(ImportedCase, Case).join(Case, Case.id == ImportedCase.case_id)
    rows = db.execute(
        query.where(ImportedCase.import_id == import_id, seen).order_by(ImportedCase.row_number)
    )
    return [(came, case) for came, case in rows]


def open_cases(
    db: Session, seen: sa.ColumnElement[bool], resident_ids: Collection[int]
) -> Mapping[int, Sequence[Case]]:
    """Of some residents the open cases among those that one may see (`cases.policy.visible_to`)."""
    query = sa.select(Case).where(Case.resident_id.in_(sorted(resident_ids)), Case.is_open, seen)
    found: dict[int, list[Case]] = {}
    for case in db.scalars(query.order_by(Case.id)):
        found.setdefault(case.resident_id, []).append(case)
    return found
