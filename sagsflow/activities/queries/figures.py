"""How many activities there were, and how many heads came: for the board's pages and for the figures of an area."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.activities.models import Activity, ActivityArea, ActivityStatus
from sagsflow.core.calendar import midnight


class By(Enum):
    """What the figures stand for. By area an activity for two areas counts in both, and one for the whole plan under None."""

    WHOLE = "whole"
    SUB_AGREEMENT = "sub_agreement"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Sums:
    """Activities by what became of them, and over those held: heads, volunteers and their hours."""

    planned: int = 0
    held: int = 0
    cancelled: int = 0
    people: int = 0
    children: int = 0
    young: int = 0
    adults: int = 0
    new_faces: int = 0
    volunteers: int = 0
    volunteer_hours: int = 0


_STATUSES = (ActivityStatus.PLANNED, ActivityStatus.HELD, ActivityStatus.CANCELLED)
_COUNTED = (
    Activity.people,
    Activity.children,
    Activity.young,
    Activity.adults,
    Activity.new_faces,
    Activity.volunteers,
    Activity.volunteer_hours,
)


def sums(db: Session, plan_id: int, first: date, last: date, by: By = By.WHOLE) -> Mapping[int | None, Sums]:
    """Of the activities of a plan that begin on these days, by the id of the sub-agreement or area; the whole stands under None.

    These are figures for everybody in the plan, and pass no policy: show them to those who may read figures.
    """
    numbers: list[sa.ColumnElement[int]] = [
        sa.func.count(sa.case((Activity.status == status, 1))) for status in _STATUSES
    ]
    numbers += [sa.func.coalesce(sa.func.sum(column), 0) for column in _COUNTED]
    days = (Activity.starts_at >= midnight(first), Activity.starts_at < midnight(last + timedelta(days=1)))
    key: Any = {By.SUB_AGREEMENT: Activity.sub_agreement_id, By.AREA: ActivityArea.area_id}.get(by, sa.null())
    query: sa.Select[Any] = sa.select(*[key, *numbers]).select_from(Activity)
    if by is By.AREA:
        query = query.outerjoin(ActivityArea, ActivityArea.activity_id == Activity.id)
    if by is not By.WHOLE:
        query = query.group_by(key)
    rows = db.execute(query.where(Activity.plan_id == plan_id, Activity.status.in_(_STATUSES), *days))
    return {row[0]: Sums(*(int(number) for number in row[1:])) for row in rows}
