"""The ways that closed cases have gone through a pathway, most common first."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, StateStay
from sagsflow.overview.queries.cases import Group

MOST = 10


@dataclass(frozen=True, slots=True)
class Way:
    """The states in the order a case came to them, and how many closed cases have gone just so."""

    states: tuple[str, ...]
    cases: int


def ways(db: Session, group: Group) -> Sequence[Way]:
    """Of everywhere in the plan. The database lays each case's states in a line, and counts the lines."""
    stays = (
        sa.select(StateStay.case_id, StateStay.step, StateStay.state)
        .join(Case, Case.id == StateStay.case_id)
        .where(group.everywhere, ~Case.is_open)
    )
    if db.get_bind().dialect.name == "sqlite":
        ordered = stays.order_by(StateStay.case_id, StateStay.step).subquery()
        line = sa.func.group_concat(ordered.c.state, ">")
    else:
        ordered = stays.subquery()
        line = sa.func.string_agg(
            ordered.c.state, aggregate_order_by(sa.literal_column("'>'", sa.String), ordered.c.step)
        )
    lines = sa.select(line.label("line")).group_by(ordered.c.case_id).subquery()
    number = sa.func.count().label("number")
    rows = db.execute(
        sa.select(lines.c.line, number).group_by(lines.c.line).order_by(number.desc(), lines.c.line)
    )
    return [Way(tuple(found.split(">")), cases) for found, cases in rows]
