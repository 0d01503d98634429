"""Reads of the register of breaches: whose it is, what stands in it, and what is missing before one can be closed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.core.errors import NotFound
from sagsflow.privacy.models.breaches import Breach, BreachCase, Risk
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """All of them to a data protection officer; to a leader those of her organisation."""
    if not actor.may(P.BREACH_KEEP):
        return sa.false()
    if _is_officer(actor):
        return sa.true()
    own = {seat.organisation_id for seat in actor.seats if seat.may(P.BREACH_KEEP)}
    return Breach.organisation_id.in_(sorted(own))


def listed(db: Session, actor: Actor, after: str | None = None) -> Page[Breach]:
    """The open ones first, each the newest first."""
    rank = sa.case((Breach.closed_at.is_(None), 1), else_=0)
    query = sa.select(Breach).where(visible_to(actor)).order_by(rank.desc(), Breach.id.desc())
    if key := decode(after, 2):
        query = query.where(sa.tuple_(rank, Breach.id) < sa.tuple_(key[0], key[1]))
    rows = db.scalars(query.limit(PAGE_SIZE + 1)).all()
    return cut(rows, lambda row: (int(row.is_open), row.id))


def every(db: Session, actor: Actor) -> Iterator[Breach]:
    """The whole register, page after page."""
    page = listed(db, actor)
    yield from page.rows
    while page.next:
        page = listed(db, actor, page.next)
        yield from page.rows


def get(db: Session, actor: Actor, breach_id: int) -> Breach:
    """Raises NotFound."""
    found = db.scalars(sa.select(Breach).where(Breach.id == breach_id, visible_to(actor))).one_or_none()
    if found is None:
        raise NotFound("breach", id=breach_id)
    return found


def case_numbers(db: Session, breach: Breach) -> Sequence[str]:
    query = sa.select(Case.ref).join(BreachCase, BreachCase.case_id == Case.id)
    return db.scalars(query.where(BreachCase.breach_id == breach.id).order_by(Case.ref)).all()


def cases_by_number(db: Session, numbers: Sequence[str], actor: Actor, at: datetime) -> Sequence[int]:
    """The ids of these cases. A data protection officer may name any; a leader those that she can see."""
    query = sa.select(Case.id).where(Case.ref.in_(numbers))
    if not _is_officer(actor):
        query = query.where(case_policy.visible_to(actor, at))
    return db.scalars(query).all()


def _is_officer(actor: Actor) -> bool:
    return any(seat.role is Role.DPO for seat in actor.seats)


def hours_left(breach: Breach, at: datetime) -> int:
    """Whole hours until the 72 are over; negative when they are."""
    return (breach.report_by - at) // timedelta(hours=1)


def gaps(breach: Breach) -> list[str]:
    """What must stand in the register before the breach can be closed, as codes."""
    found = []
    if breach.risk is None:
        found.append("risk-not-weighed")
    if not breach.authority_answered:
        found.append("authority-not-answered")
    late = breach.authority_told_at is not None and breach.authority_told_at > breach.report_by
    if late and breach.authority_why is None:
        found.append("late-without-reason")
    if breach.risk is Risk.HIGH and breach.residents_told_at is None and breach.residents_why is None:
        found.append("residents-not-answered")
    return found
