"""Reads of the bases in law on which units see cases, as plain values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.accounts.models import User
from sagsflow.consents import policy
from sagsflow.consents.models import LegalBasis, LegalGround
from sagsflow.consents.terms import in_order, topics_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations.models import Unit
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

HIGHEST_ID = 2**63


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A basis in law on which a unit sees part of a case, as a page shows it."""

    id: int
    case_id: int
    unit_id: int
    unit: str
    legal_ground: LegalGround
    paragraph: str
    note: str
    topics: tuple[Topic, ...]
    sensitive: bool
    until: date
    stated_on: date
    stated_by: str


def live_bases(db: Session, case_id: int, at: datetime) -> Sequence[LegalBasis]:
    """The bases in law that hold for a case at this moment."""
    return db.scalars(
        sa.select(LegalBasis)
        .where(LegalBasis.case_id == case_id, policy.basis_holds(at))
        .order_by(LegalBasis.id)
    ).all()


def of_case(db: Session, case_id: int, at: datetime) -> list[BasisRow]:
    """The bases in law that hold for a case, as a page shows them."""
    return _rows(db, _holding(LegalBasis.case_id == case_id, at))


def of_units(
    db: Session, unit_ids: Collection[int], at: datetime, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[BasisRow]:
    """Those on which some units see cases now, the earliest end first."""
    query = _holding(LegalBasis.unit_id.in_(sorted(unit_ids)), at).limit(size + 1)
    match decode(cursor, 2):
        case [str(day), int(basis_id)] if (until := _day(day)) is not None and 0 <= basis_id < HIGHEST_ID:
            query = query.where(sa.tuple_(LegalBasis.until, LegalBasis.id) > sa.tuple_(until, basis_id))
    return cut(_rows(db, query), lambda row: (row.until.isoformat(), row.id), size)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _holding(which: sa.ColumnElement[bool], at: datetime) -> sa.Select[LegalBasis, str, str]:
    return (
        sa.select(LegalBasis, Unit.name, User.name)
        .join(Unit, Unit.id == LegalBasis.unit_id)
        .join(User, User.id == LegalBasis.stated_by)
        .where(which, policy.basis_holds(at))
        .order_by(LegalBasis.until, LegalBasis.id)
    )


def _rows(db: Session, query: sa.Select[LegalBasis, str, str]) -> list[BasisRow]:
    return [
        BasisRow(
            id=basis.id,
            case_id=basis.case_id,
            unit_id=basis.unit_id,
            unit=unit,
            legal_ground=basis.legal_ground,
            paragraph=basis.paragraph,
            note=basis.note,
            topics=in_order(topics_of(basis.topics)),
            sensitive=basis.sensitive,
            until=basis.until,
            stated_on=copenhagen_date(basis.stated_at),
            stated_by=who,
        )
        for basis, unit, who in db.execute(query)
    ]
