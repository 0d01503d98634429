"""The pages about what was read."""

from flask import Blueprint

from sagsflow.review import words
from sagsflow.review.routes import log, monthly, of_case

bp = Blueprint("review", __name__)
bp.add_app_template_filter(words.what, "what_was_read")

for part in (of_case, log, monthly):
    part.add_to(bp)
