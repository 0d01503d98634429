"""What the features above messages lend them: the numbers of the cases that a reader may see."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor

CaseRefs = Callable[[Session, Actor, Collection[int], datetime], Mapping[int, str]]


def _none(_db: Session, _actor: Actor, _ids: Collection[int], _at: datetime) -> Mapping[int, str]:
    return {}


@dataclass(slots=True)
class Hooks:
    """Filled by `sagsflow.features`: case numbers by id, of those cases that the reader may see now."""

    case_refs: CaseRefs = _none


HOOKS = Hooks()
