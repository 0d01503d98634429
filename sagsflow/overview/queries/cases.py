"""How many cases are open, were opened and were closed: by what, where and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.cases.queries.holding import organisation_with_the_ball
from sagsflow.organisations.models import Unit
from sagsflow.overview.periods import Period


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
    def here(self) -> sa.ColumnElement[bool]:
        narrower = [self.everywhere]
        if self.sub_agreement_id is not None:
            narrower.append(Case.sub_agreement_id == self.sub_agreement_id)
        if self.area_id is not None:
            narrower.append(Case.area_id == self.area_id)
        if self.organisation_id is not None:
            units = sa.select(Unit.id).where(Unit.organisation_id == self.organisation_id)
            narrower.append(Case.owner_unit_id.in_(units))
        return sa.and_(*narrower)

    def holds(self, row: "Count") -> bool:
        """The Python face of `here`, for rows of everywhere."""
        wanted = (self.sub_agreement_id, self.area_id, self.organisation_id)
        found = (row.sub_agreement_id, row.area_id, row.organisation_id)
        return all(one is None or one == other for one, other in zip(wanted, found, strict=True))


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
    def places(self) -> tuple[tuple[str, int | None], ...]:
        """Everywhere, its sub-agreement, its area, and the organisation that owns it."""
        where = (("sub", self.sub_agreement_id), ("area", self.area_id), ("org", self.organisation_id))
        return (("all", None), *where)


def open_cases(db: Session, group: Group, today: date) -> Sequence[Count]:
    """Cases that are open now: state, organisation that has the ball, whether overdue."""
    late = sa.func.coalesce(Case.due_on < today, sa.false())
    kinds = (Case.state, organisation_with_the_ball(), late)
    return counted(db, sa.select(), kinds, sa.literal(""), sa.and_(group.everywhere, Case.is_open))


def opened_cases(db: Session, group: Group, quarters: Sequence[Period]) -> Sequence[Count]:
    """Cases that were opened in one of the quarters."""
    which = sa.and_(group.everywhere, among(Case.opened_at, quarters))
    return counted(db, sa.select(), (), quarter_of(Case.opened_at, quarters), which)


def closed_cases(db: Session, group: Group, quarters: Sequence[Period]) -> Sequence[Count]:
    """Cases that were closed in one of the quarters, by result."""
    which = sa.and_(group.everywhere, among(Case.closed_at, quarters))
    return counted(db, sa.select(), (Case.result,), quarter_of(Case.closed_at, quarters), which)


def versions(db: Session, group: Group) -> Sequence[int]:
    """The versions of the pathway that cases stand on, newest first: an old one may have states of its own."""
    return db.scalars(
        sa.select(Case.workflow_version)
        .where(group.everywhere)
        .distinct()
        .order_by(Case.workflow_version.desc())
    ).all()


def among(moment: sa.SQLColumnExpression[Any], quarters: Sequence[Period]) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= quarters[0].starts_at, moment < quarters[-1].ends_before)


def quarter_of(moment: sa.SQLColumnExpression[Any], quarters: Sequence[Period]) -> sa.ColumnElement[str]:
    """`quarters` is in order and `moment` is among them."""
    return sa.case(*((moment < quarter.ends_before, quarter.code) for quarter in quarters), else_="")


def counted(
    db: Session,
    source: sa.Select[*tuple[Any, ...]],
    kinds: Sequence[sa.SQLColumnExpression[Any]],
    quarter: sa.ColumnElement[str],
    which: sa.ColumnElement[bool],
) -> Sequence[Count]:
    """`source` is an empty select, or one that begins at what is counted and joins its case."""
    named: list[sa.Label[Any]] = [column.label(f"kind_{place}") for place, column in enumerate(kinds)]
    rows = (
        source.add_columns(*named, quarter.label("quarter"), Case.sub_agreement_id, Case.area_id)
        .add_columns(Unit.organisation_id)
        .join(Unit, Unit.id == Case.owner_unit_id)
        .where(which)
        .subquery()
    )
    found = db.execute(sa.select(*rows.c, sa.func.count()).group_by(*rows.c))
    return [Count(tuple(row[: len(kinds)]), *row[len(kinds) :]) for row in found]
