"""Whose a task is, and who may see it: one's own, those of one's units, and never one whose case is closed to them."""

from datetime import datetime

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import live, to_whole_units
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, Ground, ReadingList
from sagsflow.access.permissions import Permission as P
from sagsflow.tasks.models import Task, TaskStatus

SUPPORT, VOLUNTEER = "support", "volunteer"


def visible_to(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """Tasks of the actor and of the units in which the actor does tasks, whose case (if any) a live grant opens now."""
    units = sorted(actor.units(P.TASK_DO))
    if not units:
        return sa.false()
    theirs = sa.or_(Task.assignee_id == actor.user_id, Task.unit_id.in_(units))
    return sa.and_(theirs, case_is_open_to(actor, at))


def case_is_open_to(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """The task has no case, or one that the actor may read; the clock decides which grants hold.

    What one person was let in to see in an emergency gives her nothing to do.
    Looked up for each row that is walked. As an EXISTS under OR, PostgreSQL would read the whole ledger first.
    """
    grant = (
        sa.select(AccessGrant.id)
        .join(
            ReadingList,
            sa.and_(
                ReadingList.case_id == AccessGrant.case_id,
                ReadingList.unit_id == AccessGrant.unit_id,
                ReadingList.user_id == WHOLE_UNIT,
            ),
        )
        .where(AccessGrant.case_id == Task.case_id, to_whole_units(), live(at), _readable(actor))
    )
    return sa.or_(Task.case_id.is_(None), grant.limit(1).scalar_subquery().is_not(None))


def is_left_behind(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """Tasks of a unit that may not see the case any more, for the unit that owns it: they are hers before the worker says so."""
    grant = sa.select(AccessGrant.id).where(AccessGrant.case_id == Task.case_id, to_whole_units(), live(at))
    theirs = grant.where(AccessGrant.unit_id == Task.unit_id)
    owned = grant.where(
        AccessGrant.ground == Ground.OWNERSHIP, AccessGrant.unit_id.in_(sorted(actor.units(P.TASK_DO)))
    )
    return sa.and_(~theirs.exists(), owned.exists())


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    """Units and domain together: a citizenship case is never opened by the right to read support cases."""
    return sa.or_(
        sa.and_(ReadingList.unit_id.in_(sorted(actor.units(P.CASE_READ))), ReadingList.domain == SUPPORT),
        sa.and_(
            ReadingList.unit_id.in_(sorted(actor.units(P.VOLUNTEER_READ))), ReadingList.domain == VOLUNTEER
        ),
    )


def is_open() -> sa.ColumnElement[bool]:
    """Written out, not bound: only so can both databases see that the index of unassigned tasks fits."""
    return Task.status == sa.literal_column(f"'{TaskStatus.OPEN.value}'")


def is_given_to(user_id: int) -> sa.ColumnElement[bool]:
    return Task.assignee_id == user_id


def is_given_to_in(user_id: int, unit_id: int) -> sa.ColumnElement[bool]:
    """Of somebody whose deputy one is in a unit: what is hers there."""
    return sa.and_(Task.assignee_id == user_id, Task.unit_id == unit_id)


def is_laid_before(user_id: int) -> sa.ColumnElement[bool]:
    """Another's, overdue for so long that it stands on the leader's day too; what nobody has taken stands there anyway."""
    return sa.and_(Task.laid_before_id == user_id, Task.assignee_id != user_id)


def is_laid_before_in(user_id: int, unit_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(is_laid_before(user_id), Task.unit_id == unit_id)


def is_unassigned_in(unit_id: int) -> sa.ColumnElement[bool]:
    """For anybody of the unit. One unit at a time: then the index gives the rows in order of their due dates."""
    return sa.and_(Task.assignee_id.is_(None), Task.unit_id == unit_id)
