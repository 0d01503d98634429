"""The pages for signing in and for one's own account; those of the administrator in `people` and `memberships`."""

from sagsflow.accounts.routes import links, memberships, own, people, sign_in
from sagsflow.accounts.routes.blueprint import bp

__all__ = ["bp", "links", "memberships", "own", "people", "sign_in"]
