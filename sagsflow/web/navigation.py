"""The main menu: each feature registers its place in it, and each reader sees the places she may go."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_login import current_user

from sagsflow.access.permissions import Permission
from sagsflow.web.guard import current_actor

PLACES = "sagsflow_places"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: words (lazily translated), an endpoint, and the permissions of which one is needed (none: everybody)."""

    label: object
    endpoint: str
    any_of: frozenset[Permission] = frozenset()
    order: int = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A place as the page shows it."""

    label: str
    url: str
    current: bool


def register(app: Flask, *places: Place) -> None:
    standing: list[Place] = app.extensions.setdefault(PLACES, [])
    standing.extend(places)
    standing.sort(key=lambda place: place.order)


def links(app: Flask) -> Sequence[Link]:
    if not current_user.is_authenticated:
        return ()
    actor = current_actor()
    return [
        Link(str(place.label), url_for(place.endpoint), _is_here(place.endpoint))
        for place in app.extensions.get(PLACES, ())
        if not place.any_of or actor.may_any(place.any_of)
    ]


def _is_here(endpoint: str) -> bool:
    """The same page, or another page of the same feature that has no place of its own."""
    here = request.endpoint or ""
    return here == endpoint or (
        here.partition(".")[0] == endpoint.partition(".")[0] and here not in _ENDPOINTS
    )


_ENDPOINTS = frozenset({"cases.index", "cases.citizenship"})


def init_app(app: Flask) -> None:
    @app.context_processor
    def _navigation() -> dict[str, object]:
        return {"navigation": links(app)}
