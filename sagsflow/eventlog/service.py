"""Appends to the log inside the caller's transaction, so that an act and its record stand or fall together."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor, Seat
from sagsflow.core.base import Base
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import Event, LogHead, ReadEntry
from sagsflow.eventlog.reading import Reading, text_of

CHAIN = "events"
START = "0" * 64
KEYS = "sagsflow_log_keys"

# Statements on the tables themselves: nobody keeps rows of the log in a session, and every act pays for what is done here.
_HEAD = Base.metadata.tables[LogHead.__tablename__]
_READINGS = Base.metadata.tables[ReadEntry.__tablename__]
_NOTE = sa.insert(_READINGS).returning(_READINGS.c.id)
_APPEND = sa.insert(Base.metadata.tables[Event.__tablename__])
_ADVANCE = (
    sa.update(_HEAD)
    .where(_HEAD.c.chain == sa.bindparam("of_chain"))
    .values(seq=_HEAD.c.seq + sa.bindparam("by", type_=_HEAD.c.seq.type))
    .returning(_HEAD.c.seq, _HEAD.c.mac)
)
_SIGN = (
    sa.update(_HEAD)
    .where(_HEAD.c.chain == sa.bindparam("of_chain"))
    .values(seq=sa.bindparam("stands"), mac=sa.bindparam("last"), signature=sa.bindparam("signed"))
)

Value = str | int | bool | None | Sequence[str] | Sequence[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to record. `data` holds ids and codes only: words stand in rows that can be erased."""

    kind: str
    case_id: int | None = None
    case_seq: int | None = None
    data: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Stamp:
    """An event before it has its place in the chain; `seq` is given then."""

    at: datetime
    kind: str
    actor_id: int | None
    membership_id: int | None
    case_id: int | None = None
    case_seq: int | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    seq: int = 0


def record(
    db: Session,
    entries: Sequence[Entry],
    *,
    actor: Actor | None,
    at: datetime,
    unit_ids: frozenset[int] = frozenset(),
) -> None:
    """Appends entries to the chain. The head row is the lock: nobody else can append before this transaction ends.

    `actor` None stands for the system. Call it once, late in the transaction, so that the lock is held briefly.
    """
    if not entries:
        return
    db.flush()
    user_id, seat = (actor.user_id, actor.seat_for(unit_ids)) if actor else (None, None)
    stamps = [
        Stamp(
            at,
            entry.kind,
            user_id,
            seat.membership_id if seat else None,
            entry.case_id,
            entry.case_seq,
            {**entry.data, **_behalf(seat)},
        )
        for entry in entries
    ]
    db.connection().execute(_APPEND, chained(db, stamps))


def chained(db: Session, stamps: Sequence[Stamp]) -> list[dict[str, Any]]:
    """The rows of events in this order, each signed over the one before; the head stands after the last of them."""
    keys: LogKeys = db.info[KEYS]
    first, mac = advance(db, len(stamps))
    rows: list[dict[str, Any]] = []
    for seq, stamp in enumerate(stamps, start=first):
        stamp.seq, previous = seq, mac
        body = body_of(stamp, stamp.data)
        mac = keys.mac(previous, body)
        rows.append(
            {
                "seq": seq,
                "at": stamp.at,
                "kind": stamp.kind,
                "actor_id": stamp.actor_id,
                "membership_id": stamp.membership_id,
                "case_id": stamp.case_id,
                "case_seq": stamp.case_seq,
                "body": body,
                "prev": previous,
                "mac": mac,
            }
        )
    sign(db, keys, first + len(rows) - 1, mac)
    return rows


def _behalf(seat: Seat | None) -> Mapping[str, Value]:
    """The leader in whose place a deputy acts."""
    return {"on_behalf_of": seat.deputy_for} if seat and seat.deputy_for else {}


@dataclass(frozen=True, slots=True)
class Noted:
    """A reading before it has its number."""

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
    blanked: str | None = None


class Happening(Protocol):
    """What the text of an event is made of."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def membership_id(self) -> int | None: ...
    @property
    def case_id(self) -> int | None: ...
    @property
    def case_seq(self) -> int | None: ...


def body_of(row: Happening, data: Mapping[str, Value]) -> str:
    """The canonical text of an event: sorted keys, no spaces, UTC."""
    return json.dumps(
        {
            "seq": row.seq,
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "kind": row.kind,
            "actor": row.actor_id,
            "membership": row.membership_id,
            "case": row.case_id,
            "case_seq": row.case_seq,
            "data": data,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def data_of(event: Event) -> Mapping[str, Value]:
    """The ids and codes of an event."""
    data: Mapping[str, Value] = json.loads(event.body)["data"]
    return data


def anchor(db: Session) -> str:
    """Where the log stands, to print on paper: a later log that does not pass through it has been rewritten."""
    head = db.get(LogHead, CHAIN)
    return f"{head.seq}:{head.mac[:16]}" if head else "0:" + START[:16]


def note_reading(
    db: Session,
    *,
    actor: Actor,
    at: datetime,
    what: str,
    case_id: int | None = None,
    resident_id: int | None = None,
    purpose: str | None = None,
    recipient: str | None = None,
    unit_ids: frozenset[int] = frozenset(),
) -> int:
    """`note` for services that show one person, for a purpose."""
    reading = Reading(what, case_id, resident_id, purpose, recipient, unit_ids=unit_ids)
    return note(db, reading, actor=actor, at=at)


def note(db: Session, reading: Reading, *, actor: Actor, at: datetime) -> int:
    """Writes that personal data is about to be shown; returns the number of the entry."""
    keys: LogKeys = db.info[KEYS]
    seat = actor.seat_for(reading.unit_ids)
    row = Noted(
        at=at,
        user_id=actor.user_id,
        membership_id=seat.membership_id if seat else None,
        what=reading.what,
        case_id=reading.case_id,
        resident_id=reading.resident_id,
        purpose=reading.purpose,
        recipient=reading.recipient,
        count=reading.number,
        shown=reading.shown,
    )
    values = {**asdict(row), "mac": keys.mac_of_reading(text_of(row, keys))}
    return int(db.connection().execute(_NOTE, values).scalar_one())


def advance(db: Session, by: int, chain: str = CHAIN) -> tuple[int, str]:
    """Takes `by` numbers from the head, and holds it until the transaction ends; returns the first and the MAC before it."""
    write = db.connection()
    row = write.execute(_ADVANCE, {"of_chain": chain, "by": by}).first()
    if row is None:
        insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
        start = insert(LogHead).values(chain=chain, seq=0, mac=START, signature="")
        write.execute(start.on_conflict_do_nothing(index_elements=["chain"]))
        row = write.execute(_ADVANCE, {"of_chain": chain, "by": by}).one()
    return row.seq - by + 1, row.mac


def sign(db: Session, keys: LogKeys, seq: int, mac: str, chain: str = CHAIN) -> None:
    """Writes where the chain ends now."""
    signed = keys.sign_head(chain, seq, mac)
    db.connection().execute(_SIGN, {"of_chain": chain, "stands": seq, "last": mac, "signed": signed})
