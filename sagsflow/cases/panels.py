"""Panels that other features put on the case page, registered by `sagsflow.features`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.queries.one import Seen
from sagsflow.paper.summary import DocumentLine, MeasureLine

Fill = Callable[[Session, Actor, Seen, datetime], Mapping[str, object] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template that is included with what `fill` answered; None leaves it out."""

    name: str
    template: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a panel comes from, and where it stands."""

    name: str
    template: str
    fill: Fill
    order: int


_SOURCES: dict[str, Source] = {}
_BEFORE_THE_END: dict[str, Source] = {}
Listed = Callable[[Session, Actor, Seen], Sequence[DocumentLine]]
_LISTED: dict[str, Listed] = {}
Measured = Callable[[Session, Seen, str], tuple[MeasureLine, ...]]
_MEASURED: dict[str, Measured] = {}


def register_listed(name: str, listed: Listed) -> None:
    """What a feature has the summary of a case on paper list among its documents."""
    _LISTED[name] = listed


def listed_on_paper(db: Session, actor: Actor, seen: Seen) -> tuple[DocumentLine, ...]:
    return tuple(line for listed in _LISTED.values() for line in listed(db, actor, seen))


def register_measured(name: str, measured: Measured) -> None:
    """What a feature knows of the results of a case, for its summary on paper in a language."""
    _MEASURED[name] = measured


def measured_on_paper(db: Session, seen: Seen, language: str) -> tuple[MeasureLine, ...]:
    return tuple(line for measured in _MEASURED.values() for line in measured(db, seen, language))


def register_panel(name: str, template: str, fill: Fill, *, order: int) -> None:
    """Registering a name again replaces it, so that several applications may live in one process."""
    _SOURCES[name] = Source(name, template, fill, order)


def register_before_the_end(name: str, template: str, fill: Fill) -> None:
    """What a feature says on the page of a step that closes the case."""
    _BEFORE_THE_END[name] = Source(name, template, fill, order=0)


def collect(db: Session, actor: Actor, seen: Seen, at: datetime) -> Sequence[Panel]:
    return _filled(_SOURCES.values(), db, actor, seen, at)


def before_the_end(db: Session, actor: Actor, seen: Seen, at: datetime) -> Sequence[Panel]:
    return _filled(_BEFORE_THE_END.values(), db, actor, seen, at)


def _filled(
    sources: Iterable[Source], db: Session, actor: Actor, seen: Seen, at: datetime
) -> Sequence[Panel]:
    found = []
    for source in sorted(sources, key=lambda item: item.order):
        values = source.fill(db, actor, seen, at)
        if values is not None:
            found.append(Panel(source.name, source.template, values))
    return found
