"""Keeps what was typed to be asked for in the session on the server, so that no name stands in an address."""

from typing import Any

from flask import session

from sagsflow.core.ids import new_token

KEY = "kept"
MOST = 10


def keep(kind: str, typed: Any) -> str:
    """The token under which it is found again in this session; of each kind the last few. `typed` goes into JSON."""
    token = new_token()[:16]
    every = dict(session.get(KEY, {}))
    every[kind] = [*every.get(kind, ()), [token, typed]][-MOST:]
    session[KEY] = every
    return token


def kept(kind: str, token: str | None) -> Any:
    """None when there is no such thing in this session (any more)."""
    return next((typed for known, typed in session.get(KEY, {}).get(kind, ()) if known == token), None)
