"""The cases of a pathway and their stays in its states: what counts and spans are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Domain, StateStay
from sagsflow.cases.queries.holding import elsewhere
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations.models import Unit
from sagsflow.overview.periods import Period
from sagsflow.overview.tables import EVERYWHERE, Place

AT_A_TIME = 5_000
NEVER = ""
DOMAINS = tuple(domain.value for domain in Domain)


@dataclass(frozen=True, slots=True)
class Group:
    """Which cases: of one pathway of one plan, of one domain; perhaps only of a sub-agreement, an area or an owner."""

    plan_id: int
    domain: str
    workflow_id: str
    sub_agreement_id: int | None = None
    area_id: int | None = None
    organisation_id: int | None = None

    @property
    def everywhere(self) -> sa.ColumnElement[bool]:
        return sa.and_(
            Case.plan_id == self.plan_id, Case.domain == self.domain, Case.workflow_id == self.workflow_id
        )

    @property
    def place(self) -> Place:
        if self.sub_agreement_id is not None:
            return ("sub", self.sub_agreement_id)
        if self.area_id is not None:
            return ("area", self.area_id)
        return EVERYWHERE if self.organisation_id is None else ("org", self.organisation_id)


class Where(NamedTuple):
    """Where a case belongs: its sub-agreement, its area if it has one, and the organisation that owns it."""

    sub_agreement_id: int
    area_id: int | None
    organisation_id: int


def places_of(where: Where) -> tuple[Place, Place, Place, Place]:
    """Everywhere, its sub-agreement, its area, and the organisation that owns it."""
    sub_agreement_id, area_id, organisation_id = where
    return (EVERYWHERE, ("sub", sub_agreement_id), ("area", area_id), ("org", organisation_id))


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of one kind in one place and quarter; `kinds` is a state, or a result, or what else was asked for."""

    kinds: tuple[Any, ...]
    quarter: str
    sub_agreement_id: int
    area_id: int | None
    organisation_id: int
    cases: int

    @property
    def places(self) -> tuple[Place, Place, Place, Place]:
        return places_of(Where(self.sub_agreement_id, self.area_id, self.organisation_id))


class Life(NamedTuple):
    """One case. `holder`: the organisation that has the ball; `stood`: days in its state, both for open cases only. `opened` and
    `closed` are codes of quarters, NEVER for a time outside of them; `took`: days from the one to the other."""

    version: int
    is_open: bool
    state: str
    holder: int
    late: bool
    stood: float
    opened: str
    closed: str
    result: str | None
    took: float | None
    where: Where


class Stay(NamedTuple):
    """One stay of a case in a state. `entered` and `left` are codes of quarters, NEVER for a time outside of them and for a stay
    that has not ended; `took`: its days; `came`: days from the opening of the case until it began."""

    case_id: int
    state: str
    entered: str
    left: str
    took: float | None
    came: float
    where: Where


def lives(db: Session, group: Group, quarters: Sequence[Period], at: datetime) -> Iterator[Life]:
    """Every case of the group's pathway, wherever it belongs."""
    now = sa.literal(at, type_=Case.state_since.type)
    late = sa.func.coalesce(Case.due_on < copenhagen_date(at), sa.false())
    holder = sa.case((Case.is_open, sa.func.coalesce(elsewhere(), Unit.organisation_id)), else_=0)
    columns = (
        Case.workflow_version,
        Case.is_open,
        Case.state,
        holder,
        late,
        days_between(db, Case.state_since, now),
        quarter_if_any(Case.opened_at, quarters),
        quarter_if_any(Case.closed_at, quarters),
        Case.result,
        days_between(db, Case.opened_at, Case.closed_at),
    )
    for row in _in_parts(db, placed(sa.select(*columns).select_from(Case)).where(group.everywhere)):
        yield Life._make((*row[:10], Where._make(row[10:])))


def stays(db: Session, group: Group, quarters: Sequence[Period]) -> Iterator[Stay]:
    """Of every case of the group's pathway, case by case and in their order."""
    columns = (
        StateStay.case_id,
        StateStay.state,
        quarter_if_any(StateStay.entered_at, quarters),
        quarter_if_any(StateStay.left_at, quarters),
        days_between(db, StateStay.entered_at, StateStay.left_at),
        days_between(db, Case.opened_at, StateStay.entered_at),
    )
    query = placed(sa.select(*columns).join(Case, Case.id == StateStay.case_id)).where(group.everywhere)
    for row in _in_parts(db, query.order_by(StateStay.case_id, StateStay.step)):
        yield Stay._make((*row[:6], Where._make(row[6:])))


def placed(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """With where each case belongs, as the last three columns."""
    return query.add_columns(Case.sub_agreement_id, Case.area_id, Unit.organisation_id).join(
        Unit, Unit.id == Case.owner_unit_id
    )


def among(moment: sa.SQLColumnExpression[Any], quarters: Sequence[Period]) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= quarters[0].starts_at, moment < quarters[-1].ends_before)


def quarter_of(moment: sa.SQLColumnExpression[Any], quarters: Sequence[Period]) -> sa.ColumnElement[str]:
    """`quarters` is in order and `moment` is among them."""
    return sa.case(*((moment < quarter.ends_before, quarter.code) for quarter in quarters), else_=NEVER)


def quarter_if_any(moment: sa.SQLColumnExpression[Any], quarters: Sequence[Period]) -> sa.ColumnElement[str]:
    """NEVER where it is not among them."""
    return sa.case((among(moment, quarters), quarter_of(moment, quarters)), else_=NEVER)


def days_between(
    db: Session, start: sa.SQLColumnExpression[Any], end: sa.SQLColumnExpression[Any]
) -> sa.ColumnElement[Any]:
    """The time between two moments in days, in the words of the database at hand."""
    if db.get_bind().dialect.name == "sqlite":
        return sa.func.julianday(end, type_=sa.Float) - sa.func.julianday(start, type_=sa.Float)
    return sa.cast(sa.extract("epoch", end - start), sa.Float) / 86_400


def counted(
    db: Session,
    source: sa.Select[*tuple[Any, ...]],
    kinds: Sequence[sa.SQLColumnExpression[Any]],
    quarter: sa.ColumnElement[str],
    which: sa.ColumnElement[bool],
) -> Sequence[Count]:
    """`source` is an empty select, or one that begins at what is counted and joins its case."""
    named: list[sa.Label[Any]] = [column.label(f"kind_{place}") for place, column in enumerate(kinds)]
    rows = placed(source.add_columns(*named, quarter.label("quarter"))).where(which).subquery()
    found = db.execute(sa.select(*rows.c, sa.func.count()).group_by(*rows.c))
    return [Count(tuple(row[: len(kinds)]), *row[len(kinds) :]) for row in found]


def _in_parts(db: Session, query: sa.Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """In bounded memory, however many there are."""
    yield from db.execute(query.execution_options(yield_per=AT_A_TIME))
