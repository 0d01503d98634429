"""A batch is asked for, printed piece by piece, cancelled, and removed when its time is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.batches import queries
from sagsflow.batches.models import BatchStatus, PrintBatch, PrintItem
from sagsflow.core.errors import Invalid
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.reading import Reading
from sagsflow.eventlog.service import Entry
from sagsflow.files.keys import KEYS, FileKeys
from sagsflow.jobs import service as jobs

JOB, BIND = "print-batch", "print-batch-bind"
MOST = 500
KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """Of which cases, in which language, for whom and what for."""

    language: str
    recipient: str
    purpose: str
    sensitive: bool
    pathway: str | None
    mine: bool
    together: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one paper: the PDF and the reading to be logged, or neither."""

    position: int
    paper: bytes | None
    reading: Reading | None


def ask(db: Session, new: NewBatch, *, actor: Actor, at: datetime) -> PrintBatch:
    """Raises Invalid when there is no such case, or too many."""
    ids = queries.cases_for(db, actor, pathway=new.pathway, mine=new.mine, limit=MOST + 1)
    if not ids:
        raise Invalid("no-case")
    if len(ids) > MOST:
        raise Invalid("too-many-cases")
    batch = PrintBatch(
        user_id=actor.user_id,
        language=new.language,
        recipient=new.recipient,
        purpose=new.purpose,
        sensitive=new.sensitive,
        together=new.together,
        total=len(ids),
        asked_at=at,
        removed_at=at + KEPT,
    )
    db.add(batch)
    db.flush()
    rows = enumerate(ids, start=1)
    db.add_all(PrintItem(batch_id=batch.id, position=number, case_id=case_id) for number, case_id in rows)
    eventlog.record(
        db, [Entry("print-batch-asked", data={"batch": batch.id, "count": len(ids)})], actor=actor, at=at
    )
    _next(db, batch, at)
    return batch


def cancel(db: Session, batch_id: int, *, actor: Actor, at: datetime) -> None:
    """What has been printed goes at once; a piece that is at the printer is thrown away when it comes back."""
    batch = queries.get(db, actor, batch_id, at)
    if batch.status is BatchStatus.CANCELLED:
        return
    batch.status, batch.digest, batch.sealed = BatchStatus.CANCELLED, None, None
    db.execute(sa.delete(PrintItem).where(PrintItem.batch_id == batch_id))
    eventlog.record(db, [Entry("print-batch-cancelled", data={"batch": batch_id})], actor=actor, at=at)


def settle(db: Session, batch_id: int, made: list[Made], actor: Actor | None, *, at: datetime) -> None:
    """Keeps the papers sealed, each with its reading in the log, and lays down the next piece."""
    batch = db.get(PrintBatch, batch_id, with_for_update=True)
    if batch is None or batch.status is not BatchStatus.PRINTING:
        return
    for one in made:
        item = db.get_one(PrintItem, (batch_id, one.position))
        if one.paper is None or one.reading is None or actor is None:
            item.refused = True
            batch.refused += 1
            continue
        keys: FileKeys = db.info[KEYS]
        item.digest = keys.digest(one.paper)
        item.sealed = keys.seal(one.paper, item.digest)
        eventlog.note(db, one.reading, actor=actor, at=at)
        batch.done += 1
    db.flush()
    _next(db, batch, at)


def settle_bound(db: Session, batch_id: int, whole: bytes | None) -> None:
    """Keeps the one PDF in place of its papers; where it could not be made (None), they stay one by one."""
    batch = db.get(PrintBatch, batch_id, with_for_update=True)
    if batch is None or batch.status is not BatchStatus.PRINTING:
        return
    batch.status, batch.together = BatchStatus.READY, whole is not None
    if whole is not None:
        keys: FileKeys = db.info[KEYS]
        batch.digest = keys.digest(whole)
        batch.sealed = keys.seal(whole, batch.digest)
        db.execute(sa.update(PrintItem).where(PrintItem.batch_id == batch_id).values(sealed=None))


def remove_old(db: Session, _payload: object, at: datetime) -> None:
    old = sa.select(PrintBatch.id).where(PrintBatch.removed_at <= at)
    db.execute(sa.delete(PrintItem).where(PrintItem.batch_id.in_(old)))
    db.execute(sa.delete(PrintBatch).where(PrintBatch.removed_at <= at))


def _next(db: Session, batch: PrintBatch, at: datetime) -> None:
    come = batch.done + batch.refused
    if come >= batch.total and batch.together and batch.done:
        jobs.enqueue(db, kind=BIND, key=f"{BIND}-{batch.id}", at=at, payload={"batch": batch.id})
        return
    if come >= batch.total:
        batch.status, batch.together = BatchStatus.READY, False
        return
    jobs.enqueue(db, kind=JOB, key=f"{JOB}-{batch.id}-{come}", at=at, payload={"batch": batch.id})
