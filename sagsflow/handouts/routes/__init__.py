"""The pages on which papers are asked for, and the papers."""

from flask import Blueprint

from sagsflow.handouts.routes import handover, household, plan

bp = Blueprint("handouts", __name__)

for part in (plan, handover, household):
    part.add_to(bp)
