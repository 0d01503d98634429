"""Consents near their end or just ended, in the cases that somebody's units own; a list and its count are one query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import live
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, Ground, ReadingList
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.models import User
from sagsflow.consents import policy
from sagsflow.consents.hooks import HOOKS, NamedCase
from sagsflow.consents.models import Consent
from sagsflow.consents.periods import reminder_from
from sagsflow.consents.queries import ConsentRow, row_of
from sagsflow.organisations.models import Unit
from sagsflow.web.paging import Page, cut, decode

SOON, LATER, ENDED = "soon", "later", "ended"
LISTS = (SOON, LATER, ENDED)
LOOK_AHEAD, LOOK_BACK = timedelta(days=60), timedelta(days=30)
SUPPORT, VOLUNTEER = "support", "volunteer"
KEEP: Mapping[str, P] = {SUPPORT: P.CONSENT_RECORD, VOLUNTEER: P.VOLUNTEER_WRITE}
PAGE, HIGHEST_ID = 25, 2**63


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list, of which kind of cases, and whether only those of cases that the reader owns herself."""

    which: str
    domain: str = SUPPORT
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A consent and the case that it belongs to."""

    consent: ConsentRow
    case_id: int
    case: NamedCase


def domains_of(actor: Actor) -> Sequence[str]:
    """The kinds of cases whose consents somebody keeps; citizenship cases never stand beside others."""
    return [domain for domain, permission in KEEP.items() if actor.units(permission)]


def page(db: Session, actor: Actor, wanted: Wanted, at: datetime, cursor: str | None = None) -> Page[Line]:
    """The earliest end first; of those that have ended, the latest."""
    query = (
        _which(actor, wanted, at)
        .with_only_columns(Consent, Unit.name, User.name)
        .join(Unit, Unit.id == Consent.receiving_unit_id)
        .join(User, User.id == Consent.recorded_by)
        .order_by(*_order(wanted))
        .limit(PAGE + 1)
    )
    if (place := _place(cursor)) is not None:
        key = sa.tuple_(Consent.expires_at, Consent.id)
        query = query.where(key < sa.tuple_(*place) if wanted.which == ENDED else key > sa.tuple_(*place))
    found = cut(db.execute(query).all(), lambda row: (row[0].expires_at.isoformat(), row[0].id), PAGE)
    cases = _cases(db, {row[0].case_id for row in found.rows})
    lines = [
        Line(row_of(consent, unit, who, at), consent.case_id, cases[consent.case_id])
        for consent, unit, who in found.rows
    ]
    return Page(lines, found.next)


def count(db: Session, actor: Actor, wanted: Wanted, at: datetime) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(_which(actor, wanted, at).subquery())) or 0


def count_to(limit: int, db: Session, actor: Actor, wanted: Wanted, at: datetime) -> int:
    """Counted no further than that, as a list of a whole year is not read for the number on its tab."""
    inner = _which(actor, wanted, at).limit(limit).subquery()
    return db.scalar(sa.select(sa.func.count()).select_from(inner)) or 0


def _which(actor: Actor, wanted: Wanted, at: datetime) -> sa.Select[int]:
    """Found by their end: what the case must be is asked of each of them."""
    listed = sa.select(ReadingList.case_id).where(
        ReadingList.case_id == AccessGrant.case_id,
        ReadingList.unit_id == AccessGrant.unit_id,
        ReadingList.domain == wanted.domain,
        ReadingList.is_open,
        ReadingList.user_id == WHOLE_UNIT,
    )
    owning = sa.select(AccessGrant.id).where(
        AccessGrant.case_id == Consent.case_id,
        AccessGrant.ground == Ground.OWNERSHIP,
        AccessGrant.unit_id.in_(sorted(actor.units(KEEP[wanted.domain]))),
        live(at),
        listed.exists(),
    )
    query = sa.select(Consent.id).where(_period(wanted.which, at), owning.exists())
    if not wanted.mine:
        return query
    assert HOOKS.owned_by is not None, "cases.consenting has not been connected"
    return query.where(Consent.case_id.in_(HOOKS.owned_by(actor.user_id)))


def _period(which: str, at: datetime) -> sa.ColumnElement[bool]:
    if which == ENDED:
        ended = sa.and_(Consent.expires_at <= at, Consent.expires_at > at - LOOK_BACK)
        return sa.and_(Consent.withdrawn_at.is_(None), ended)
    horizon = reminder_from(at) if which == SOON else at + LOOK_AHEAD
    return sa.and_(policy.holds(at), Consent.expires_at <= horizon)


def _order(wanted: Wanted) -> Sequence[sa.ColumnElement[object]]:
    columns: Sequence[sa.ColumnElement[object]] = (Consent.expires_at, Consent.id)  # type: ignore[assignment]  # two types of columns
    return [column.desc() for column in columns] if wanted.which == ENDED else columns


def _place(cursor: str | None) -> tuple[datetime, int] | None:
    match decode(cursor, 2):
        case [str(text), int(consent_id)] if 0 <= consent_id < HIGHEST_ID:
            moment = _moment(text)
            return (moment, consent_id) if moment is not None and moment.tzinfo else None
    return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _cases(db: Session, ids: Collection[int]) -> Mapping[int, NamedCase]:
    assert HOOKS.describe is not None, "cases.consenting has not been connected"
    return HOOKS.describe(db, sorted(ids))
