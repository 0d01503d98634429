"""Reads the whole log again, events and then readings, and says where it is broken."""

import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog import sealing
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import CHAIN, START, data_of
from sagsflow.eventlog.verdict import EVENT, HEAD, PAGE, Verdict, head_fault
from sagsflow.eventlog.verify_readings import verify_readings

__all__ = ["Verdict", "verify"]


def verify(
    db: Session,
    keys: LogKeys,
    *,
    anchor: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Verdict:
    """Walks the events from their start, then the readings. While others write, give it a session that stands still
    (`Database.snapshot`). `anchor` is "number:first 16 digits of the mac", as printed on paper."""
    events = verify_events(db, keys, anchor=anchor, progress=progress)
    if not events.is_sound:
        return events
    found = verify_readings(db, keys, told=events.seals, progress=lambda done: progress(events.events + done))
    return replace(found, events=events.events)


def verify_events(
    db: Session,
    keys: LogKeys,
    *,
    anchor: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Verdict:
    expected, previous = 1, START
    wanted = _parse_anchor(anchor)
    seals: dict[int, str] = {}
    while rows := db.scalars(
        sa.select(Event).where(Event.seq >= expected).order_by(Event.seq).limit(PAGE)
    ).all():
        for row in rows:
            if fault := _fault(row, expected, previous, keys):
                return Verdict(expected - 1, min(expected, row.seq), fault)
            if row.seq in wanted and not row.mac.startswith(wanted.pop(row.seq)):
                return Verdict(expected, row.seq, "anchor-differs")
            if row.kind == sealing.EVENT:
                seals |= _told(row)
            previous, expected = row.mac, expected + 1
        db.expunge_all()
        progress(expected - 1)
    if fault := head_fault(db, keys, CHAIN, expected - 1, previous):
        return Verdict(expected - 1, expected, fault, EVENT if fault == "tail-missing" else HEAD)
    if wanted:
        return Verdict(expected - 1, min(wanted), "anchor-missing")
    return Verdict(expected - 1, seals=seals)


def _told(row: Event) -> dict[int, str]:
    data = data_of(row)
    number, mac = data["seal"], data["mac"]
    assert isinstance(number, int)
    assert isinstance(mac, str)
    return {number: mac}


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
