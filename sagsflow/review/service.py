"""Says of a reading or an alarm that it is in order, or that it must be looked into; never of one's own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.keys import LogKeys
from sagsflow.review import matters
from sagsflow.review.matters import Asked
from sagsflow.review.models import Opinion, ReadReview

MOST_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What the reviewer answered."""

    key: str
    opinion: Opinion
    note: str


def sample_key(entry_id: int) -> str:
    return f"sample:{entry_id}"


def review(db: Session, asked: Asked, said: Said, *, keys: LogKeys, at: datetime) -> None:
    """Raises NotFound for what is not in this month's sample or alarms of this reviewer, Invalid for missing words."""
    reader = _reader_of(db, asked, said.key, keys, at)
    if said.opinion is Opinion.LOOK_INTO and not said.note.strip():
        raise Invalid(fields={"note": "missing"})
    if len(said.note) > MOST_WORDS:
        raise Invalid(fields={"note": "too-long"})
    row = db.get(ReadReview, said.key) or ReadReview(key=said.key, month=asked.month, reader_id=reader)
    row.opinion, row.note, row.by_id, row.at = said.opinion, said.note.strip(), asked.actor.user_id, at
    db.add(row)
    told = eventlog.Entry(
        "reading-reviewed", data={"what": said.key, "opinion": said.opinion.value, "reader": reader}
    )
    eventlog.record(db, [told], actor=asked.actor, at=at)


def _reader_of(db: Session, asked: Asked, key: str, keys: LogKeys, at: datetime) -> int:
    drawn = matters.sample(db, keys, asked) if is_over(asked.month, copenhagen_date(at)) else ()
    found = {sample_key(line.id): line.user_id for line in drawn}
    found |= {alarm.key: alarm.reader_id for alarm in matters.alarms(db, asked)}
    if key not in found:
        raise NotFound("reading", key=key)
    return found[key]


def is_over(month: date, today: date) -> bool:
    """The sample of a month is drawn when the month is over: until then it would change."""
    return month < today.replace(day=1)
