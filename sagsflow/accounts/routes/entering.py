"""How a browser comes to be signed in: with a session of its own that says what was shown at the door."""

from flask import request, session
from flask_login import login_user

from sagsflow.accounts import queries, throttle
from sagsflow.accounts.addresses import subnet_of
from sagsflow.accounts.login import SECOND_FACTOR, SignedIn
from sagsflow.accounts.models import User
from sagsflow.web.platform import platform
from sagsflow.web.sessions import rotate


def guesser(login: str) -> throttle.Guesser:
    """Who is trying; the address is what the server itself sees, or what our own proxies say."""
    return throttle.Guesser(queries.folded(login), subnet_of(request.remote_addr), platform().settings.secret)


def code_guesser(user: User) -> throttle.CodeGuesser:
    return throttle.CodeGuesser(user.login, subnet_of(request.remote_addr), platform().settings.secret)


def sign_in_as(person: SignedIn) -> None:
    """Nothing of the session before goes along, neither its content nor its token."""
    session.clear()
    rotate()
    login_user(person, remember=False)


def mark_second_factor() -> None:
    """From now on this session has shown a second factor."""
    session[SECOND_FACTOR] = True
