"""Who may call which route: declared on the view, checked before it runs, and refused at start-up when missing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.core.errors import Forbidden, NotFound
from sagsflow.web import database, errors

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
ATTRIBUTE = "sagsflow_access"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks: nothing, a signed-in person, or any one of some permissions."""

    public: bool = False
    any_of: frozenset[Permission] = frozenset()
    hidden: bool = False


class UndeclaredRoute(RuntimeError):
    """A route without a declared permission: the application does not start."""


def public(view: View) -> View:
    """Anybody may call it."""
    return _declare(view, Access(public=True))


def signed_in(view: View) -> View:
    """Anybody who is signed in may call it."""
    return _declare(view, Access())


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Any one of these permissions; otherwise 403."""
    return lambda view: _declare(view, Access(any_of=frozenset(permissions)))


def hidden_without(*permissions: Permission) -> Callable[[View], View]:
    """Any one of these permissions; otherwise 404, for one must not learn that it exists."""
    return lambda view: _declare(view, Access(any_of=frozenset(permissions), hidden=True))


def current_actor() -> Actor:
    """The person who is signed in; only for views that are not public."""
    return cast(Actor, current_user.actor)


def maybe_actor() -> Actor | None:
    return cast(Actor, current_user.actor) if current_user.is_authenticated else None


def access_of(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], ATTRIBUTE, None)


def _declare(view: View, access: Access) -> View:
    setattr(view, ATTRIBUTE, access)
    return view


def _check_request() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None or access.public:
        database.read_as(None)
        return None
    database.read_as(maybe_actor())
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if access.any_of and not current_actor().may_any(access.any_of):
        raise NotFound if access.hidden else Forbidden
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    """What was typed into a form whose session is over comes back on the page that says so: a redirect would lose it."""
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    return errors.page(401)


def init_app(app: Flask) -> None:
    """Before the check of forms' tokens: a token that died with its session must not hide what has happened."""
    app.before_request(_check_request)


def require_declared_routes(app: Flask) -> None:
    """Raises UndeclaredRoute naming every route whose view declares no access."""
    setattr(app.view_functions["static"], ATTRIBUTE, Access(public=True))
    missing = sorted(endpoint for endpoint in app.view_functions if access_of(app, endpoint) is None)
    if missing:
        raise UndeclaredRoute(f"these routes declare no access: {', '.join(missing)}")
