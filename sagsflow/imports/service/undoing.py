"""Takes away again what a file has made, as long as nobody has gone on with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import Entry
from sagsflow.imports import queries
from sagsflow.imports.hooks import HOOKS
from sagsflow.imports.models import CaseImport, Doing, ImportedCase, ImportedResident, ImportStage
from sagsflow.imports.service.taking import ask
from sagsflow.residents.models import Resident

UNTIL = timedelta(days=30)
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Hindered:
    """Why a file cannot be undone: what has happened on which of its cases, and the residents who are known by more since."""

    cases: Mapping[str, Sequence[str]]
    residents: int

    def __bool__(self) -> bool:
        return bool(self.cases) or self.residents > 0


def may_undo(kept: CaseImport, at: datetime) -> bool:
    written = kept.stage is ImportStage.WRITTEN and kept.doing is None and kept.written_at is not None
    return written and kept.written_at is not None and at < kept.written_at + UNTIL


def hindered(db: Session, import_id: int) -> Hindered:
    """What people have done since. What the system does by itself is taken away with the case."""
    since = (
        sa.select(Case.ref, Event.kind)
        .join(ImportedCase, ImportedCase.case_id == Case.id)
        .join(Event, sa.and_(Event.case_id == Case.id, Event.case_seq > ImportedCase.events))
        .where(ImportedCase.import_id == import_id, Event.actor_id.is_not(None))
        .order_by(Case.id, Event.seq)
    )
    happened: dict[str, list[str]] = {}
    for ref, kind in db.execute(since):
        if kind not in happened.setdefault(ref, []):
            happened[ref].append(kind)
    return Hindered(happened, len(_gone_on(db, import_id)))


def ask_undo(db: Session, import_id: int, *, actor: Actor, at: datetime) -> CaseImport:
    """Raises NotFound, and Invalid when its time is over or somebody has gone on with it."""
    db.get(CaseImport, import_id, with_for_update=True, populate_existing=True)
    kept = queries.get(db, actor, import_id)
    if not may_undo(kept, at):
        raise Invalid("too-late")
    if hindered(db, import_id):
        raise Invalid("gone-on")
    kept.undone_by = actor.user_id
    ask(db, kept, Doing.UNDO, at=at)
    return kept


def undo(db: Session, kept: CaseImport, *, actor: Actor, at: datetime) -> None:
    """In the caller's one transaction. Raises Invalid when somebody has gone on with it in the meantime."""
    if hindered(db, kept.id):
        raise Invalid("gone-on")
    if HOOKS.take_away_cases is None or HOOKS.take_away_residents is None:
        raise NotFound("undo")
    made = sa.select(Case).join(ImportedCase, ImportedCase.case_id == Case.id)
    cases = db.scalars(made.where(ImportedCase.import_id == kept.id).order_by(Case.id)).all()
    people = [resident for _made, resident in _residents(db, kept.id)]
    gone = {"cases": [case.id for case in cases], "residents": [resident.id for resident in people]}
    for start in range(0, len(cases), AT_ONCE):
        HOOKS.take_away_cases(db, cases[start : start + AT_ONCE], at)
    for start in range(0, len(people), AT_ONCE):
        HOOKS.take_away_residents(db, people[start : start + AT_ONCE], at)
    kept.stage, kept.undone_at, kept.undone_by = ImportStage.UNDONE, at, actor.user_id
    entry = Entry("import-undone", data={"import": kept.id, **gone})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({kept.unit_id}))


def _residents(db: Session, import_id: int) -> Sequence[tuple[ImportedResident, Resident]]:
    query = sa.select(ImportedResident, Resident).join(Resident, Resident.id == ImportedResident.resident_id)
    rows = db.execute(query.where(ImportedResident.import_id == import_id).order_by(Resident.id))
    return [(made, resident) for made, resident in rows]


def _gone_on(db: Session, import_id: int) -> frozenset[int]:
    """The residents who were corrected, put in a household or protected, have asked for something, or have another case."""
    rows = _residents(db, import_id)
    found = {one.id for made, one in rows if one.version != made.row_version or one.household_id is not None}
    ids = [resident.id for _made, resident in rows]
    ours = sa.select(ImportedCase.case_id).where(ImportedCase.import_id == import_id)
    others = sa.select(Case.resident_id).where(Case.resident_id.in_(ids), Case.id.not_in(ours))
    found |= set(db.scalars(others))
    return frozenset(found | (HOOKS.with_more(db, ids) if HOOKS.with_more else frozenset()))
