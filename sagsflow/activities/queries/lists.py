"""Lists of activities, each through the policy: what comes, what waits to be counted, what was held, proposed or cancelled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities import policy
from sagsflow.activities.models import Activity, ActivityArea, ActivityComment, ActivityStatus
from sagsflow.core.calendar import copenhagen_date, midnight
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

COMING, UNCOUNTED, HELD, PROPOSED, CANCELLED = "coming", "uncounted", "held", "proposed", "cancelled"
LISTS = (COMING, UNCOUNTED, HELD, PROPOSED, CANCELLED)
UPWARDS = frozenset({COMING, PROPOSED})
ENDED = (ActivityStatus.CANCELLED, ActivityStatus.DECLINED)
ON_FIRST_PAGE = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list, narrowed to an area (with what is for all), a sub-agreement and days; None leaves it open."""

    which: str = COMING
    area_id: int | None = None
    sub_agreement_id: int | None = None
    first: date | None = None
    last: date | None = None


def page(
    db: Session,
    actor: Actor,
    wanted: Wanted,
    at: datetime,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Activity]:
    """What comes and what is proposed with the nearest first, everything else with the latest first."""
    query, key = _seen(actor, wanted, at), decode(cursor, 2)
    place, rising = sa.tuple_(Activity.starts_at, Activity.id), wanted.which in UPWARDS
    if key is not None and (after := _moment(key[0])) is not None:
        there = sa.tuple_(sa.bindparam(None, after, Activity.starts_at.type), sa.literal(key[1]))
        query = query.where(place > there if rising else place < there)
    ways = (Activity.starts_at, Activity.id)
    query = query.order_by(*(way if rising else way.desc() for way in ways)).limit(size + 1)
    rows = db.scalars(query).unique().all()
    return cut(rows, lambda row: (row.starts_at.isoformat(), row.id), size)


def count(db: Session, actor: Actor, wanted: Wanted, at: datetime) -> int:
    """How many the list holds."""
    query = _seen(actor, wanted, at).with_only_columns(sa.func.count(Activity.id))
    return db.scalars(query).one()


def counts(db: Session, actor: Actor, wanted: Wanted, at: datetime) -> dict[str, int]:
    """Of each list, narrowed alike."""
    return {which: count(db, actor, replace(wanted, which=which), at) for which in LISTS}


def whole(db: Session, actor: Actor, wanted: Wanted, at: datetime, size: int = 500) -> Iterator[Activity]:
    """All of a list, page after page."""
    found = page(db, actor, wanted, at, size=size)
    yield from found.rows
    while found.next:
        found = page(db, actor, wanted, at, cursor=found.next, size=size)
        yield from found.rows


def awaiting_comment(db: Session, actor: Actor, at: datetime) -> Sequence[Activity]:
    """What a tenant board is asked about, and nobody of it has said anything yet; the nearest day first."""
    boards = sorted(actor.units(P.ACTIVITY_COMMENT))
    said = sa.select(ActivityComment.id).where(
        ActivityComment.activity_id == Activity.id,
        ActivityComment.unit_id.in_(boards),
        ActivityComment.withdrawn_at.is_(None),
    )
    query = sa.select(Activity).where(
        policy.visible_to(actor),
        Activity.status.in_((ActivityStatus.PROPOSED, ActivityStatus.PLANNED)),
        Activity.comment_by >= copenhagen_date(at),
        ~said.correlate(Activity).exists(),
    )
    return db.scalars(query.order_by(Activity.comment_by, Activity.id).limit(ON_FIRST_PAGE)).unique().all()


def left_to_count(db: Session, actor: Actor, at: datetime, most: int) -> Sequence[Activity]:
    """What is over and waits for this person to write down how many came, the oldest first."""
    if not actor.may_any(policy.PLANNERS):
        return ()
    query = sa.select(Activity).where(_on(UNCOUNTED, at), policy.is_left_to(actor))
    return db.scalars(query.order_by(Activity.starts_at, Activity.id).limit(most)).unique().all()


def own_proposals(db: Session, actor: Actor) -> Sequence[Activity]:
    """What a tenant board has proposed lately, whatever became of it."""
    boards = Activity.proposed_by_unit_id.in_(sorted(actor.units(P.ACTIVITY_COMMENT)))
    query = sa.select(Activity).where(boards).order_by(Activity.written_at.desc(), Activity.id.desc())
    return db.scalars(query.limit(ON_FIRST_PAGE)).unique().all()


def _seen(actor: Actor, wanted: Wanted, at: datetime) -> sa.Select[Activity]:
    query = sa.select(Activity).where(policy.visible_to(actor), _on(wanted.which, at))
    if wanted.area_id is not None:
        areas = sa.select(ActivityArea.area_id).where(ActivityArea.activity_id == Activity.id)
        here = areas.where(ActivityArea.area_id == wanted.area_id).correlate(Activity)
        query = query.where(sa.or_(here.exists(), ~areas.correlate(Activity).exists()))
    if wanted.sub_agreement_id is not None:
        query = query.where(Activity.sub_agreement_id == wanted.sub_agreement_id)
    if wanted.first is not None:
        query = query.where(Activity.starts_at >= midnight(wanted.first))
    if wanted.last is not None:
        query = query.where(Activity.starts_at < midnight(wanted.last + timedelta(days=1)))
    return query


def _on(which: str, at: datetime) -> sa.ColumnElement[bool]:
    planned = Activity.status == ActivityStatus.PLANNED
    return {
        COMING: sa.and_(planned, Activity.ends_at > at),
        UNCOUNTED: sa.and_(planned, Activity.ends_at <= at),
        HELD: Activity.status == ActivityStatus.HELD,
        PROPOSED: Activity.status == ActivityStatus.PROPOSED,
        CANCELLED: Activity.status.in_(ENDED),
    }[which]


def _moment(text: object) -> datetime | None:
    """None for what no page of ours has said."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
