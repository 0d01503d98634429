"""Takes a file in, and what its sender says of it: what its columns mean, what to do with rows, or that it is to be dropped."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.core.ids import new_token
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.files.tables import Table
from sagsflow.imports import fields, queries
from sagsflow.imports.fields import Field
from sagsflow.imports.findings import FAULTY, Same, from_kept
from sagsflow.imports.models import CaseImport, Doing, ImportStage
from sagsflow.imports.service import keeping
from sagsflow.jobs import service as jobs
from sagsflow.residents.cpr import found_in, masked
from sagsflow.residents.queries import cpr_allowed

JOB = "import-work"
KEPT = timedelta(hours=24)
MOST = 1_000
AT_HAND = 100
NET = timedelta(minutes=2)
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What each column of a file is; and the pathway and the sub-agreement of rows that name none, by code."""

    columns: Mapping[int, Field]
    pathway: str = ""
    sub_agreement: str = ""


def take_in(db: Session, name: str, table: Table, unit_id: int, *, actor: Actor, at: datetime) -> CaseImport:
    """Seals the cells and keeps them to be looked at; nobody is registered. Raises Forbidden for
    another's unit, and Invalid for more rows than others may wait for while they are written."""
    if unit_id not in actor.units(P.CASE_IMPORT):
        raise Forbidden("import")
    if len(table.lines) > MOST:
        raise Invalid(fields={"file": "too-many"})
    numbers = 0
    if not cpr_allowed(db, unit_id):
        table, numbers = keeping.without_numbers(table)
    kept = CaseImport(
        unit_id=unit_id,
        user_id=actor.user_id,
        sent_at=at,
        file_name=_harmless_name(name),
        file_id=keeping.put_away(db, table, at=at),
        rows=len(table.lines),
        headings=fields.mark_of(table.heading),
        settings={"numbers": numbers},
        erase_at=at + KEPT,
    )
    db.add(kept)
    db.flush()
    _record(db, "import-sent", kept, actor=actor, at=at, rows=kept.rows)
    return kept


def say_columns(db: Session, import_id: int, said: Said, *, actor: Actor, at: datetime) -> CaseImport:
    """Keeps what the columns mean, and asks for the check. Raises Invalid for columns that cannot be chosen so."""
    kept = at_work(db, import_id, actor)
    wrong = fields.faults(said.columns)
    if wrong:
        raise Invalid(wrong)
    columns = {str(place): name.value for place, name in sorted(said.columns.items())}
    own = {"columns": columns, "pathway": said.pathway, "sub_agreement": said.sub_agreement}
    kept.settings = {**kept.settings, **own}
    kept.choices, kept.findings, kept.stage = {}, {}, ImportStage.SENT
    ask(db, kept, Doing.CHECK, at=at)
    return kept


def mark_of(kept: CaseImport) -> str:
    """What a page shows of a file, as a short digest: what its columns mean, what was found and what is chosen."""
    shown = [kept.settings, kept.findings, kept.choices]
    return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def shown(db: Session, import_id: int, seen: str, *, actor: Actor) -> CaseImport:
    """The same as `at_work`, for what is pressed on a page: raises Invalid when the file is not any more as it was seen there."""
    kept = at_work(db, import_id, actor)
    if seen != mark_of(kept):
        raise Invalid("changed")
    return kept


def choose(db: Session, import_id: int, choices: Mapping[str, str], *, actor: Actor) -> CaseImport:
    """What is to be done with rows; only what each row offers counts. `faulty` is about all rows with faults."""
    kept = at_work(db, import_id, actor)
    same = from_kept(kept.findings).same
    sound = {key: value for key, value in choices.items() if key == FAULTY or _is_open(same, key, value)}
    kept.choices, kept.outcome = {**kept.choices, **sound}, {}
    db.flush()
    return kept


def ask(db: Session, kept: CaseImport, doing: Doing, *, at: datetime) -> None:
    """Puts an act down. A small file is worked on while one waits, and the worker only comes should that have failed."""
    kept.doing, kept.outcome = doing, {}
    db.flush()
    due = at + NET if kept.rows <= AT_HAND else at
    jobs.enqueue(db, kind=JOB, key=f"{JOB}-{kept.id}-{new_token()}", at=due, payload={"import": kept.id})


def drop(db: Session, import_id: int, *, actor: Actor, at: datetime) -> None:
    kept = at_work(db, import_id, actor)
    kept.stage = ImportStage.DROPPED
    keeping.erase(db, kept)
    _record(db, "import-dropped", kept, actor=actor, at=at)


def at_work(db: Session, import_id: int, actor: Actor) -> CaseImport:
    """One's own file that is being looked at, locked. Raises NotFound for another's, and Invalid while something is done with it
    and when it is over."""
    db.get(CaseImport, import_id, with_for_update=True, populate_existing=True)
    kept = queries.get(db, actor, import_id)
    if kept.user_id != actor.user_id:
        raise NotFound("import", id=import_id)
    if kept.file_id is None:
        raise Invalid("over")
    if kept.doing is not None:
        raise Invalid("busy")
    return kept


def forget_old(db: Session, _payload: object, at: datetime) -> None:
    """What nobody has read in within a day is dropped by the clock."""
    old = sa.select(CaseImport).where(CaseImport.file_id.is_not(None), CaseImport.erase_at <= at)
    for kept in db.scalars(old.with_for_update()).all():
        kept.stage, kept.doing = ImportStage.DROPPED, None
        keeping.erase(db, kept)
        _record(db, "import-dropped", kept, actor=None, at=at)


def _record(
    db: Session, kind: str, kept: CaseImport, *, actor: Actor | None, at: datetime, **data: int
) -> None:
    entry = Entry(kind, data={"import": kept.id, **data})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({kept.unit_id}))


def _harmless_name(name: str) -> str:
    for number in found_in(name):
        name = name.replace(number, masked(number))
    return name[:LONGEST_NAME]


def _is_open(same: Mapping[int, Same], key: str, value: str) -> bool:
    found = next((one for row, one in same.items() if str(row) == key), None)
    return found is not None and value in found.choices
