"""What the features above messages lend them: the numbers of the cases that a reader may see, and what goes with a letter."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A text file that goes with a letter; like the letter it holds no personal data. `subtype` is of text/."""

    name: str
    subtype: str
    parameters: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """For whom a file is made: the language of the reader and the address of this installation."""

    language: str
    public_url: str


CaseRefs = Callable[[Session, Actor, Collection[int], datetime], Mapping[int, str]]
Enclose = Callable[[Session, str, Setting], Enclosure | None]


def _none(_db: Session, _actor: Actor, _ids: Collection[int], _at: datetime) -> Mapping[int, str]:
    return {}


@dataclass(slots=True)
class Hooks:
    """Filled by `sagsflow.features`: case numbers by id, of those cases that the reader may see now; and by the code of a kind
    of message what makes the file that goes with its mail, if there is one for the message's target."""

    case_refs: CaseRefs = _none
    enclosures: dict[str, Enclose] = field(default_factory=dict)


HOOKS = Hooks()
