"""What a unit has been given while it had a ground to be given it: who opened the case, what was sent, what was printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts.models import Membership
from sagsflow.consents.hooks import HOOKS
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.models import ReadEntry

PRINTED = ("case-printed", "handover-printed")


@dataclass(frozen=True, slots=True)
class Print:
    """A paper that was printed from the case, whoever it was for."""

    on: date
    recipient: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that was handed to the unit; `kind` is a code for words."""

    on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Disclosed:
    """`openings`: on how many occasions somebody of the unit had the case, or a part of it, before her."""

    openings: int
    first: date | None
    last: date | None
    sent: tuple[Sent, ...]
    prints: tuple[Print, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.openings or self.sent or self.prints)


def disclosed(db: Session, case_id: int, unit_id: int, since: datetime, until: datetime) -> Disclosed:
    """Between two moments, from the read log and from what the features above have handed over."""
    during = sa.and_(ReadEntry.case_id == case_id, ReadEntry.at >= since, ReadEntry.at <= until)
    count, first, last = db.execute(
        sa.select(sa.func.count(), sa.func.min(ReadEntry.at), sa.func.max(ReadEntry.at))
        .join(Membership, Membership.id == ReadEntry.membership_id)
        .where(during, Membership.unit_id == unit_id)
    ).one()
    return Disclosed(
        openings=count,
        first=copenhagen_date(first) if count else None,
        last=copenhagen_date(last) if count else None,
        sent=tuple(_sent(db, case_id, unit_id, since, until)),
        prints=tuple(_prints(db, during)),
    )


def _sent(db: Session, case_id: int, unit_id: int, since: datetime, until: datetime) -> Sequence[Sent]:
    found = [row for given in HOOKS.handed_over.values() for row in given(db, case_id, unit_id)]
    return [
        Sent(copenhagen_date(row.at), row.kind)
        for row in sorted(found, key=lambda row: row.at)
        if since <= row.at <= until
    ]


def _prints(db: Session, during: sa.ColumnElement[bool]) -> Sequence[Print]:
    rows = db.scalars(sa.select(ReadEntry).where(during, ReadEntry.what.in_(PRINTED)).order_by(ReadEntry.at))
    return [Print(copenhagen_date(row.at), row.recipient or "", row.purpose or "") for row in rows]
