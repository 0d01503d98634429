"""Lists of cases: walked along the reading list, checked against the ledger, paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import readable_cases
from sagsflow.access.models import WHOLE_UNIT, ReadingList
from sagsflow.cases import policy
from sagsflow.cases.hooks import Behind
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.queries import holding, ways
from sagsflow.cases.queries.ways import Usual
from sagsflow.core.calendar import ONE_DAY, copenhagen_date, midnight
from sagsflow.core.dates import parse_date
from sagsflow.residents.identity import protected
from sagsflow.residents.models import ResidentToken
from sagsflow.residents.names import tokens
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

CAP = 100
HIGHEST_ID = 2**63
_OTHER = aliased(ReadingList)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything."""

    domain: Domain = Domain.SUPPORT
    is_open: bool | None = True
    text: str = ""
    workflow_id: str = ""
    state: str = ""
    sub_agreement_id: int | None = None
    area_id: int | None = None
    owner_id: int | None = None
    unowned: bool = False
    overdue_on: date | None = None
    urgent: bool = False
    uninformed_of: frozenset[int] = frozenset()
    meeting_wait: str = ""
    plan_id: int | None = None
    organisation_id: int | None = None
    result: str = ""
    first: date | None = None
    last: date | None = None
    holder_id: int | None = None
    owned_by: frozenset[int] = frozenset()
    usual: Usual | None = None
    behind: Behind | None = None

    @property
    def group(self) -> sa.ColumnElement[bool]:
        """Every case of the pathway in the plan, whoever may see it."""
        same = {
            Case.plan_id: self.plan_id,
            Case.domain: self.domain,
            Case.workflow_id: self.workflow_id,
        }
        return sa.and_(*(column == value for column, value in same.items()))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: Case
    due_on: date


