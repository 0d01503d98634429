"""What an activity says of itself, checked as a whole and put into a row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.activities.models import Activity, ActivityKind
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry, Value
from sagsflow.organisations.models import Area, Plan, SubAgreement, Unit

LONGEST_TITLE, LONGEST_LINE, LONGEST_TEXT = 120, 200, 4_000
MOST_PEOPLE = 10_000
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=366), timedelta(days=3 * 366)
Row = TypeVar("Row", Area, Unit)


@dataclass(frozen=True, slots=True)
class Content:
    """`area_ids` empty means the whole plan. `partner_ids` are units that take part, `other_partners` a line about others."""

    title: str
    kind: ActivityKind
    place: str
    starts_at: datetime
    ends_at: datetime
    plan_id: int
    sub_agreement_id: int | None
    unit_id: int
    area_ids: frozenset[int] = frozenset()
    description: str = ""
    responsible_id: int | None = None
    partner_ids: frozenset[int] = frozenset()
    other_partners: str = ""
    expected: int | None = None
    comment_by: date | None = None


def write(db: Session, activity: Activity, content: Content, *, at: datetime) -> None:
    """Into a row, new or old; raises Invalid with every fault at once."""
    wrong = {
        **_faults_of_words(content),
        **_faults_of_time(db, content, at),
        **_faults_of_links(db, content, at),
    }
    if wrong:
        raise Invalid(fields=wrong)
    activity.title, activity.kind, activity.place = content.title.strip(), content.kind, content.place.strip()
    activity.description, activity.other_partners = (
        content.description.strip(),
        content.other_partners.strip(),
    )
    activity.starts_at, activity.ends_at = content.starts_at, content.ends_at
    activity.plan_id, activity.sub_agreement_id = content.plan_id, content.sub_agreement_id
    activity.unit_id, activity.responsible_id = content.unit_id, content.responsible_id
    activity.expected, activity.comment_by = content.expected, content.comment_by
    activity.areas = list(_rows(db, Area, content.area_ids))
    activity.partners = list(_rows(db, Unit, content.partner_ids - {content.unit_id}))


def record(db: Session, kind: str, activity: Activity, actor: Actor, at: datetime, **data: Value) -> None:
    entry = Entry(kind, data={"activity": activity.id, **data})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({activity.unit_id}))


def _faults_of_words(content: Content) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, longest in (("title", LONGEST_TITLE), ("place", LONGEST_TITLE)):
        typed = getattr(content, name).strip()
        if not typed or len(typed) > longest:
            wrong[name] = "too-long" if typed else "missing"
    if len(content.description) > LONGEST_TEXT:
        wrong["description"] = "too-long"
    if len(content.other_partners) > LONGEST_LINE:
        wrong["other_partners"] = "too-long"
    if content.expected is not None and not 0 <= content.expected <= MOST_PEOPLE:
        wrong["expected"] = "count"
    return wrong


def _faults_of_time(db: Session, content: Content, at: datetime) -> dict[str, str]:
    on, today = copenhagen_date(content.starts_at), copenhagen_date(at)
    wrong: dict[str, str] = {}
    if content.ends_at <= content.starts_at:
        wrong["ends"] = "ends-before-start"
    if not today - FURTHEST_BACK <= on <= today + FURTHEST_AHEAD:
        wrong["day"] = "day"
    plan = db.get(Plan, content.plan_id)
    if plan is None or not plan.start_year <= on.year <= plan.end_year:
        wrong["plan_id"] = "plan-years"
    if content.comment_by is not None and content.comment_by > on:
        wrong["comment_by"] = "comment-day"
    return wrong


def _faults_of_links(db: Session, content: Content, at: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {}
    chosen = content.sub_agreement_id
    if chosen is not None and db.get(SubAgreement, chosen) is None:
        wrong["sub_agreement_id"] = "missing"
    there = {one.user_id for one in accounts.people_in(db, [content.unit_id], copenhagen_date(at))}
    if content.responsible_id is not None and content.responsible_id not in there:
        wrong["responsible_id"] = "not-in-unit"
    return wrong


def _rows(db: Session, model: type[Row], ids: Collection[int]) -> Sequence[Row]:
    return db.scalars(sa.select(model).where(model.id.in_(sorted(ids)))).all() if ids else []
