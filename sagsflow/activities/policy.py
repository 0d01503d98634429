"""Who sees and does what with activities: those who plan them, partners, tenant boards for their areas, and readers."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities.models import (
    Activity,
    ActivityArea,
    ActivityComment,
    ActivityPartner,
    ActivityStatus,
)
from sagsflow.organisations.models import Area, Unit, UnitArea, UnitKind

READERS = (P.ACTIVITY_READ, P.ACTIVITY_WRITE, P.ACTIVITY_OWN, P.ACTIVITY_COMMENT)
PLANNERS = (P.ACTIVITY_WRITE, P.ACTIVITY_OWN)
TALKERS = (*PLANNERS, P.ACTIVITY_COMMENT)
PUBLIC = (ActivityStatus.PLANNED, ActivityStatus.HELD, ActivityStatus.CANCELLED)
# The kinds of unit that can be responsible for an activity.
HOLDERS = (UnitKind.HOUSING_TEAM, UnitKind.SECRETARIAT, UnitKind.HOUSING_ADMINISTRATION, UnitKind.ASSOCIATION)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Which activities stand on this person's lists."""
    if actor.may(P.ACTIVITY_WRITE):
        return sa.true()
    ways: list[sa.ColumnElement[bool]] = []
    if actor.may(P.ACTIVITY_READ):
        ways.append(Activity.status.in_(PUBLIC))
    if own := actor.units(P.ACTIVITY_OWN):
        ways += [Activity.unit_id.in_(sorted(own)), sa.and_(Activity.status.in_(PUBLIC), _has_partner(own))]
    if boards := actor.units(P.ACTIVITY_COMMENT):
        for_all = sa.and_(Activity.status.in_(PUBLIC), ~_areas_of_it().exists())
        ways += [for_all, concerns(boards), Activity.proposed_by_unit_id.in_(sorted(boards))]
        ways.append(sa.and_(Activity.status.in_(PUBLIC), _has_partner(boards)))
    return sa.or_(sa.false(), *ways)


def concerns(unit_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Those in an area that one of these units speaks for; one without areas of its own speaks for its organisation's."""
    chosen = sa.select(UnitArea.area_id).where(UnitArea.unit_id == Unit.id).correlate(Unit)
    spoken_for = (
        sa.select(Area.id)
        .join(Unit, Unit.organisation_id == Area.organisation_id)
        .where(Unit.id.in_(sorted(unit_ids)), sa.or_(Area.id.in_(chosen), ~chosen.exists()))
    )
    return _areas_of_it().where(ActivityArea.area_id.in_(spoken_for)).exists()


def may_keep(actor: Actor, activity: Activity) -> bool:
    """Whether she changes it, cancels it, counts it and answers what is said about it."""
    return actor.may(P.ACTIVITY_WRITE) or activity.unit_id in actor.units(P.ACTIVITY_OWN)


def is_left_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Those she is responsible for, or stands in for whoever is; and those of a unit for which she plans, where nobody is."""
    absent = (sa.and_(Activity.responsible_id == user, Activity.unit_id == unit) for user, unit in actor.lent)
    units = sorted(actor.units(P.ACTIVITY_WRITE) | actor.units(P.ACTIVITY_OWN))
    nobodys = sa.and_(Activity.responsible_id.is_(None), Activity.unit_id.in_(units))
    kept = sa.true() if actor.may(P.ACTIVITY_WRITE) else Activity.unit_id.in_(units)
    return sa.and_(kept, sa.or_(Activity.responsible_id == actor.user_id, nobodys, *absent))


def may_plan_for(actor: Actor, unit: Unit) -> bool:
    if actor.may(P.ACTIVITY_WRITE):
        return unit.active and unit.kind in HOLDERS
    return unit.id in actor.units(P.ACTIVITY_OWN)


def hears_comments(actor: Actor, activity: Activity) -> bool:
    """Those who plan it and the tenant boards; a reader from elsewhere does not see what they say to one another."""
    return may_keep(actor, activity) or actor.may(P.ACTIVITY_COMMENT)


def may_withdraw(actor: Actor, comment: ActivityComment) -> bool:
    return comment.author_id == actor.user_id and comment.withdrawn_at is None


def may_count(actor: Actor, activity: Activity, at: datetime) -> bool:
    """From when it begins; what was written can be put right."""
    begun = activity.status is ActivityStatus.PLANNED and activity.starts_at <= at
    return may_keep(actor, activity) and (begun or activity.status is ActivityStatus.HELD)


def _areas_of_it() -> sa.Select[int]:
    return sa.select(ActivityArea.area_id).where(ActivityArea.activity_id == Activity.id).correlate(Activity)


def _has_partner(unit_ids: Collection[int]) -> sa.ColumnElement[bool]:
    found = sa.select(ActivityPartner.unit_id).where(
        ActivityPartner.activity_id == Activity.id, ActivityPartner.unit_id.in_(sorted(unit_ids))
    )
    return found.correlate(Activity).exists()
