"""The pages about the plan."""

from flask import Blueprint

from sagsflow.board.routes import editing, money, reading

bp = Blueprint("board", __name__, url_prefix="/plan")
for part in (reading, editing, money):
    part.add_to(bp)
