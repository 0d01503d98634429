"""What is overdue in a team, person by person; a count and the list it opens are one and the same query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.models import User
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.tasks import policy as task_policy
from sagsflow.tasks.models import Task
from sagsflow.tasks.queries import COUNTED, Count
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

NOBODY = 0
Whose = sa.orm.InstrumentedAttribute[int] | int


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the team (user id 0: nobody) and how much of hers is overdue."""

    user_id: int
    name: str
    tasks: Count
    cases: Count


@dataclass(frozen=True, slots=True)
class Late:
    """The units that somebody leads, and the day: everything of theirs that was due before it."""

    actor: Actor
    units: tuple[int, ...]
    today: date
    at: datetime

    @classmethod
    def of(cls, actor: Actor, at: datetime) -> "Late":
        return cls(actor, tuple(sorted(actor.units(P.TEAM_READ))), copenhagen_date(at), at)

    def tasks(self, whose: Whose) -> sa.Select[Task]:
        return sa.select(Task).where(
            _belongs(Task.assignee_id, whose),
            Task.unit_id.in_(self.units),
            task_policy.is_open(),
            Task.due_on < self.today,
            task_policy.case_is_open_to(self.actor, self.at),
        )

    def cases(self, whose: Whose) -> sa.Select[Case]:
        return sa.select(Case).where(
            _belongs(Case.owner_id, whose),
            Case.owner_unit_id.in_(self.units),
            Case.is_open == sa.true(),
            Case.due_on < self.today,
            case_policy.visible_to(self.actor, self.at),
        )


def people(db: Session, late: Late) -> Mapping[int, str]:
    """The colleagues, by name; their names are all that is read."""
    return {row.user_id: row.name for row in accounts.people_in(db, late.units, late.today)}


def lines(db: Session, late: Late) -> Sequence[Line]:
    """Everybody of the team, and what belongs to nobody; three statements, however many people and rows."""
    team = people(db, late)
    counted = sa.select(User.id, _count(late.tasks(User.id)), _count(late.cases(User.id)))
    found = {row[0]: row[1:] for row in db.execute(counted.where(User.id.in_(sorted(team))))}
    found[NOBODY] = db.execute(sa.select(_count(late.tasks(NOBODY)), _count(late.cases(NOBODY)))).one()
    return [
        Line(user_id, name, *(_capped(number) for number in found[user_id]))
        for user_id, name in {**team, NOBODY: ""}.items()
    ]


def tasks_of(db: Session, late: Late, user_id: int, cursor: str | None) -> Page[Task]:
    query = late.tasks(user_id).order_by(Task.due_on, Task.id)
    if (after := _after(cursor)) is not None:
        query = query.where(sa.tuple_(Task.due_on, Task.id) > after)
    rows = db.scalars(query.limit(PAGE_SIZE + 1)).all()
    return cut(rows, lambda task: (task.due_on.isoformat(), task.id))


def cases_of(db: Session, late: Late, user_id: int, cursor: str | None) -> Page[Case]:
    query = late.cases(user_id).options(joinedload(Case.resident)).order_by(Case.due_on, Case.id)
    if (after := _after(cursor)) is not None:
        query = query.where(sa.tuple_(Case.due_on, Case.id) > after)
    rows = db.scalars(query.limit(PAGE_SIZE + 1)).all()
    return cut(rows, lambda case: (case.due_on.isoformat() if case.due_on else "", case.id))


def case_refs(db: Session, tasks: Sequence[Task]) -> Mapping[int, str]:
    """The case numbers of tasks that were read through their policy."""
    wanted = {task.case_id for task in tasks if task.case_id is not None}
    rows = db.execute(sa.select(Case.id, Case.ref).where(Case.id.in_(sorted(wanted))))
    return {row.id: row.ref for row in rows}


def _after(cursor: str | None) -> sa.Tuple | None:
    """A cursor that was not made here begins at the top."""
    key = decode(cursor, 2)
    if key is None or not isinstance(key[1], int):
        return None
    try:
        return sa.tuple_(date.fromisoformat(str(key[0])), key[1])
    except ValueError:
        return None


def _belongs(column: sa.orm.InstrumentedAttribute[int | None], whose: Whose) -> sa.ColumnElement[bool]:
    return column.is_(None) if isinstance(whose, int) and whose == NOBODY else column == whose


def _count(query: sa.Select[Task] | sa.Select[Case]) -> sa.ScalarSelect[int]:
    """No further than one past a hundred, whoever it is counted for."""
    found = query.with_only_columns(sa.literal(1).label("one")).limit(COUNTED + 1).correlate(User).subquery()
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()


def _capped(number: int) -> Count:
    return Count(min(number, COUNTED), number > COUNTED)
