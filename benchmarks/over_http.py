"""Moves and pages over HTTP, signed in, with CSRF on, beside a bare Flask application behind the same server."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks import floor_app, moves, servers, town, visitors
from benchmarks.measure import Result, Round, Target, compare
from benchmarks.moves import Prepared
from benchmarks.options import options
from benchmarks.systems import SQLite, System
from benchmarks.town import Town
from benchmarks.visitors import Visitor
from sagsflow.accounts.demo import PASSWORD

FIRST_FOR_MOVES = 20_000  # clear of the copies that make up the caseload


@dataclass(frozen=True, slots=True)
class Sides:
    """Both servers, with their visitors."""

    made: Town
    prepared: Prepared
    ours: list[Visitor]
    floor: list[Visitor]
    floor_token: str


def run(systems: list[System]) -> list[Result]:
    sqlite = next(system for system in systems if isinstance(system, SQLite))
    with _sides(sqlite) as sides:
        return list(_compared(sides))


def _compared(sides: Sides) -> Iterator[Result]:
    move = Target("speed", 0.4)
    yield compare("HTTP: durable move", _moving(sides), _floor_moving(sides), move)
    pages = {
        "HTTP: Min dag": ("/", 10.0),
        "HTTP: case list": ("/cases", 10.0),
        f"HTTP: case page, {town.LONG_CASE_EVENTS} events": (f"/cases/{sides.made.long_ref}", 15.0),
    }
    for name, (path, bound) in pages.items():
        note = f"{len(sides.ours[0].get(path).encode()) / 1000:.0f} kB; floor {len(sides.floor[0].get('/cases')) / 1000:.1f} kB"
        target = Target("times", bound)
        yield compare(name, _reading(sides.ours, path), _reading(sides.floor, "/cases"), target, note=note)


@contextmanager
def _sides(system: SQLite) -> Iterator[Sides]:
    (url, made), file = town.fresh(system), Path(system.new().removeprefix("sqlite:///"))
    many = options().moves * options().threads * (options().rounds + 2)
    with town.open_platform(url) as platform:
        town.enlarge(platform, options().cases)
        prepared = moves.prepare(platform, made, many, first=FIRST_FOR_MOVES)
    cookie, token = floor_app.fill(str(file), max(options().cases, many))
    with ExitStack() as stack:
        port = stack.enter_context(servers.ours(url))
        floor_port = stack.enter_context(servers.floor(file))
        ours = [Visitor(port) for _ in range(options().threads)]
        floor = [Visitor(floor_port, {"session": cookie}) for _ in ours]
        for visitor in [*ours, *floor]:
            stack.callback(visitor.close)
        for visitor in ours:
            visitor.sign_in(town.WORKERS[0], PASSWORD)
        yield Sides(made, prepared, ours, floor, token)


def _moving(sides: Sides) -> Round:
    """Each visitor presses the button of another case; the page of the form was read before."""
    refs = sides.prepared.refs
    tokens = {
        id(visitor): visitors.token_of(visitor.get(f"/cases/{next(refs)}/move/{moves.TRIGGER}"))
        for visitor in sides.ours
    }
    answers = {f"answer_{name}": value for name, value in sides.prepared.answers.items()}

    def act(visitor: Visitor) -> None:
        values = {"csrf_token": tokens[id(visitor)], "seen": sides.prepared.seen, **answers}
        submission = secrets.token_urlsafe(32)
        visitor.post(f"/cases/{next(refs)}/move/{moves.TRIGGER}", {**values, "submission": submission})

    return _round(sides.ours, act, options().moves)


def _floor_moving(sides: Sides) -> Round:
    keys = count(1)

    def act(visitor: Visitor) -> None:
        visitor.post(f"/cases/{next(keys)}/move", {"csrf_token": sides.floor_token, "version": 1})

    return _round(sides.floor, act, options().moves)


def _reading(readers: list[Visitor], path: str) -> Round:
    return _round(readers, lambda visitor: visitor.get(path), options().pages)


def _round(who: list[Visitor], act: Callable[[Visitor], object], times: int) -> Round:
    return lambda: visitors.together(who, act, times)
