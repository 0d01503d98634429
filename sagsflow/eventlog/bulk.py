"""Appends many events at once, for histories that are made up: the same chain and the same text as `eventlog.service`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sagsflow.core.bulk import insert_many
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import KEYS, Value, advance, body_of, sign


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


def append(db: Session, stamps: Sequence[Stamp]) -> None:
    """Chains the events in this order. The head is locked from here to the end of the transaction."""
    if not stamps:
        return
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
    insert_many(db, Event, rows)
    sign(db, keys, first + len(rows) - 1, mac)