def page(
    db: Session,
    actor: Actor,
    filters: Filters,
    at: datetime,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """25 cases in order of due date, or as many as a file takes at once; the cursor is (due date, case id)."""
    query = _select(actor, filters, at).order_by(ReadingList.due_on, ReadingList.case_id).limit(size + 1)
    if start := _after(cursor):
        query = query.where(sa.tuple_(ReadingList.due_on, ReadingList.case_id) > sa.tuple_(*start))
    rows = [Row(case, due_on) for case, due_on in db.execute(query)]
    return cut(rows, lambda row: (row.due_on.isoformat(), row.case.id), size)


def count(db: Session, actor: Actor, filters: Filters, at: datetime) -> int:
    """How many the same query finds, counted to at most CAP + 1, so that it stays as quick with 100,000 cases."""
    inner = _select(actor, filters, at).with_only_columns(sa.literal(1), maintain_column_froms=True)
    return db.scalar(sa.select(sa.func.count()).select_from(inner.limit(CAP + 1).subquery())) or 0


def tally(
    db: Session, actor: Actor, filters: Filters, at: datetime, by: Sequence[sa.ColumnElement[Any]]
) -> Sequence[Any]:
    """How many the same query finds of each kind, all of them: rows of the kind's columns and the number."""
    # Apart, not under OR: what is looked up for the few of the second would be planned as if for all.
    of_units = _listed(actor, filters, at, policy.among_visible(actor, filters.domain, at))
    of_her_own = _listed(actor, filters, at, policy.visible_to(actor, at))
    parts = (
        (of_units, ReadingList.user_id == WHOLE_UNIT),
        (of_her_own, _of_one_person(actor, filters, at)),
    )
    kinds = [column.label(f"kind_{place}") for place, column in enumerate(by)]
    found = sa.union_all(
        *(every.where(rows).with_only_columns(*kinds, maintain_column_froms=True) for every, rows in parts)
    ).subquery()
    return db.execute(sa.select(*found.c, sa.func.count()).group_by(*found.c)).all()


def narrowed(filters: Filters, at: datetime) -> sa.ColumnElement[bool]:
    """Whether a case of a tally is among those that the list would be narrowed to, as one of the kinds that it is counted by."""
    return sa.and_(sa.true(), *_narrow(filters, copenhagen_date(at)))


def _after(cursor: str | None) -> tuple[date, int] | None:
    """Where the page begins; a cursor that nobody was given begins at the top."""
    match decode(cursor, 2):
        case [str(day), int(case_id)] if (due := parse_date(day)) and 0 <= case_id < HIGHEST_ID:
            return due, case_id
    return None


@lru_cache(maxsize=64)
def _select(actor: Actor, filters: Filters, at: datetime) -> sa.Select[Case, date]:
    """One query object for the list and its count."""
    once = sa.or_(ReadingList.user_id == WHOLE_UNIT, _of_one_person(actor, filters, at))
    return _listed(actor, filters, at, policy.visible_to(actor, at)).where(once)


def _listed(
    actor: Actor, filters: Filters, at: datetime, visible: sa.ColumnElement[bool]
) -> sa.Select[Case, date]:
    """Of several units that see a case, the row of the first. Rows of one person are the caller's to narrow."""
    mine = sa.and_(
        readable_cases(actor, policy.READ[filters.domain], at),
        ReadingList.domain == filters.domain.value,
    )
    if filters.is_open is not None:
        mine = sa.and_(mine, ReadingList.is_open == filters.is_open)
    query = (
        sa.select(Case, ReadingList.due_on)
        .select_from(ReadingList)
        .join(Case, Case.id == ReadingList.case_id)
        .where(mine, visible)
        .options(joinedload(Case.resident))
    )
    query = query.where(*_narrow(filters, copenhagen_date(at)))
    if len(actor.units(policy.READ[filters.domain])) == 1:
        return query
    before = _others(actor, filters, at).where(
        _OTHER.user_id == ReadingList.user_id, _OTHER.unit_id < ReadingList.unit_id
    )
    return query.where(~before.exists())


def _of_one_person(actor: Actor, filters: Filters, at: datetime) -> sa.ColumnElement[bool]:
    """Her own row of a case of which none of her units has one. As an EXISTS under OR, PostgreSQL would read the list first."""
    whole = _others(actor, filters, at).where(_OTHER.user_id == WHOLE_UNIT).limit(1).scalar_subquery()
    # The second says it once more in the words of the index of these rows.
    named = sa.and_(ReadingList.user_id == actor.user_id, ReadingList.user_id != sa.literal_column("0"))
    return sa.and_(named, whole.is_(None))


def _others(actor: Actor, filters: Filters, at: datetime) -> sa.Select[int]:
    """The rows of the same case that she may read by."""
    return sa.select(_OTHER.case_id).where(
        _OTHER.case_id == ReadingList.case_id,
        _OTHER.unit_id.in_(sorted(actor.units(policy.READ[filters.domain]))),
        sa.or_(_OTHER.valid_to.is_(None), _OTHER.valid_to > at),
    )


def _narrow(filters: Filters, today: date) -> Sequence[sa.ColumnElement[bool]]:
    equal = {
        Case.workflow_id: filters.workflow_id,
        Case.state: filters.state,
        Case.sub_agreement_id: filters.sub_agreement_id,
        Case.area_id: filters.area_id,
        Case.owner_id: filters.owner_id,
        Case.meeting_wait: filters.meeting_wait,
        Case.plan_id: filters.plan_id,
        Case.result: filters.result,
    }
    found: list[sa.ColumnElement[bool]] = [column == value for column, value in equal.items() if value]
    if filters.unowned:
        found.append(Case.owner_id.is_(None))
    if filters.urgent:
        found.append(Case.urgent.is_(True))
    if filters.uninformed_of:
        found.append(Case.informed_on.is_(None))
        found.append(Case.owner_unit_id.in_(sorted(filters.uninformed_of)))
    found += [*_between(filters), *_whose(filters, today)]
    if filters.overdue_on:
        found.append(ReadingList.due_on < filters.overdue_on)
    if filters.text.strip():
        found.append(_matches(filters.text, today))
    if filters.usual:
        found.append(ways.off(filters.usual, filters.group))
    if filters.area_id:
        found.append(Case.resident_id.not_in(protected(today)))
    return found


def _between(filters: Filters) -> Sequence[sa.ColumnElement[bool]]:
    """Closed cases by the day they were closed, others by the day they were opened."""
    moment = Case.closed_at if filters.is_open is False else Case.opened_at
    found: list[sa.ColumnElement[bool]] = []
    if filters.first:
        found.append(moment >= midnight(filters.first))
    if filters.last:
        found.append(moment < midnight(filters.last + ONE_DAY))
    return found


def _whose(filters: Filters, today: date) -> Sequence[sa.ColumnElement[bool]]:
    """By the organisation that owns the case; and by who has the ball, what came of its parts and which way it went, told to the
    owner only."""
    found: list[sa.ColumnElement[bool]] = []
    if filters.organisation_id:
        found.append(Case.owner_unit_id.in_(holding.units_of(filters.organisation_id)))
    if filters.holder_id is not None or filters.behind or filters.usual:
        found.append(Case.owner_unit_id.in_(sorted(filters.owned_by)))
    if filters.holder_id is not None:
        found.append(holding.organisation_with_the_ball() == filters.holder_id)
    if filters.behind:
        found.append(filters.behind.condition(today))
    return found


def _matches(text: str, today: date) -> sa.ColumnElement[bool]:
    """A case number, or every word as the beginning of some word of the name, which finds nobody who is protected."""
    wanted = text.strip()
    by_ref = Case.ref == wanted.upper()
    words = tokens(wanted)
    if not words:
        return by_ref
    by_name = sa.and_(
        Case.resident_id.not_in(protected(today)),
        *(
            sa.exists().where(
                ResidentToken.resident_id == Case.resident_id,
                ResidentToken.token >= word,
                ResidentToken.token < word + "\uffff",
            )
            for word in words
        ),
    )
    return sa.or_(by_ref, by_name)
