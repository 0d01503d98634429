"""Reads the whole chain again and says where it is broken."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import Event, LogHead
from sagsflow.eventlog.service import CHAIN, START

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many events were read, and the first fault as (event number, code), if any."""

    events: int
    fault_at: int | None = None
    fault: str | None = None

    @property
    def is_sound(self) -> bool:
        return self.fault is None


def verify(
    db: Session,
    keys: LogKeys,
    *,
    anchor: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Verdict:
    """Walks the chain from its start. `anchor` is "number:first 16 digits of the mac", as printed on paper."""
    expected, previous = 1, START
    wanted = _parse_anchor(anchor)
    while rows := db.scalars(
        sa.select(Event).where(Event.seq >= expected).order_by(Event.seq).limit(PAGE)
    ).all():
        for row in rows:
            if fault := _fault(row, expected, previous, keys):
                return Verdict(expected - 1, min(expected, row.seq), fault)
            if row.seq in wanted and not row.mac.startswith(wanted.pop(row.seq)):
                return Verdict(expected, row.seq, "anchor-differs")
            previous, expected = row.mac, expected + 1
        db.expunge_all()
        progress(expected - 1)
    if fault := _head_fault(db, keys, expected - 1, previous):
        return Verdict(expected - 1, expected, fault)
    if wanted:
        return Verdict(expected - 1, min(wanted), "anchor-missing")
    return Verdict(expected - 1)


def _parse_anchor(anchor: str | None) -> dict[int, str]:
    if anchor is None:
        return {}
    number, _, mac = anchor.partition(":")
    return {int(number): mac} if int(number) else {}


def _fault(row: Event, expected: int, previous: str, keys: LogKeys) -> str | None:
    if row.seq != expected:
        return "missing"
    if not hmac.compare_digest(row.prev, previous):
        return "link-broken"
    if not hmac.compare_digest(row.mac, keys.mac(row.prev, row.body)):
        return "body-changed"
    return None if _columns_agree(row) else "column-changed"


def _columns_agree(row: Event) -> bool:
    body = json.loads(row.body)
    return bool(
        body["seq"] == row.seq
        and body["at"] == row.at.astimezone(UTC).isoformat(timespec="microseconds")
        and body["kind"] == row.kind
        and body["actor"] == row.actor_id
        and body["membership"] == row.membership_id
        and body["case"] == row.case_id
        and body["case_seq"] == row.case_seq
    )


def _head_fault(db: Session, keys: LogKeys, seq: int, mac: str) -> str | None:
    head = db.get(LogHead, CHAIN)
    if head is None:
        return None if seq == 0 else "head-missing"
    if not hmac.compare_digest(head.signature, keys.sign_head(CHAIN, head.seq, head.mac)):
        return "head-forged"
    if head.seq != seq or head.mac != mac:
        return "tail-missing"
    return None
