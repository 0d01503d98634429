"""What features above lend activities: what to look for in free text, and the figures of an area."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.web.cautions import Found, Watch


def _nothing(_text: str) -> Iterator[Found]:
    yield from ()


@dataclass(slots=True)
class Hooks:
    """Filled by `sagsflow.features`. `figures_of_areas` answers what overview/_areas.html shows."""

    watch_for: Callable[[Session, Actor], Watch] = lambda _db, _actor: _nothing
    figures_of_areas: Callable[[Session, Actor, datetime], Sequence[object]] = lambda _db, _actor, _at: ()


HOOKS = Hooks()
