"""The tables of meetings: the meeting with agenda and minutes, the seats of the groups, what they lift to the board."""

from sagsflow.meetings.models.barriers import Barrier
from sagsflow.meetings.models.groups import GroupSeat
from sagsflow.meetings.models.meeting import (
    HERE,
    TO_COME,
    Action,
    AgendaItem,
    CalendarFeed,
    ItemAttendance,
    ItemDraft,
    ItemStatus,
    Meeting,
    MeetingKind,
    MeetingSeries,
    MeetingStatus,
    Minutes,
    MinutesAddition,
    MinutesStatus,
    Outcome,
    Participant,
    Presence,
    SeriesUnit,
)

__all__ = [
    "HERE",
    "TO_COME",
    "Action",
    "AgendaItem",
    "Barrier",
    "CalendarFeed",
    "GroupSeat",
    "ItemAttendance",
    "ItemDraft",
    "ItemStatus",
    "Meeting",
    "MeetingKind",
    "MeetingSeries",
    "MeetingStatus",
    "Minutes",
    "MinutesAddition",
    "MinutesStatus",
    "Outcome",
    "Participant",
    "Presence",
    "SeriesUnit",
]
