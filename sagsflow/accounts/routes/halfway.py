"""Between the password and the code: who has shown the first and not yet the second, for ten minutes at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session

from sagsflow.accounts import queries
from sagsflow.accounts.models import User
from sagsflow.core.ids import digest
from sagsflow.web.database import now, reader
from sagsflow.web.sessions import rotate

KEY = "halfway"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Halfway:
    """Whose password it was, and where she wanted to go."""

    user: User
    target: str


def begin(user: User, target: str) -> None:
    """Nothing of the session before goes along, and nobody is signed in yet."""
    session.clear()
    rotate()
    until = (now() + LASTS).isoformat()
    session[KEY] = {"user": user.id, "until": until, "target": target, "password": _mark(user)}


def standing() -> Halfway | None:
    """None for strangers, after too long a time, and when the account or its password has changed meanwhile."""
    kept = session.get(KEY)
    if kept is None or now() >= datetime.fromisoformat(kept["until"]):
        return None
    user = queries.user(reader(), kept["user"])
    return Halfway(user, kept["target"]) if user.active and kept["password"] == _mark(user) else None


def _mark(user: User) -> str:
    return digest(user.password_hash or "")
