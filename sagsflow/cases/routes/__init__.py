"""The pages of cases."""

from flask import Blueprint

from sagsflow.cases.routes import (
    identity,
    informing,
    listing,
    looking,
    moving,
    opening,
    pathways,
    people,
    planning,
    previewing,
    printing,
    readers,
    writing,
)

bp = Blueprint("cases", __name__)

for part in (
    listing,
    opening,
    looking,
    readers,
    previewing,
    moving,
    writing,
    planning,
    people,
    informing,
    printing,
    identity,
):
    part.add_to(bp)

BLUEPRINTS = (bp, pathways.bp)
