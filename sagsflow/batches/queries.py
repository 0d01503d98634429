"""One's own batches, and the cases that a batch can be made of."""

import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.batches.models import PrintBatch, PrintItem
from sagsflow.batches.withholding import withheld
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.policy import visible_to
from sagsflow.core.database import Database
from sagsflow.core.errors import NotFound
from sagsflow.files.keys import KEYS, FileKeys
from sagsflow.residents.restricting import open_uses

SHOWN = 20


def own(db: Session, actor: Actor, at: datetime, limit: int | None = SHOWN) -> Sequence[PrintBatch]:
    """The newest first."""
    theirs = sa.select(PrintBatch).where(PrintBatch.user_id == actor.user_id, PrintBatch.removed_at > at)
    return db.scalars(theirs.order_by(PrintBatch.id.desc()).limit(limit)).all()


def get(db: Session, actor: Actor, batch_id: int, at: datetime) -> PrintBatch:
    """Raises NotFound for another's, and for one whose time is over."""
    found = db.get(PrintBatch, batch_id)
    if found is None or found.user_id != actor.user_id or found.removed_at <= at:
        raise NotFound("batch", id=batch_id)
    return found


def cases_for(db: Session, actor: Actor, *, pathway: str | None, mine: bool, limit: int) -> Sequence[int]:
    """Open support cases of the units in which this person prints, in the order of their numbers."""
    owned = Case.owner_unit_id.in_(sorted(actor.units(P.CASE_PRINT)))
    query = sa.select(Case.id).where(owned, Case.is_open, Case.domain == Domain.SUPPORT)
    if pathway:
        query = query.where(Case.workflow_id == pathway)
    if mine:
        query = query.where(Case.owner_id == actor.user_id)
    return db.scalars(query.order_by(Case.id).limit(limit)).all()


def waiting(db: Session, batch_id: int, limit: int) -> Sequence[PrintItem]:
    query = sa.select(PrintItem).where(
        PrintItem.batch_id == batch_id, PrintItem.digest.is_(None), PrintItem.refused.is_(False)
    )
    return db.scalars(query.order_by(PrintItem.position).limit(limit)).all()


def cases_in(db: Session, batch: PrintBatch, actor: Actor, at: datetime) -> Sequence[int]:
    """Those whose paper has been printed and may still be handed out: this person may print the case now as well, and nothing
    has been said or marked since that stands against it."""
    printed = (PrintItem.batch_id == batch.id, PrintItem.digest.is_not(None))
    query = sa.select(Case.id, Case.resident_id, Case.restricted_at).join(
        PrintItem, PrintItem.case_id == Case.id
    )
    owned = Case.owner_unit_id.in_(sorted(actor.units(P.CASE_PRINT)))
    rows = db.execute(
        query.where(*printed, owned, visible_to(actor, at), ~withheld(batch, actor, at)).order_by(
            PrintItem.position
        )
    ).all()
    used = open_uses(db, {row.resident_id for row in rows if row.restricted_at is not None}, actor, at)
    return [row.id for row in rows if row.restricted_at is None or row.resident_id in used]


def archive(database: Database, batch_id: int, case_ids: Collection[int]) -> Iterator[bytes]:
    """The papers of these cases as a zip, piece by piece, with a session of its own; nothing unsealed is laid down anywhere."""
    sink = _Sink()
    with database.read() as db, zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as packed:
        for ref, paper in papers(db, batch_id, PrintItem.case_id.in_(sorted(case_ids))):
            packed.writestr(f"{ref}.pdf", paper)
            yield sink.taken()
    yield sink.taken()


def papers(db: Session, batch_id: int, *narrower: sa.ColumnElement[bool]) -> Iterator[tuple[str, bytes]]:
    """Of each case that was printed its number and its paper, in order; one paper at a time is in memory."""
    of_batch = PrintItem.batch_id == batch_id, PrintItem.sealed.is_not(None), *narrower
    keys: FileKeys = db.info[KEYS]
    rows = sa.select(Case.ref, PrintItem.digest, PrintItem.sealed).join(Case, Case.id == PrintItem.case_id)
    positions = sa.select(PrintItem.position).where(*of_batch).order_by(PrintItem.position)
    for position in db.scalars(positions).all():
        ref, digest, sealed = db.execute(rows.where(*of_batch, PrintItem.position == position)).one()
        assert digest is not None
        assert sealed is not None
        yield ref, keys.open(sealed, digest)


def volume(db: Session, batch: PrintBatch) -> bytes | None:
    """All papers as one PDF; None where they are kept one by one."""
    if batch.digest is None or batch.sealed is None:
        return None
    keys: FileKeys = db.info[KEYS]
    return keys.open(batch.sealed, batch.digest)


class _Sink(io.RawIOBase):
    """Where the zip is written to: what was written is handed on at once, so that it never looks back."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        self._parts.append(bytes(part))  # type: ignore[call-overload]  # any buffer
        return len(self._parts[-1])

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
