"""The pages of meetings: the list, the room, and every act in it."""

from flask import Blueprint

from sagsflow.meetings import words
from sagsflow.meetings.routes import arranging, calling, deciding, room, running

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
bp.add_app_template_filter(words.word, "meeting_word")

for part in (calling, room, running, arranging, deciding):
    part.add_to(bp)
