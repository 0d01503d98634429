"""Reads of the contact log, and of the contacts of one case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.queries.one import Seen
from sagsflow.core.calendar import copenhagen_date
from sagsflow.outreach import policy
from sagsflow.outreach.models import CaseContact, ContactOutcome, Outreach
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

SHOWN = 20
LATELY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Sum:
    """How often one has been out lately, and how many one met."""

    times: int
    adults: int
    young: int
    children: int


def log(db: Session, actor: Actor, at: datetime, after: str | None = None) -> Page[Outreach]:
    """The log of one's own units, the newest first."""
    query = sa.select(Outreach).where(policy.visible_to(actor, at))
    key = decode(after, 2)
    if key is not None and isinstance(key[1], int) and (day := _day(str(key[0]))) is not None:
        query = query.where(sa.tuple_(Outreach.happened_on, Outreach.id) < sa.tuple_(day, key[1]))
    query = query.order_by(Outreach.happened_on.desc(), Outreach.id.desc()).limit(PAGE_SIZE + 1)
    return cut(db.scalars(query).all(), lambda row: (row.happened_on.isoformat(), row.id))


def lately(db: Session, actor: Actor, at: datetime) -> Sum:
    """The last four weeks."""
    since = copenhagen_date(at) - LATELY
    whole = [sa.func.coalesce(sa.func.sum(column), 0) for column in _PEOPLE]
    query = sa.select(sa.func.count(Outreach.id), *whole)
    times, *people = db.execute(query.where(policy.visible_to(actor, at), Outreach.happened_on > since)).one()
    return Sum(times, *people)


def of_case(db: Session, actor: Actor, seen: Seen) -> Sequence[CaseContact]:
    """All to the unit that has the case; to others what their own unit wrote."""
    query = sa.select(CaseContact).where(CaseContact.case_id == seen.case.id)
    if not seen.view.owning_unit_ids:
        query = query.where(CaseContact.author_unit_id.in_(sorted(actor.unit_ids)))
    return db.scalars(query.order_by(CaseContact.on_day.desc(), CaseContact.id.desc()).limit(SHOWN)).all()


def missed(rows: Sequence[CaseContact]) -> int:
    """How many appointments in a row nobody came to, the newest first."""
    count = 0
    for row in rows:
        if row.outcome is ContactOutcome.HELD:
            break
        count += row.outcome is ContactOutcome.NO_SHOW
    return count


_PEOPLE = (Outreach.adults, Outreach.young, Outreach.children)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
