"""The log tells when it was tampered with, and where."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog import service
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import Event, LogHead
from sagsflow.eventlog.verify import Verdict, verify
from tests.cases.agreement import THREADS, assert_log_is_sound, at_once, verdict
from tests.cast import Cast, person

Tamper = Callable[[Session], object]
NUMBER = 5


@pytest.fixture
def written(cast: Cast) -> Cast:
    """A log with some more events in it."""
    with cast.database.write() as db:
        for number in range(1, 4):
            cast.clarifying(db, number=number)
        assert_log_is_sound(db)
    return cast


def _set(**values: object) -> Tamper:
    return lambda db: db.execute(sa.update(Event).where(Event.seq == NUMBER).values(**values))


def _flip(db: Session) -> None:
    row = db.get_one(Event, NUMBER)
    row.body = row.body.replace("workflow", "w0rkflow", 1) if "workflow" in row.body else row.body[:-1] + " "


def _after(cast: Cast, tamper: Tamper, anchor: str | None = None) -> Verdict:
    with cast.database.write() as db:
        tamper(db)
    with cast.database.read() as db:
        return verify(db, LogKeys.derive(cast.platform.settings.secret), anchor=anchor)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (_flip, "body-changed"),
        (_set(mac="0" * 64), "body-changed"),
        (_set(prev="0" * 64), "link-broken"),
        (_set(kind="case-moved-not"), "column-changed"),
        (_set(actor_id=9), "column-changed"),
        (_set(membership_id=9), "column-changed"),
        (_set(case_id=99), "column-changed"),
        (_set(case_seq=99), "column-changed"),
        (lambda db: db.execute(sa.delete(Event).where(Event.seq == NUMBER)), "missing"),
    ],
)
def test_a_changed_or_missing_event_is_named(written: Cast, tamper: Tamper, fault: str) -> None:
    found = _after(written, tamper)
    assert (found.fault_at, found.fault) == (NUMBER, fault)


def test_a_tail_that_was_cut_off_is_named_where_it_begins(written: Cast) -> None:
    found = _after(written, lambda db: db.execute(sa.delete(Event).where(Event.seq >= NUMBER)))
    assert (found.fault_at, found.fault, found.events) == (NUMBER, "tail-missing", NUMBER - 1)


def test_a_head_put_back_without_the_key_is_forged(written: Cast) -> None:
    def cut(db: Session) -> None:
        mac = db.get_one(Event, NUMBER).mac
        db.execute(sa.delete(Event).where(Event.seq > NUMBER))
        db.execute(sa.update(LogHead).values(seq=NUMBER, mac=mac))

    assert _after(written, cut).fault == "head-forged"


def test_a_head_that_is_gone_is_missed(written: Cast) -> None:
    assert _after(written, lambda db: db.execute(sa.delete(LogHead))).fault == "head-missing"


def test_a_log_put_back_to_an_old_copy_does_not_pass_through_the_number_on_paper(written: Cast) -> None:
    with written.database.read() as db:
        old_head, old = db.get_one(LogHead, service.CHAIN), service.anchor(db)
        values = {"seq": old_head.seq, "mac": old_head.mac, "signature": old_head.signature}
    with written.database.write() as db:
        written.clarifying(db, number=4)
        printed = service.anchor(db)

    def put_back(db: Session) -> None:
        db.execute(sa.delete(Event).where(Event.seq > values["seq"]))
        db.execute(sa.update(LogHead).values(**values))

    assert _after(written, put_back, anchor=old).is_sound
    assert _after(written, lambda db: None, anchor=printed).fault == "anchor-missing"
    other = f"{NUMBER}:{'f' * 16}"
    assert _after(written, lambda db: None, anchor=other).fault == "anchor-differs"


def test_another_installation_s_key_verifies_nothing(written: Cast) -> None:
    with written.database.read() as db:
        assert verify(db, LogKeys.derive("some other secret of theirs")).fault == "body-changed"


def test_eight_at_once_never_fork_the_chain(written: Cast) -> None:
    def work(number: int) -> None:
        for _round in range(4):
            with written.database.write() as db:
                entries = [service.Entry("seen-by-thread", data={"thread": number})] * 3
                service.record(db, entries, actor=person("karen"), at=written.at)

    with written.database.read() as db:
        before = verdict(db).events
    assert at_once(work) == [None] * THREADS
    with written.database.read() as db:
        assert_log_is_sound(db)
        assert verdict(db).events == before + THREADS * 4 * 3
