"""Appends to the log inside the caller's transaction, so that an act and its record stand or fall together."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor, Seat
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import Event, LogHead, ReadEntry
from sagsflow.eventlog.reading import Reading, text_of

CHAIN = "events"
START = "0" * 64
KEYS = "sagsflow_log_keys"

Value = str | int | bool | None | Sequence[str] | Sequence[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to record. `data` holds ids and codes only: words stand in rows that can be erased."""

    kind: str
    case_id: int | None = None
    case_seq: int | None = None
    data: Mapping[str, Value] = field(default_factory=dict)


def record(
    db: Session,
    entries: Sequence[Entry],
    *,
    actor: Actor | None,
    at: datetime,
    unit_ids: frozenset[int] = frozenset(),
) -> list[Event]:
    """Appends entries to the chain. The head row is the lock: nobody else can append before this transaction ends.

    `actor` None stands for the system. Call it once, late in the transaction, so that the lock is held briefly.
    """
    if not entries:
        return []
    keys: LogKeys = db.info[KEYS]
    db.flush()
    first, mac = advance(db, len(entries))
    seat = actor.seat_for(unit_ids) if actor else None
    rows: list[Event] = []
    for seq, entry in enumerate(entries, start=first):
        row = Event(
            seq=seq,
            at=at,
            kind=entry.kind,
            actor_id=actor.user_id if actor else None,
            membership_id=seat.membership_id if seat else None,
            case_id=entry.case_id,
            case_seq=entry.case_seq,
            prev=mac,
        )
        row.body = body_of(row, {**entry.data, **_behalf(seat)})
        row.mac = mac = keys.mac(row.prev, row.body)
        rows.append(row)
    db.add_all(rows)
    sign(db, keys, rows[-1].seq, mac)
    db.flush()
    return rows


def _behalf(seat: Seat | None) -> Mapping[str, Value]:
    """The leader in whose place a deputy acts."""
    return {"on_behalf_of": seat.deputy_for} if seat and seat.deputy_for else {}


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
) -> ReadEntry:
    """`note` for services that show one person, for a purpose."""
    reading = Reading(what, case_id, resident_id, purpose, recipient, unit_ids=unit_ids)
    return note(db, reading, actor=actor, at=at)


def note(db: Session, reading: Reading, *, actor: Actor, at: datetime) -> ReadEntry:
    """Writes that personal data is about to be shown."""
    keys: LogKeys = db.info[KEYS]
    seat = actor.seat_for(reading.unit_ids)
    row = ReadEntry(
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
    row.mac = keys.mac_of_reading(text_of(row))
    db.add(row)
    db.flush()
    return row


def advance(db: Session, by: int, chain: str = CHAIN) -> tuple[int, str]:
    """Takes `by` numbers from the head, and holds it until the transaction ends; returns the first and the MAC before it."""
    statement = (
        sa.update(LogHead)
        .where(LogHead.chain == chain)
        .values(seq=LogHead.seq + by)
        .returning(LogHead.seq, LogHead.mac)
        .execution_options(synchronize_session=False)
    )
    row = db.execute(statement).first()
    if row is None:
        insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
        start = insert(LogHead).values(chain=chain, seq=0, mac=START, signature="")
        db.execute(start.on_conflict_do_nothing(index_elements=["chain"]))
        row = db.execute(statement).one()
    return row.seq - by + 1, row.mac


def sign(db: Session, keys: LogKeys, seq: int, mac: str, chain: str = CHAIN) -> None:
    """Writes where the chain ends now."""
    db.execute(
        sa.update(LogHead)
        .where(LogHead.chain == chain)
        .values(seq=seq, mac=mac, signature=keys.sign_head(chain, seq, mac))
        .execution_options(synchronize_session=False)
    )
