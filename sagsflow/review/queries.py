"""Reads of the read log: of one case, and of everything that somebody looks after; a constant number of statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership, User
from sagsflow.cases.models import Case
from sagsflow.eventlog.models import ReadEntry
from sagsflow.organisations.queries import units_by_id
from sagsflow.review.days import midnight
from sagsflow.review.models import ReadReview
from sagsflow.review.policy import Scope
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

AT_ONCE = 500
HIGHEST_ID = 2**63


@dataclass(frozen=True, slots=True)
class Line:
    """One reading in words that can be shown: who, in which role and where, when, what, and what for.

    `on_behalf_of` is the leader whose deputy she was: the reading stands under the leader's membership.
    """

    id: int
    at: datetime
    user_id: int
    who: str
    on_behalf_of: str
    role: Role | None
    unit: str
    organisation: str
    what: str
    purpose: str
    recipient: str
    case_id: int | None
    case_ref: str
    count: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed to. `until` is the last day."""

    since: date
    until: date
    who: str = ""
    ref: str = ""


def opened(case_id: int) -> sa.ColumnElement[bool]:
    """Pages and papers about this one case; an index leads to them."""
    return ReadEntry.case_id == case_id


def listed(case: Case) -> sa.ColumnElement[bool]:
    """Lists, agendas and searches on which the case stood; walked from the newest to the day it was opened."""
    shown = ReadEntry.shown.contains(f" c{case.id} ") | ReadEntry.shown.contains(f" r{case.resident_id} ")
    return sa.and_(ReadEntry.case_id.is_distinct_from(case.id), ReadEntry.at >= case.opened_at, shown)


def page(db: Session, which: sa.ColumnElement[bool], cursor: str | None) -> Page[Line]:
    """The newest first."""
    query = _lines().where(which).order_by(ReadEntry.id.desc()).limit(PAGE_SIZE + 1)
    match decode(cursor, 1):
        case [int(last)] if 0 < last < HIGHEST_ID:
            query = query.where(ReadEntry.id < last)
    return cut(_fill(db, query), lambda line: (line.id,))


def every(db: Session, which: sa.ColumnElement[bool], most: int) -> Sequence[Line]:
    """For paper; the newest first."""
    return _fill(db, _lines().where(which).order_by(ReadEntry.id.desc()).limit(most))


def stream(db: Session, which: sa.ColumnElement[bool]) -> Iterator[Line]:
    """The oldest first, some hundred at a time, so that a year of readings needs no more memory than a day."""
    last = 0
    while lines := _fill(
        db, _lines().where(which, ReadEntry.id > last).order_by(ReadEntry.id).limit(AT_ONCE)
    ):
        yield from lines
        last = lines[-1].id


def reviews(db: Session, keys: Sequence[str]) -> Mapping[str, ReadReview]:
    """What has been said of these already."""
    return {row.key: row for row in db.scalars(sa.select(ReadReview).where(ReadReview.key.in_(keys)))}


def in_log(scope: Scope, wanted: Wanted) -> sa.ColumnElement[bool]:
    """What of the log this scope holds, narrowed."""
    after_last = midnight(wanted.until + timedelta(days=1))
    parts = [scope.covers(), ReadEntry.at >= midnight(wanted.since), ReadEntry.at < after_last]
    if wanted.who:
        parts.append(User.name.icontains(wanted.who, autoescape=True))
    if wanted.ref:
        parts.append(Case.ref == wanted.ref.upper())
    return sa.and_(*parts)


def _lines() -> sa.Select[ReadEntry, str | None, str | None, Role | None, int | None, str | None]:
    leader = sa.orm.aliased(User)
    another = sa.and_(leader.id == Membership.user_id, leader.id != ReadEntry.user_id)
    return (
        sa.select(ReadEntry, User.name, leader.name, Membership.role, Membership.unit_id, Case.ref)
        .outerjoin(User, User.id == ReadEntry.user_id)
        .outerjoin(Membership, Membership.id == ReadEntry.membership_id)
        .outerjoin(leader, another)
        .outerjoin(Case, Case.id == ReadEntry.case_id)
    )


def _fill(
    db: Session, query: sa.Select[ReadEntry, str | None, str | None, Role | None, int | None, str | None]
) -> Sequence[Line]:
    rows = db.execute(query).all()
    units = units_by_id(db, {unit_id for *_rest, unit_id, _ref in rows if unit_id is not None})
    names: Mapping[int, tuple[str, str]] = {
        key: (unit.name, unit.organisation.name) for key, unit in units.items()
    }
    return [
        Line(
            id=entry.id,
            at=entry.at,
            user_id=entry.user_id,
            who=who or "",
            on_behalf_of=leader or "",
            role=role,
            unit=names.get(unit_id or 0, ("", ""))[0],
            organisation=names.get(unit_id or 0, ("", ""))[1],
            what=entry.what,
            purpose=entry.purpose or "",
            recipient=entry.recipient or "",
            case_id=entry.case_id,
            case_ref=ref or "",
            count=entry.count,
        )
        for entry, who, leader, role, unit_id, ref in rows
    ]
