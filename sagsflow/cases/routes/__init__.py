"""The pages of cases."""

from flask import Blueprint

from sagsflow.cases.routes import (
    listing,
    looking,
    moving,
    opening,
    pathways,
    people,
    planning,
    printing,
    writing,
)

bp = Blueprint("cases", __name__)

for part in (listing, opening, looking, moving, writing, planning, people, printing):
    part.add_to(bp)

BLUEPRINTS = (bp, pathways.bp)
