"""The board's list: what groups have lifted to it, and how many cases are behind each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.small_numbers import SMALLEST_SHOWN
from sagsflow.meetings.models import AgendaItem, Barrier
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

SHOWN = 200


@dataclass(frozen=True, slots=True)
class BarrierView:
    """A barrier with the number of cases behind it; None where they are so few that the number is hidden."""

    barrier: Barrier
    cases: int | None


def barriers(db: Session) -> Sequence[BarrierView]:
    """All of them: those that wait for the board first, the latest first."""
    return _viewed(db, db.scalars(_in_order()).all())


def page(db: Session, after: str | None = None, also: int | None = None) -> Page[BarrierView]:
    """A page of them. `also` stands before it if it is not on it, so that a form that was refused is never lost."""
    query = _in_order()
    match decode(after, 2):
        case [int(rank), int(number)]:
            query = query.where(sa.tuple_(_waits(), Barrier.id) < sa.tuple_(rank, number))
    found = cut(
        db.scalars(query.limit(PAGE_SIZE + 1)).all(), lambda row: (int(row.answered_at is None), row.id)
    )
    missed = also is not None and also not in {row.id for row in found.rows}
    first = [db.get_one(Barrier, also)] if missed else []
    return Page(_viewed(db, [*first, *found.rows]), found.next)


def lifted(db: Session) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(Barrier)) or 0


def waiting(db: Session, unit_id: int) -> Sequence[Barrier]:
    """Those of a unit that the board has not answered, to which another case can be added."""
    rows = sa.select(Barrier).where(Barrier.unit_id == unit_id, Barrier.answered_at.is_(None))
    return db.scalars(rows.order_by(Barrier.title, Barrier.id).limit(SHOWN)).all()


def waiting_for_the_board(db: Session) -> int:
    """How many of those on the board's list it has not answered."""
    return db.scalar(sa.select(sa.func.count()).where(Barrier.answered_at.is_(None))) or 0


def _in_order() -> sa.Select[Barrier]:
    """They are numbered in the order in which they were lifted."""
    return sa.select(Barrier).order_by(_waits().desc(), Barrier.id.desc())


def _waits() -> sa.ColumnElement[int]:
    return sa.case((Barrier.answered_at.is_(None), 1), else_=0)


def _viewed(db: Session, found: Sequence[Barrier]) -> Sequence[BarrierView]:
    counts = _cases(db, [row.id for row in found])
    return [BarrierView(row, _shown(counts.get(row.id, 0))) for row in found]


def _cases(db: Session, barrier_ids: Collection[int]) -> Mapping[int, int]:
    """However many meetings a case came before, it is one."""
    rows = db.execute(
        sa.select(AgendaItem.barrier_id, sa.func.count(AgendaItem.case_id.distinct()))
        .where(AgendaItem.barrier_id.in_(barrier_ids))
        .group_by(AgendaItem.barrier_id)
    )
    return {barrier_id: cases for barrier_id, cases in rows if barrier_id is not None}


def _shown(cases: int) -> int | None:
    return None if 0 < cases < SMALLEST_SHOWN else cases
