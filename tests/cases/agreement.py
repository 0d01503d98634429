"""What must hold after every act: the reading list says what the ledger says, and the log can be read again."""

import threading
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import DEMO_SECRET
from sagsflow.access.ledger import NO_DUE_DATE, live
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, ReadingList
from sagsflow.cases.models import Case
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.verify import Verdict, verify

THREADS = 8


def assert_reading_list_agrees(db: Session, at: datetime) -> None:
    """A unit stands on the list for a case now exactly when a grant holds now, with the case's own dates and state."""
    granted = {
        (grant.unit_id, grant.case_id, grant.user_id or WHOLE_UNIT)
        for grant in db.scalars(sa.select(AccessGrant).where(live(at)))
    }
    rows = db.scalars(sa.select(ReadingList)).all()
    listed = {
        (row.unit_id, row.case_id, row.user_id) for row in rows if row.valid_to is None or row.valid_to > at
    }
    assert listed == granted
    cases = {case.id: case for case in db.scalars(sa.select(Case))}
    for row in rows:
        case = cases[row.case_id]
        shown = (row.domain, row.is_open, row.due_on)
        assert shown == (case.domain.value, case.is_open, case.due_on or NO_DUE_DATE)


def verdict(db: Session) -> Verdict:
    return verify(db, LogKeys.derive(DEMO_SECRET))


def assert_log_is_sound(db: Session) -> None:
    assert verdict(db).is_sound, verdict(db)


def at_once(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """Starts `work(0)`, `work(1)` … at the same moment; each answer, or the exception in its place."""
    answers: list[object] = [None] * threads
    gate = threading.Barrier(threads)

    def run(number: int) -> None:
        gate.wait()
        try:
            answers[number] = work(number)
        except Exception as error:  # noqa: BLE001 - the test looks at what each thread met
            answers[number] = error

    started = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return answers
