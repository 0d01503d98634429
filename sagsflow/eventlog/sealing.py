"""Seals readings into the chain, a batch at a time, behind the pages that wrote them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog import service
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import ReadEntry, ReadSeal
from sagsflow.eventlog.reading import text_of
from sagsflow.eventlog.service import KEYS, START

CHAIN = "readings"
EVENT = "readings-sealed"
BATCH = 1_000
TAG = 8
LONGEST_WAIT = "50ms"
_COLUMNS = tuple(ReadEntry.__table__.columns)
_WALK = (
    sa.select(*_COLUMNS)
    .where(ReadEntry.id > sa.bindparam("after"), ReadEntry.id <= sa.bindparam("until"))
    .order_by(ReadEntry.id)
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the read log, without what the mapper adds: there are millions."""

    id: int
    at: datetime
    user_id: int
    membership_id: int | None
    what: str
    case_id: int | None
    resident_id: int | None
    purpose: str | None
    recipient: str | None
    count: int
    shown: str | None
    mac: str
    blanked: str | None


def readings(db: Session, after: int, until: int, most: int) -> Sequence[Line]:
    """In the order of their numbers."""
    rows = db.execute(_WALK, {"after": after, "until": until, "most": most})
    return [Line(*row) for row in rows]


@dataclass(slots=True)
class Content:
    """What a seal says of its readings, gathered row by row."""

    ids: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    _hash: Any = field(default_factory=sha256)

    def add(self, number: int, mac: str) -> None:
        self.ids.append(number)
        self.tags.append(mac[:TAG])
        self._hash.update(f"{number}:{mac}\n".encode())

    @property
    def digest(self) -> str:
        found: str = self._hash.hexdigest()
        return found


def seal(db: Session, *, at: datetime, most: int = BATCH) -> int:
    """Seals the oldest readings that are not sealed yet; returns how many. The head of the seals is the lock: two at once
    take turns, so the chain never forks. Call it last in a transaction, for it ends with an event."""
    keys: LogKeys = db.info[KEYS]
    seq, previous = service.advance(db, 0, CHAIN)
    after = db.scalar(sa.select(ReadSeal.last_id).where(ReadSeal.seq == seq - 1)) or 0
    rows = readings(db, after, _settled(db), most)
    if not rows:
        return 0
    content = Content()
    for row in rows:
        content.add(row.id, keys.mac_of_reading(text_of(row, keys)) if seq == 1 else row.mac)
    made = _made(seq, at, content, previous)
    made.mac = keys.mac(previous, text_of_seal(made))
    db.add(made)
    db.flush()
    service.sign(db, keys, seq, made.mac, CHAIN)
    told = service.Entry(EVENT, data={"seal": seq, "readings": made.count, "mac": made.mac})
    service.record(db, [told], actor=None, at=at)
    return made.count


def _made(seq: int, at: datetime, content: Content, previous: str) -> ReadSeal:
    return ReadSeal(
        seq=seq,
        at=at,
        first_id=content.ids[0],
        last_id=content.ids[-1],
        count=len(content.ids),
        ids=ranges(content.ids),
        tags="".join(content.tags),
        digest=content.digest,
        prev=previous or START,
    )


def text_of_seal(row: ReadSeal) -> str:
    """The canonical text that a seal's MAC is over."""
    return json.dumps(
        [
            row.seq,
            row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            row.first_id,
            row.last_id,
            row.count,
            row.ids,
            row.tags,
            row.digest,
        ],
        separators=(",", ":"),
    )


def _settled(db: Session) -> int:
    """The number up to which no reading can turn up any more.

    On SQLite there is one writer, and it is we. On PostgreSQL a reading with a lower number may still be uncommitted: its
    transaction holds the table in a mode that ours must wait for, and takes its number after that. The lock is given back
    at once; where somebody writes for longer than a moment, nothing is sealed this time.
    """
    highest = sa.select(sa.func.max(ReadEntry.id))
    if db.get_bind().dialect.name != "postgresql":
        return db.scalar(highest) or 0
    held = db.begin_nested()
    try:
        db.execute(sa.text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'"))
        db.execute(sa.text(f"LOCK TABLE {ReadEntry.__tablename__} IN SHARE MODE"))
        return db.scalar(highest) or 0
    except sa.exc.OperationalError:
        return 0
    finally:
        held.rollback()


def ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 5 as "1-3,5"."""
    found = []
    for _offset, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _place, number in group]
        found.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    return ",".join(found)


def numbers(text: str) -> Iterator[int]:
    """The opposite of `ranges`."""
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def tags(text: str) -> Iterable[str]:
    return (text[start : start + TAG] for start in range(0, len(text), TAG))
