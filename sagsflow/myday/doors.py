"""Where a person can go who has no cases to see: one sentence for each thing that her memberships let her do."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role


@dataclass(frozen=True, slots=True)
class Door:
    """A page, and what one can do there."""

    permission: P
    endpoint: str
    label: str
    sentence: str


DOORS = (
    Door(
        P.FIGURES_READ,
        "board.index",
        _l("The plan"),
        _l("Goals and milestones, the figures of a quarter, barriers and money. Never a name."),
    ),
    Door(
        P.FIGURES_READ,
        "overview.index",
        _l("Figures for the pathways"),
        _l("How many go through each pathway, how long it takes, and what comes of it. Never a name."),
    ),
    Door(
        P.ADMINISTER,
        "administration.index",
        _l("Organisations and users"),
        _l("Who works where, in which role, and from when to when."),
    ),
    Door(
        P.LOG_READ,
        "review.index",
        _l("The read log"),
        _l("Who has seen what, when and what for."),
    ),
    Door(
        P.ACTIVITY_READ,
        "activities.index",
        _l("Activities"),
        _l("What happens in the areas, and how many came."),
    ),
    Door(
        P.WORKFLOW_READ,
        "pathways.index",
        _l("The pathways"),
        _l("What happens step by step, who acts, and within which deadlines."),
    ),
)


HOMES = {Role.BOARD: "board.index", Role.MANAGER: "overview.index"}


def home_of(actor: Actor) -> str | None:
    """The page that is the first one for who has that role only."""
    roles = {seat.role for seat in actor.seats}
    home = HOMES.get(*roles) if len(roles) == 1 else None
    return home if home in current_app.view_functions else None


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A door as the page shows it."""

    label: str
    sentence: str
    url: str


def doors_of(actor: Actor) -> Iterator[OpenDoor]:
    """Only pages that there are and that the person may open."""
    for door in DOORS:
        if actor.may(door.permission) and door.endpoint in current_app.view_functions:
            yield OpenDoor(str(door.label), str(door.sentence), url_for(door.endpoint))
