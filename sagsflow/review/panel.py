"""The way from a case to who has opened it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.panels import register_panel
from sagsflow.cases.queries.one import Seen
from sagsflow.review import policy

PLACE = 90


def register() -> None:
    register_panel("readings", "review/_panel.html", _fill, order=PLACE)


def _fill(_db: Session, actor: Actor, seen: Seen, _at: datetime) -> Mapping[str, object] | None:
    return {"ref": seen.case.ref} if policy.may_see_who_read(actor, seen) else None
