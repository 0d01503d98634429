"""The way to the finder, on the page of a case."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.cases.models import Domain
from sagsflow.cases.panels import register_panel
from sagsflow.cases.queries.one import Seen

PLACE = 29


def register() -> None:
    def fill(_db: Session, actor: Actor, seen: Seen, _at: datetime) -> Mapping[str, object] | None:
        """For those who refer from the unit that has the case; it asks the database nothing."""
        sends = not actor.units(P.REFERRAL_SEND).isdisjoint(seen.view.owning_unit_ids)
        return {} if sends and seen.case.is_open and seen.case.domain is Domain.SUPPORT else None

    register_panel("offers", "directory/_panel.html", fill, order=PLACE)
