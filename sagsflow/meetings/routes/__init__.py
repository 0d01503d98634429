"""The pages of meetings: the list, the room, and every act in it."""

from flask import Blueprint

from sagsflow.meetings import words
from sagsflow.meetings.routes import (
    arranging,
    attending,
    barriers,
    calendars,
    calling,
    changing,
    deciding,
    following,
    groups,
    live,
    minutes,
    room,
    running,
    series,
)

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
bp.add_app_template_filter(words.word, "meeting_word")

PARTS = (
    calling,
    series,
    groups,
    room,
    running,
    attending,
    arranging,
    deciding,
    following,
    barriers,
    minutes,
    live,
    changing,
    calendars,
)
for part in PARTS:
    part.add_to(bp)
