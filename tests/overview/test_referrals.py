"""Referrals are counted by what became of them; a draft is none yet, and silence that was handed back no longer waits."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.core.database import Database
from sagsflow.overview.figures import figures
from sagsflow.overview.reading import Question
from sagsflow.overview.source.told import Rowwise
from sagsflow.referrals.models import Referral
from tests.cast import SCHOOL
from tests.house.databases import StartingPoint
from tests.overview.test_figures import EVERYBODY, LIBRARY, NOW, PERIODS
from tests.overview.town import TOWN

# state, whether it was accepted, how many: each more than is hidden
SENT = (
    ("draft", None, 5),
    ("sent", None, 6),
    ("waiting", None, 7),
    ("active", True, 8),
    ("refused", False, 9),
    ("unanswered", None, 10),
    ("no_answer", None, 11),
    ("withdrawn", None, 12),
)
BECAME = {"waiting": 13, "accepted": 8, "declined": 9, "handed_back": 21, "taken_back": 12}


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def _send(database: Database) -> None:
    track = LIBRARY.latest("referral")
    with database.write() as db:
        case = db.scalars(sa.select(Case).where(Case.workflow_id == "coordinated")).first()
        assert case
        for state, accepted, number in SENT:
            for _ in range(number):
                row = Referral(case_id=case.id, to_unit_id=SCHOOL, state=state, accepted=accepted)
                row.workflow_id, row.workflow_version = track.id, track.version
                row.handover_note, row.sent_at, row.sent_at_step = (
                    "Kan I hjælpe?",
                    NOW - timedelta(days=40),
                    1,
                )
                db.add(row)


def test_each_kind_of_end_has_its_own_count(database: Database) -> None:
    _send(database)
    year = PERIODS[1]
    with database.read() as db:
        source = Rowwise(db, EVERYBODY, PERIODS, NOW, LIBRARY)
        found = figures(source, Question(EVERYBODY, year, PERIODS, NOW, LIBRARY))
    assert {row.code: row.cases for row in found.referrals} == BECAME
