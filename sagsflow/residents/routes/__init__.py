"""The pages of residents."""

from flask import Blueprint

from sagsflow.residents.routes import (
    editing,
    finding,
    households,
    looking,
    protecting,
    registering,
    restricting,
)

bp = Blueprint("residents", __name__, url_prefix="/residents")

for part in (finding, registering, looking, editing, households, protecting, restricting):
    part.add_to(bp)
