"""The papers of a case on its page, for the unit that hands them out."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.panels import register_panel
from sagsflow.cases.queries.one import Seen
from sagsflow.handouts import policy
from sagsflow.handouts.queries import is_of_adults

PLACE = 45


def register() -> None:
    def fill(_db: Session, actor: Actor, seen: Seen, _at: datetime) -> Mapping[str, object] | None:
        if not policy.may_hand_out(actor, seen.case, seen.view):
            return None
        return {"household": is_of_adults(seen.case.resident)}

    register_panel("papers", "handouts/_panel.html", fill, order=PLACE)
