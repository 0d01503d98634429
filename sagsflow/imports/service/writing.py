"""Writes the rows of a file, in the caller's one transaction: residents, cases, and what each of them came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, NoteKind
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.opening import NewCase, open_case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import DomainError, Invalid
from sagsflow.eventlog.service import Entry
from sagsflow.imports.deciding import Deed
from sagsflow.imports.models import CaseImport, ImportedCase, ImportedResident
from sagsflow.residents import service as residents


class RowRefused(Exception):
    """A row cannot be written after all; `code` says why."""

    def __init__(self, row: int, code: str) -> None:
        super().__init__(code)
        self.row, self.code = row, code


class Standing(Protocol):
    """What cases are opened on."""

    @property
    def pathways(self) -> Pathways: ...

    @property
    def prefix(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes which file, when, and what it stands on."""

    db: Session
    kept: CaseImport
    actor: Actor
    at: datetime
    ground: Standing

    def write(self, deeds: Sequence[Deed]) -> None:
        """Raises RowRefused for the first row that the house refuses."""
        people: dict[int, int] = {}
        for deed in deeds:
            try:
                resident_id = deed.resident_id or people.get(deed.as_row or 0) or self._register(deed)
                people[deed.meant.number] = resident_id
                if deed.meant.pathway:
                    self._open(deed, resident_id)
            except DomainError as refused:
                raise RowRefused(deed.meant.number, _code(refused)) from refused
        self.db.flush()

    def _register(self, deed: Deed) -> int:
        meant = deed.meant
        resident = residents.register(
            self.db,
            actor=self.actor,
            at=self.at,
            unit_id=self.kept.unit_id,
            facts=meant.facts,
            cpr=meant.cpr.written if meant.cpr else "",
        )
        made = ImportedResident(
            resident_id=resident.id,
            import_id=self.kept.id,
            row_number=meant.number,
            row_version=resident.version,
        )
        self.db.add(made)
        self.kept.residents_made += 1
        return resident.id

    def _open(self, deed: Deed, resident_id: int) -> None:
        meant = deed.meant
        new = NewCase(
            resident_id=resident_id,
            workflow_id=meant.pathway,
            unit_id=self.kept.unit_id,
            sub_agreement=meant.sub_agreement,
            urgent=meant.urgent,
            owner_id=meant.owner_id,
            opened_on=meant.opened_on,
        )
        case = open_case(
            self.db,
            new,
            actor=self.actor,
            at=self.at,
            pathways=self.ground.pathways,
            prefix=self.ground.prefix,
        )
        data = {"import": self.kept.id, "row": meant.number, "owner": meant.owner_id}
        record_on_case(self.db, case, [Entry("case-imported", data=data)], actor=self.actor, at=self.at)
        if meant.note:
            self._note(case, deed)
        self.db.add(
            ImportedCase(
                case_id=case.id,
                import_id=self.kept.id,
                unit_id=self.kept.unit_id,
                row_number=meant.number,
                old_ref=meant.old_ref or None,
                events=case.event_count,
            )
        )
        self.kept.cases_made += 1

    def _note(self, case: Case, deed: Deed) -> None:
        """Under the day on which the case was opened, and shared with nobody."""
        day = deed.meant.opened_on or copenhagen_date(self.at)
        note = NewNote(NoteKind.FACT, Topic.CORE, deed.meant.note, day)
        write_note(self.db, case.ref, note, actor=self.actor, at=self.at)


def _code(refused: DomainError) -> str:
    if isinstance(refused, Invalid) and refused.fields:
        return next(iter(refused.fields.values()))
    return refused.reason
