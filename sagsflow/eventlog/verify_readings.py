"""Reads every reading and every seal on them again: each row by itself, in its place, and against what the events say."""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import ReadEntry, ReadSeal
from sagsflow.eventlog.reading import text_of
from sagsflow.eventlog.sealing import CHAIN, Content, Line, numbers, readings, tags, text_of_seal
from sagsflow.eventlog.service import START
from sagsflow.eventlog.verdict import HEAD, PAGE, Verdict, head_fault

READING, SEAL = ReadEntry.__tablename__, ReadSeal.__tablename__
HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Fault:
    """Where and what."""

    table: str
    number: int
    code: str


def verify_readings(
    db: Session, keys: LogKeys, *, told: Mapping[int, str], progress: Callable[[int], None]
) -> Verdict:
    """`told` is what the events say: the MAC of each seal."""
    last, previous, seq, read = 0, START, 0, 0
    for seal in _seals(db):
        fault = _seal_fault(seal, seq + 1, previous, told, keys) or _batch_fault(db, seal, last, keys)
        if fault:
            return _broken(fault, read)
        last, previous, seq, read = seal.last_id, seal.mac, seal.seq, read + seal.count
        progress(read)
    if fault := _end_fault(db, keys, seq, previous, told):
        return _broken(fault, read)
    waiting = 0
    for row in _after(db, last):
        if not _is_whole(row, keys, adopted=seq == 0):
            return _broken(Fault(READING, row.id, "changed"), read + waiting)
        waiting += 1
    return Verdict(0, readings=read + waiting, waiting=waiting)


def _broken(fault: Fault, read: int) -> Verdict:
    return Verdict(0, fault.number, fault.code, fault.table, readings=read)


def _seals(db: Session) -> Iterator[ReadSeal]:
    after = -1
    while rows := db.scalars(
        sa.select(ReadSeal).where(ReadSeal.seq > after).order_by(ReadSeal.seq).limit(100)
    ).all():
        yield from rows
        after = rows[-1].seq
        db.expunge_all()


def _seal_fault(
    seal: ReadSeal, expected: int, previous: str, told: Mapping[int, str], keys: LogKeys
) -> Fault | None:
    if seal.seq != expected:
        return Fault(SEAL, min(expected, seal.seq), "missing")
    if not hmac.compare_digest(seal.prev, previous):
        return Fault(SEAL, seal.seq, "link-broken")
    if not hmac.compare_digest(seal.mac, keys.mac(seal.prev, text_of_seal(seal))):
        return Fault(SEAL, seal.seq, "body-changed")
    if told.get(seal.seq) != seal.mac:
        return Fault(SEAL, seal.seq, "not-in-events")
    return None


def _batch_fault(db: Session, seal: ReadSeal, after: int, keys: LogKeys) -> Fault | None:
    """Row by row what is there against what was sealed: the first that is gone, new, changed or out of its place."""
    rows = readings(db, after, seal.last_id, HIGHEST)
    content = Content()
    for row, sealed in zip_longest(rows, _sealed(seal)):
        if fault := _row_fault(row, sealed, keys, seal):
            return fault
        content.add(row.id, keys.mac_of_reading(text_of(row, keys)))
    return None if content.digest == seal.digest else Fault(SEAL, seal.seq, "digest-differs")


def _sealed(seal: ReadSeal) -> Sequence[tuple[int, str]]:
    return list(zip(numbers(seal.ids), tags(seal.tags), strict=True))


def _row_fault(
    row: Line | None, sealed: tuple[int, str] | None, keys: LogKeys, seal: ReadSeal
) -> Fault | None:
    if sealed is None or (row is not None and row.id < sealed[0]):
        assert row is not None
        return Fault(READING, row.id, "not-sealed")
    number, tag = sealed
    if row is None or row.id > number:
        return Fault(READING, number, "missing")
    if not _is_whole(row, keys, adopted=seal.seq == 1):
        return Fault(READING, number, "changed")
    if not keys.mac_of_reading(text_of(row, keys)).startswith(tag):
        return Fault(READING, number, "moved")
    return None


def _is_whole(row: Line, keys: LogKeys, *, adopted: bool) -> bool:
    """Readings from before there were MACs have none; the first seal adopted them as they stood."""
    if adopted and not row.mac:
        return True
    return hmac.compare_digest(row.mac, keys.mac_of_reading(text_of(row, keys)))


def _end_fault(db: Session, keys: LogKeys, seq: int, previous: str, told: Mapping[int, str]) -> Fault | None:
    if code := head_fault(db, keys, CHAIN, seq, previous):
        return Fault(SEAL if code == "tail-missing" else HEAD, seq + 1, code)
    lost = [number for number in told if number > seq]
    return Fault(SEAL, min(lost), "missing") if lost else None


def _after(db: Session, last: int) -> Iterator[Line]:
    while rows := readings(db, last, HIGHEST, PAGE):
        yield from rows
        last = rows[-1].id
