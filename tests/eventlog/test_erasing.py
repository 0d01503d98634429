"""What was typed into a reading can be erased after it was sealed, and the log still tells tampering from erasure."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog import sealing, service
from sagsflow.eventlog.erasing import blank_readings
from sagsflow.eventlog.models import ReadEntry
from sagsflow.eventlog.reading import Reading
from tests.cases.agreement import verdict
from tests.cast import Cast, person

ERASED, KEPT = 1, 2
WORDS = "Hun skal flytte"


@pytest.fixture
def erased(cast: Cast) -> Cast:
    """Two readings under one seal; the words of the first are erased afterwards."""
    with cast.database.write() as db:
        for number in (ERASED, KEPT):
            reading = Reading("case-printed", case_id=number, purpose=WORDS, recipient="Ane")
            service.note(db, reading, actor=person("karen"), at=cast.at)
        sealing.seal(db, at=cast.at)
    with cast.database.write() as db:
        blank_readings(db, case_id=ERASED)
    return cast


def test_the_words_go_and_the_sealed_reading_still_verifies(erased: Cast) -> None:
    with erased.database.read() as db:
        rows = db.scalars(sa.select(ReadEntry).order_by(ReadEntry.id)).all()
        assert [(row.purpose, row.recipient) for row in rows] == [(None, None), (WORDS, "Ane")]
        assert [row.case_id for row in rows] == [ERASED, KEPT], "that it was read, by whom and when, stands"
        assert verdict(db).is_sound


def test_erased_again_nothing_changes(erased: Cast) -> None:
    with erased.database.write() as db:
        blank_readings(db, case_id=ERASED)
    with erased.database.read() as db:
        assert verdict(db).is_sound


@pytest.mark.parametrize(
    "tamper",
    [
        lambda db: db.execute(sa.update(ReadEntry).where(ReadEntry.id == 1).values(blanked=None)),
        lambda db: db.execute(sa.update(ReadEntry).where(ReadEntry.id == 1).values(blanked="0" * 32)),
        lambda db: db.execute(sa.update(ReadEntry).where(ReadEntry.id == 2).values(purpose=None)),
        lambda db: db.execute(sa.update(ReadEntry).where(ReadEntry.id == 1).values(case_id=KEPT)),
        lambda db: db.execute(sa.update(ReadEntry).where(ReadEntry.id == 1).values(purpose="Andet")),
    ],
    ids=["without digest", "other digest", "words taken out", "another case", "words put in"],
)
def test_what_only_looks_like_an_erasure_is_found(erased: Cast, tamper: Callable[[Session], object]) -> None:
    with erased.database.write() as db:
        tamper(db)
        assert verdict(db).fault == "changed"
        db.rollback()
