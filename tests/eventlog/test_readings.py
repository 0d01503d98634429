"""The read log tells when it was tampered with, and where; sealing goes on beside those who read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog import sealing, service
from sagsflow.eventlog.models import Event, LogHead, ReadEntry, ReadSeal
from sagsflow.eventlog.reading import Reading, cases_in, pack, residents_in
from sagsflow.eventlog.verdict import Verdict
from sagsflow.eventlog.verify import verify
from sagsflow.tables import METADATA
from tests.cases.agreement import THREADS, at_once, verdict
from tests.cast import Cast, person

BATCH = 4
SEALED, WAITING = 10, 2
LOG = ("event", "log_head", "read_entry", "read_seal")


def read(cast: Cast, db: Session, number: int, who: str = "karen") -> int:
    reading = Reading("case", case_id=number, resident_id=number, purpose="Hjælp", recipient="Ane", cases=[7])
    return service.note(db, reading, actor=person(who), at=cast.at)


@pytest.fixture
def written(cast: Cast) -> Cast:
    """Ten readings under three seals, and two that wait."""
    with cast.database.write() as db:
        for number in range(1, SEALED + 1):
            read(cast, db, number)
        while sealing.seal(db, at=cast.at, most=BATCH):
            pass
        for number in range(1, WAITING + 1):
            read(cast, db, number)
    return cast


@contextmanager
def tampered(cast: Cast, tamper: Callable[[Session], object]) -> Iterator[Verdict]:
    """What is found after tampering, which is undone again."""
    with cast.database.write() as db:
        tamper(db)
        db.flush()
        db.expire_all()
        yield verify(db, cast.platform.log_keys)
        db.rollback()


def _other(value: Any) -> Any:
    """One step from it."""
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, int):
        return value + 1_000
    return chr(ord(value[0]) ^ 1) + value[1:] if value else 5


def _doing(change: sa.Update) -> Callable[[Session], object]:
    return lambda db: db.execute(change)


def _cells() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for name in LOG:
        yield from ((METADATA.tables[name], column) for column in METADATA.tables[name].columns)


def test_one_byte_changed_in_any_row_of_the_log_names_the_row(written: Cast) -> None:
    for table, column in _cells():
        key = next(iter(table.primary_key))
        with written.database.read() as db:
            keys = db.scalars(sa.select(key).order_by(key)).all()
        for chosen in {keys[0], keys[len(keys) // 2], keys[-1]}:
            if (table.name, column.name) == ("read_entry", "id") and chosen == keys[-1]:
                continue  # the number of a reading that waits is not under its seal yet
            with written.database.read() as db:
                before = db.scalar(sa.select(column).where(key == chosen))
            change = sa.update(table).where(key == chosen).values({column: _other(before)})
            with tampered(written, _doing(change)) as found:
                assert found.fault is not None, (table.name, column.name, chosen)
                if table.name != "log_head":
                    assert (found.table, found.fault_at) == (table.name, chosen), (column.name, found)


def _swap(db: Session) -> None:
    for old, new in ((2, 900), (3, 2), (900, 3)):
        db.execute(sa.update(ReadEntry).where(ReadEntry.id == old).values(id=new))


def _copy(db: Session) -> None:
    row = db.execute(sa.select(ReadEntry.__table__).where(ReadEntry.id == 2)).mappings().one()
    db.execute(sa.delete(ReadEntry).where(ReadEntry.id == 5))
    db.execute(sa.insert(ReadEntry).values({**row, "id": 5}))


def _forge_tail(db: Session) -> None:
    db.execute(sa.delete(ReadSeal).where(ReadSeal.seq == 3))
    mac = db.scalars(sa.select(ReadSeal.mac).where(ReadSeal.seq == 2)).one()
    service.sign(db, db.info[service.KEYS], 2, mac, sealing.CHAIN)


@pytest.mark.parametrize(
    ("tamper", "place", "fault"),
    [
        (lambda db: db.execute(sa.delete(ReadEntry).where(ReadEntry.id == 6)), ("read_entry", 6), "missing"),
        (lambda db: db.execute(sa.delete(ReadEntry).where(ReadEntry.id >= 9)), ("read_entry", 9), "missing"),
        (_swap, ("read_entry", 2), "moved"),
        (_copy, ("read_entry", 5), "moved"),
        (lambda db: db.execute(sa.delete(ReadSeal).where(ReadSeal.seq == 2)), ("read_seal", 2), "missing"),
        (
            lambda db: db.execute(sa.delete(ReadSeal).where(ReadSeal.seq == 3)),
            ("read_seal", 3),
            "tail-missing",
        ),
        (_forge_tail, ("read_seal", 3), "missing"),
        (
            lambda db: db.execute(sa.delete(LogHead).where(LogHead.chain == sealing.CHAIN)),
            ("log_head", 4),
            "head-missing",
        ),
    ],
)
def test_a_reading_that_is_gone_moved_or_put_in_is_named(
    written: Cast, tamper: Callable[[Session], object], place: tuple[str, int], fault: str
) -> None:
    with tampered(written, tamper) as found:
        assert ((found.table, found.fault_at), found.fault) == (place, fault)


def test_readings_that_wait_are_told_from_readings_that_are_missing(written: Cast) -> None:
    with written.database.snapshot() as db:
        found = verdict(db)
    assert (found.is_sound, found.readings, found.waiting) == (True, SEALED + WAITING, WAITING)
    with tampered(written, lambda db: db.execute(sa.delete(ReadEntry).where(ReadEntry.id == 12))) as found:
        assert (found.is_sound, found.waiting) == (True, WAITING - 1)  # what docs/readlog.md says of it


def test_a_reading_put_in_among_sealed_ones_is_named(cast: Cast) -> None:
    with cast.database.write() as db:
        numbers = [read(cast, db, number) for number in range(1, 5)]
        db.execute(sa.delete(ReadEntry).where(ReadEntry.id == numbers[1]))  # as one that was rolled back
        sealing.seal(db, at=cast.at)
        assert verdict(db).is_sound
        db.execute(sa.update(ReadEntry).where(ReadEntry.id == numbers[0]).values(id=numbers[1]))
        assert (verdict(db).table, verdict(db).fault_at) == ("read_entry", numbers[0])
        number = service.note(db, Reading("case", case_id=1), actor=person("karen"), at=cast.at)
        db.execute(sa.update(ReadEntry).where(ReadEntry.id == number).values(id=numbers[0]))
        found = verdict(db)
        assert (found.fault_at, found.fault) == (numbers[0], "moved")


def test_what_was_written_before_there_were_macs_is_adopted_by_the_first_seal_only(cast: Cast) -> None:
    with cast.database.write() as db:
        read(cast, db, 1)
        db.execute(sa.update(ReadEntry).values(mac=""))
        sealing.seal(db, at=cast.at)
        assert verdict(db).is_sound
        read(cast, db, 2)
        db.execute(sa.update(ReadEntry).where(ReadEntry.id > 1).values(mac=""))
        assert verdict(db).fault == "changed"


def test_the_number_on_paper_covers_the_readings_that_were_sealed_before_it(written: Cast) -> None:
    with written.database.read() as db:
        printed = service.anchor(db)
        told = db.scalars(sa.select(Event.kind).order_by(Event.seq.desc()).limit(3)).all()
    assert told == [sealing.EVENT] * 3
    with written.database.read() as db:
        assert verify(db, written.platform.log_keys, anchor=printed).is_sound


def test_several_that_seal_while_others_read_never_fork_the_chain(cast: Cast) -> None:
    def work(number: int) -> None:
        for step in range(6):
            with cast.database.write() as db:
                if number % 2:
                    sealing.seal(db, at=cast.at, most=3)
                else:
                    read(cast, db, number + step)

    assert at_once(work) == [None] * THREADS
    with cast.database.write() as db:
        while sealing.seal(db, at=cast.at, most=3):
            pass
    with cast.database.snapshot() as db:
        found = verdict(db)
        seals = db.scalars(sa.select(ReadSeal).order_by(ReadSeal.seq)).all()
    assert (found.is_sound, found.readings, found.waiting) == (True, THREADS // 2 * 6, 0), found
    assert [seal.prev for seal in seals] == [service.START, *(seal.mac for seal in seals[:-1])]


@pytest.mark.parametrize("database_system", ["postgresql"], indirect=True)
def test_a_page_that_is_not_committed_yet_holds_the_seal_back_and_not_the_other_way_round(cast: Cast) -> None:
    with cast.database.write() as slow:
        read(cast, slow, 1)
        with cast.database.write() as quick:
            read(cast, quick, 2)
        with cast.database.write() as db:
            assert sealing.seal(db, at=cast.at) == 0
    with cast.database.write() as db:
        assert sealing.seal(db, at=cast.at) == 2
    with cast.database.write() as db:
        assert sealing.seal(db, at=cast.at) == 0


def test_whose_rows_stood_on_a_list_is_packed_and_read_again() -> None:
    packed = pack([57, 5, 57], [8])
    assert packed == " c5 c57 r8 "
    assert (sorted(cases_in(packed)), sorted(residents_in(packed))) == ([5, 57], [8])
    assert pack() is None


def test_numbers_are_kept_as_ranges() -> None:
    assert sealing.ranges([1, 2, 3, 5, 9, 10]) == "1-3,5,9-10"
    assert list(sealing.numbers("1-3,5,9-10")) == [1, 2, 3, 5, 9, 10]
