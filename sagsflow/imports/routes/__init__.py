"""The pages of reading in residents and cases."""

from flask import Blueprint

from sagsflow.imports.routes import acting, looking, sending

bp = Blueprint("imports", __name__, url_prefix="/imports")
for _part in (sending, looking, acting):
    _part.add_to(bp)

__all__ = ["bp"]
