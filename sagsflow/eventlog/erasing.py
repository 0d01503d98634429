"""Takes what was typed out of readings of somebody who has been erased: when, who and what stand, the words go."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import ReadEntry
from sagsflow.eventlog.reading import words_of
from sagsflow.eventlog.service import KEYS


def blank_readings(db: Session, *, case_id: int | None = None, resident_id: int | None = None) -> None:
    """The words of every reading of a case, or of a resident. Their digest stays, so that the reading and its seal verify."""
    keys: LogKeys = db.info[KEYS]
    about = ReadEntry.case_id == case_id if case_id is not None else ReadEntry.resident_id == resident_id
    worded = sa.or_(ReadEntry.purpose.is_not(None), ReadEntry.recipient.is_not(None))
    for row in db.scalars(sa.select(ReadEntry).where(about, worded)):
        row.blanked = words_of(row, keys)
        row.purpose = row.recipient = None
    db.flush()
