"""What features above show on a resident's page (her cases), registered with it so that it need not know them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.residents.models import Resident


@dataclass(frozen=True, slots=True)
class PanelLink:
    """Something to do from the panel: words in the reader's language (or lazily so) and an address."""

    label: object
    url: str


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One thing the panel lists. `lines` are words in the reader's language; `badge` is a short word or None."""

    title: object
    url: str
    lines: Sequence[object] = ()
    badge: object | None = None


Rows = Callable[[Session, Actor, Resident, datetime], Sequence[PanelRow]]
Link = Callable[[Actor, Resident], PanelLink | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A source of rows under a heading. `rows` gives only what the actor may see; `link` is None for who may not."""

    key: str
    heading: object
    empty: object
    rows: Rows
    link: Link = lambda _actor, _resident: None


@dataclass(frozen=True, slots=True)
class FilledPanel:
    """A panel as the page shows it."""

    panel: Panel
    rows: Sequence[PanelRow]
    link: PanelLink | None


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """The same key again takes the place of the first: each application of a process registers anew."""
    _panels[panel.key] = panel


def filled(db: Session, actor: Actor, resident: Resident, at: datetime) -> list[FilledPanel]:
    return [
        FilledPanel(panel, panel.rows(db, actor, resident, at), panel.link(actor, resident))
        for panel in _panels.values()
    ]
