"""The main menu: each feature registers its place in it, and each reader sees the places she may go."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_login import current_user

from sagsflow.access.permissions import Permission
from sagsflow.web.guard import current_actor

PLACES = "sagsflow_places"
IN_A_LINE = 7


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: words (lazily translated), an endpoint, and the permissions of which one is needed (none: everybody).
    A `seldom` place stands behind "More" for those whose menu would be too long for a line."""

    label: object
    endpoint: str
    any_of: frozenset[Permission] = frozenset()
    order: int = 50
    seldom: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A place as the page shows it."""

    label: str
    url: str
    current: bool
    seldom: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """What stands in the line, and what stands behind "More"."""

    line: Sequence[Link]
    more: Sequence[Link]


def register(app: Flask, *places: Place) -> None:
    standing: list[Place] = app.extensions.setdefault(PLACES, [])
    standing.extend(places)
    standing.sort(key=lambda place: place.order)


def menu(app: Flask) -> Menu:
    if not current_user.is_authenticated:
        return Menu((), ())
    actor = current_actor()
    links = [
        Link(str(place.label), url_for(place.endpoint), _is_here(place.endpoint), place.seldom)
        for place in app.extensions.get(PLACES, ())
        if not place.any_of or actor.may_any(place.any_of)
    ]
    if len(links) <= IN_A_LINE:
        return Menu(links, ())
    return Menu([link for link in links if not link.seldom], [link for link in links if link.seldom])


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
        return {"navigation": menu(app)}
