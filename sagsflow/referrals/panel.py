"""The referrals of a case on its page: all of them to the unit that owns it, to a receiver those to her own unit."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.panels import register_panel
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.queries.one import Seen
from sagsflow.referrals import guards, policy, queries

PLACE = 30


def register(pathways: Pathways) -> None:
    def fill(db: Session, actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object] | None:
        rows = queries.of_case(db, actor, seen.case.id, at)
        if not rows and not policy.sends(actor, seen.view):
            return None
        knowing = guards.may_know(db, seen.case, at) if rows else frozenset()
        return {
            "rows": [(row, queries.state_name(row, pathways.library)) for row in rows],
            "may_send": policy.may_send(actor, seen.case, seen.view),
            "ref": seen.case.ref,
            "closed": {row.id for row in rows if row.is_open and row.to_unit_id not in knowing},
        }

    register_panel("referrals", "referrals/_panel.html", fill, order=PLACE)
