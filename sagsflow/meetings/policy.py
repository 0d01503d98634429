"""Who may see and run a meeting. What its items show of a case is the business of the case's own grants."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.core.calendar import copenhagen_date
from sagsflow.meetings.models import Meeting, Participant


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Meetings of one's own unit, and those that one, or one's unit, takes part in."""
    return visible(sorted(actor.units(Permission.MEETING_READ)), actor.user_id)


def visible(
    units: Sequence[int] | sa.BindParameter[Sequence[int]], user_id: int | sa.BindParameter[int]
) -> sa.ColumnElement[bool]:
    """The same for values, or for places in a statement that is built once and asked again and again."""
    taking_part = sa.exists().where(
        Participant.meeting_id == Meeting.id,
        Participant.unit_id.in_(units),
        sa.or_(Participant.user_id.is_(None), Participant.user_id == user_id),
    )
    return sa.or_(Meeting.unit_id.in_(units), taking_part)


def may_see(actor: Actor, meeting: Meeting) -> bool:
    """The Python face of `visible_to`."""
    units = actor.units(Permission.MEETING_READ)
    return meeting.unit_id in units or any(
        part.unit_id in units and part.user_id in {None, actor.user_id} for part in meeting.participants
    )


def may_run(actor: Actor, meeting: Meeting) -> bool:
    """Chair and minute-taker of the meeting, and the coordinators of the unit that calls it."""
    if actor.user_id in {meeting.chair_id, meeting.minute_taker_id}:
        return may_see(actor, meeting)
    return meeting.unit_id in actor.units(Permission.MEETING_RUN)


def is_frozen(meeting: Meeting, at: datetime) -> bool:
    """From the day after the last day for items."""
    return meeting.submit_by is not None and copenhagen_date(at) > meeting.submit_by


def may_put_on(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """Those who run it; on a frozen agenda only the chair and the minute-taker, who answer for what comes late."""
    return may_run(actor, meeting) and (not is_frozen(meeting, at) or bool(acting_roles(actor, meeting)))


def may_call(actor: Actor, unit_id: int) -> bool:
    return unit_id in actor.units(Permission.MEETING_RUN)


def acting_roles(actor: Actor, meeting: Meeting) -> frozenset[str]:
    """The roles that running this meeting gives for its decisions."""
    roles = set()
    if actor.user_id == meeting.chair_id:
        roles.add("chair")
    if actor.user_id == meeting.minute_taker_id:
        roles.add("minute_taker")
    return frozenset(roles)


def may_approve(actor: Actor, meeting: Meeting) -> bool:
    """Nobody approves what she wrote: the chair does, or another who runs the meeting."""
    return may_run(actor, meeting) and actor.user_id != meeting.minute_taker_id
