"""The pages on which papers are asked for, and the papers."""

from flask import Blueprint

from sagsflow.handouts.routes import handover, plan

bp = Blueprint("handouts", __name__)

for part in (plan, handover):
    part.add_to(bp)
