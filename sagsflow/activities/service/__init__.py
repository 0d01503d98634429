"""What is done with activities: planned and proposed, held, cancelled or declined, talked about, handed over."""

from sagsflow.activities.service.content import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PEOPLE,
    Content,
)
from sagsflow.activities.service.ending import Attendance, cancel, decline, write_attendance
from sagsflow.activities.service.planning import accept, change, plan, propose
from sagsflow.activities.service.rhythm import MOST_DATES, Rhythm
from sagsflow.activities.service.talking import LONGEST_COMMENT, comment, withdraw

__all__ = [
    "LONGEST_COMMENT",
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "MOST_DATES",
    "MOST_PEOPLE",
    "Attendance",
    "Content",
    "Rhythm",
    "accept",
    "cancel",
    "change",
    "comment",
    "decline",
    "plan",
    "propose",
    "withdraw",
    "write_attendance",
]
