"""Who is told about activities: planners of proposals and comments, tenant boards of what they are asked and answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS, Role
from sagsflow.accounts import queries as accounts
from sagsflow.activities import policy
from sagsflow.activities.models import Activity
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.wording import N_
from sagsflow.messages import service as messages
from sagsflow.messages.kinds import Kind
from sagsflow.organisations.models import Unit, UnitKind

BOARDS = tuple(role for role, held in ROLE_PERMISSIONS.items() if P.ACTIVITY_COMMENT in held)
LEADERS = (Role.COORDINATOR,)
PAGE = ("activities.show", "activity_id")
PROPOSED = Kind(
    "activity-proposed",
    N_("A tenant board has proposed an activity."),
    N_("A tenant board proposes an activity"),
    *PAGE,
)
ANSWERED = Kind(
    "activity-answered",
    N_("An activity that you proposed has been answered."),
    N_("My proposal of an activity is answered"),
    *PAGE,
)
ASKED = Kind(
    "activity-asked",
    N_("You are asked what you think about an activity."),
    N_("Our tenant board is asked about an activity"),
    *PAGE,
)
COMMENTED = Kind(
    "activity-commented",
    N_("There is a new comment on an activity of yours."),
    N_("Somebody comments on an activity of mine"),
    *PAGE,
)
KINDS = (PROPOSED, ANSWERED, ASKED, COMMENTED)


def proposed(db: Session, activity: Activity, *, actor: Actor, at: datetime) -> None:
    readers = accounts.everybody_with(db, LEADERS, copenhagen_date(at))
    messages.tell(db, PROPOSED, readers, at=at, target=activity.id, actor=actor)


def answered(db: Session, activity: Activity, *, actor: Actor, at: datetime) -> None:
    if activity.proposed_by_unit_id is not None:
        messages.tell(db, ANSWERED, [activity.author_id], at=at, target=activity.id, actor=actor)


def asked(db: Session, activity: Activity, *, actor: Actor, at: datetime) -> None:
    """The tenant boards whose areas it is in, or all of them, when there is a day by which they may say something; once."""
    if activity.comment_by is None or activity.comment_by < copenhagen_date(at):
        return
    boards = sa.select(Unit.id).where(Unit.active, Unit.kind == UnitKind.TENANT_BOARD)
    units = [
        unit_id for unit_id in db.scalars(boards) if not activity.areas or _concerns(db, activity, unit_id)
    ]
    messages.tell_unit(
        db,
        ASKED,
        units,
        at=at,
        roles=BOARDS,
        target=activity.id,
        actor=actor,
        key=f"{ASKED.code}:{activity.id}",
    )


def commented(db: Session, activity: Activity, *, actor: Actor, at: datetime) -> None:
    """Whoever is responsible, or who wrote it where nobody is."""
    readers = [activity.responsible_id or activity.author_id]
    messages.tell(db, COMMENTED, readers, at=at, target=activity.id, actor=actor)


def _concerns(db: Session, activity: Activity, unit_id: int) -> bool:
    found = sa.select(Activity.id).where(Activity.id == activity.id, policy.concerns([unit_id]))
    return db.scalar(found) is not None
