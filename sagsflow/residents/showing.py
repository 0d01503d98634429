"""How templates and forms name a resident: through the eyes of the person who is signed in."""

from flask import Flask, g
from flask_babel import gettext

from sagsflow.residents.identity import Eyes
from sagsflow.residents.models import Resident
from sagsflow.web.database import now, reader
from sagsflow.web.guard import maybe_actor


def eyes() -> Eyes:
    """Those of this request."""
    db = reader()
    found: Eyes | None = g.get("eyes")
    if found is None or found.db is not db:
        found = g.eyes = Eyes(db, maybe_actor(), now())
    return found


def known_name(resident: Resident) -> str:
    """For templates: `{{ resident|known_name }}`; never a name of a protected resident whom the reader has not opened."""
    return eyes().name(resident) or gettext("Protected resident")


def init_app(app: Flask) -> None:
    app.jinja_env.filters["known_name"] = known_name
    app.jinja_env.tests["hidden_identity"] = lambda resident: eyes().hides(resident)
