"""What a feature above lends activities: what to look for in free text before it is saved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.web.cautions import Found, Watch


def _nothing(_text: str) -> Iterator[Found]:
    yield from ()


@dataclass(slots=True)
class Hooks:
    """Filled by `sagsflow.features`."""

    watch_for: Callable[[Session, Actor], Watch] = lambda _db, _actor: _nothing


HOOKS = Hooks()
