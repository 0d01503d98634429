"""Carries out what has been asked for on a file: nothing is read or understood inside the transaction that writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases.pathways import Pathways
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.imports.deciding import Decided, decide
from sagsflow.imports.findings import from_kept
from sagsflow.imports.models import CaseImport, Doing, ImportStage
from sagsflow.imports.service import keeping, undoing
from sagsflow.imports.service.checking import Checked, check
from sagsflow.imports.service.writing import RowRefused, Writer
from sagsflow.jobs.registry import Errand, Payload

Outcome = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the acts stand on."""

    database: Database
    pathways: Pathways
    prefix: str

    @property
    def errand(self) -> Errand:
        """For the worker: what has been done while somebody waited is not done again."""
        return Errand(_wanted, lambda asked: self.perform(*asked), lambda _db, _payload, _outcome, _at: None)

    def perform(self, import_id: int, at: datetime) -> None:
        with self.database.read() as db:
            kept = db.get(CaseImport, import_id)
            doing = kept.doing if kept else None
        if doing is not None:
            _ACTS[doing](self, import_id, at)

    def check(self, import_id: int, at: datetime) -> None:
        checked = self._checked(import_id, at)
        with self.database.write() as db:
            kept = _held(db, import_id, Doing.CHECK)
            if kept is not None:
                kept.findings = checked.findings.as_kept() if checked else {}
                kept.stage = ImportStage.CHECKED if checked else ImportStage.SENT

    def undo(self, import_id: int, at: datetime) -> None:
        try:
            with self.database.write() as db:
                kept = _held(db, import_id, Doing.UNDO)
                actor = _actor(db, kept.undone_by, kept, at) if kept else None
                if kept is not None and actor is not None:
                    undoing.undo(db, kept, actor=actor, at=at)
        except Invalid as refused:
            self._say(import_id, {"problem": refused.reason})

    def write(self, import_id: int, at: datetime) -> None:
        """What was found is looked for once more: what has changed since, somebody must see first."""
        checked = self._checked(import_id, at)
        with self.database.read() as db:
            kept = db.get_one(CaseImport, import_id)
            actor = _actor(db, kept.user_id, kept, at)
        if checked is None or actor is None:
            return self._say(import_id, {"problem": "no-right"})
        decided = decide(checked.meant, checked.findings, kept.choices)
        if checked.findings != from_kept(kept.findings) or not decided.is_ready:
            return self._say(import_id, {"problem": "changed"}, checked)
        try:
            self._write_all(import_id, decided, actor, at)
        except _Tried as tried:
            self._say(import_id, tried.outcome)
        except RowRefused as refused:
            self._say(import_id, {"problem": refused.code, "row": refused.row})
        return None

    def _write_all(self, import_id: int, decided: Decided, actor: Actor, at: datetime) -> None:
        """One transaction. Raises _Tried at the end of a trial, which rolls everything back."""
        with self.database.write() as db:
            kept = db.get_one(CaseImport, import_id, with_for_update=True)
            doing, kept.doing = kept.doing, None
            if doing not in {Doing.TRY, Doing.WRITE}:
                return
            Writer(db, kept, actor, at, self).write(decided.deeds)
            outcome = {"known": decided.known, "left": len(decided.left_out), "tried_at": at.isoformat()}
            counts = {"residents": kept.residents_made, "cases": kept.cases_made}
            if doing is Doing.TRY:
                raise _Tried(outcome | counts)
            kept.stage, kept.written_at, kept.outcome = ImportStage.WRITTEN, at, outcome
            keeping.erase(db, kept)
            entry = Entry("import-confirmed", data={"import": kept.id, **counts})
            eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({kept.unit_id}))

    def _checked(self, import_id: int, at: datetime) -> Checked | None:
        """None when the file is gone, or its sender may not read it in any more."""
        with self.database.read() as db:
            kept = db.get_one(CaseImport, import_id)
            actor = _actor(db, kept.user_id, kept, at)
            if actor is None or kept.file_id is None:
                return None
            return check(db, kept, actor=actor, at=at, library=self.pathways.library)

    def _say(self, import_id: int, outcome: Outcome, checked: Checked | None = None) -> None:
        with self.database.write() as db:
            kept = db.get_one(CaseImport, import_id, with_for_update=True)
            kept.doing, kept.outcome = None, outcome
            if checked is not None and kept.file_id is not None:
                kept.findings = checked.findings.as_kept()


class _Tried(Exception):
    """Takes what a trial has come to out of the transaction that is rolled back."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("tried")
        self.outcome = outcome


_ACTS: Mapping[Doing, Callable[[Ground, int, datetime], None]] = {
    Doing.CHECK: Ground.check,
    Doing.TRY: Ground.write,
    Doing.WRITE: Ground.write,
    Doing.UNDO: Ground.undo,
}


def _wanted(db: Session, payload: Payload, at: datetime) -> tuple[int, datetime] | None:
    kept = db.get(CaseImport, payload["import"])
    return (kept.id, at) if kept is not None and kept.doing is not None else None


def _held(db: Session, import_id: int, doing: Doing) -> CaseImport | None:
    """The file locked, and out of hand when this ends; None when somebody else has done it."""
    kept = db.get(CaseImport, import_id, with_for_update=True)
    if kept is None or kept.doing is not doing:
        return None
    kept.doing = None
    return kept


def _actor(db: Session, user_id: int | None, kept: CaseImport, at: datetime) -> Actor | None:
    """Who has asked, with the rights of this moment."""
    present = accounts.presence(db, user_id, copenhagen_date(at)) if user_id else None
    actor = present.actor if present else None
    return actor if actor is not None and kept.unit_id in actor.units(P.CASE_IMPORT) else None
