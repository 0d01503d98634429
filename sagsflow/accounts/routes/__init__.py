"""The pages for signing in, for one's own account, of the administrator, and of leaders (`staff`)."""

from sagsflow.accounts.routes import (
    deputies,
    leaving,
    links,
    memberships,
    own,
    own_address,
    own_factor,
    people,
    second_factor,
    sign_in,
)
from sagsflow.accounts.routes import staff as staff_pages
from sagsflow.accounts.routes.blueprint import bp, staff

BLUEPRINTS = (bp, staff)

__all__ = [
    "BLUEPRINTS",
    "deputies",
    "leaving",
    "links",
    "memberships",
    "own",
    "own_address",
    "own_factor",
    "people",
    "second_factor",
    "sign_in",
    "staff_pages",
]
