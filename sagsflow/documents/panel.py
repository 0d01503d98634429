"""The documents of a case on its page."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.panels import register_panel
from sagsflow.cases.queries.one import Seen
from sagsflow.documents import policy, queries

PLACE = 40


def register() -> None:
    def fill(db: Session, actor: Actor, seen: Seen, _at: datetime) -> Mapping[str, object] | None:
        may_add = policy.may_add(actor, seen.case, seen.view)
        rows = queries.of_case(db, actor, seen)
        if not rows and not may_add:
            return None
        return {"rows": rows, "may_add": may_add and seen.case.is_open}

    register_panel("documents", "documents/_panel.html", fill, order=PLACE)
