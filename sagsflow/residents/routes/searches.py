"""Keeps what was searched for in the session on the server, so that no name stands in an address."""

from flask import session

from sagsflow.core.ids import new_token

KEY = "resident_searches"
KEPT = 10


def keep(text: str) -> str:
    """The token under which the search is found again in this session."""
    token = new_token()[:16]
    kept = [*session.get(KEY, ()), [token, text]]
    session[KEY] = kept[-KEPT:]
    return token


def kept(token: str | None) -> str | None:
    """None when there is no such search in this session (any more)."""
    return next((text for known, text in session.get(KEY, ()) if known == token), None)
