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
    presenting,
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

bp.add_app_template_filter(presenting.law_says, "law_says")
BLUEPRINTS = (bp, pathways.bp)
