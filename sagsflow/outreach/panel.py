"""The contacts with the resident, on the page of the case."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.panels import register_panel
from sagsflow.cases.queries.one import Seen
from sagsflow.outreach import policy, queries
from sagsflow.outreach.words import KINDS, MOVERS, OUTCOMES

PLACE = 8


def register() -> None:
    def fill(db: Session, actor: Actor, seen: Seen, _at: datetime) -> Mapping[str, object] | None:
        may_add = policy.may_write(actor, seen.case, seen.view) and seen.case.is_open
        rows = queries.of_case(db, actor, seen)
        if not rows and not may_add:
            return None
        words = {"kinds": KINDS, "outcomes": OUTCOMES, "movers": MOVERS}
        return {"rows": rows, "may_add": may_add, "missed": queries.missed(rows), **words}

    register_panel("contacts", "outreach/_panel.html", fill, order=PLACE)
