"""What one reader may know of who a resident is: the one place that decides whether a name and an address are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden
from sagsflow.residents.models import IdentityOpening, Resident


@dataclass(frozen=True)
class Eyes:
    """One reader at one moment. The database is asked once, and only when a protected resident comes up."""

    db: Session
    actor: Actor | None
    at: datetime

    @cached_property
    def today(self) -> date:
        return copenhagen_date(self.at)

    @cached_property
    def opened(self) -> frozenset[int]:
        """The protected residents whom the reader has opened with a reason, and may still see."""
        if self.actor is None:
            return frozenset()
        held = sa.select(IdentityOpening.resident_id).where(
            IdentityOpening.user_id == self.actor.user_id, IdentityOpening.ends_at > self.at
        )
        return frozenset(self.db.scalars(held))

    def hides(self, resident: Resident) -> bool:
        return resident.is_protected(self.today) and resident.id not in self.opened

    def name(self, resident: Resident) -> str | None:
        """None for one whose name this reader may not see."""
        return None if self.hides(resident) else resident.full_name

    def require(self, resident: Resident) -> None:
        """Raises Forbidden for what cannot be done without seeing who the resident is."""
        if self.hides(resident):
            raise Forbidden("identity-hidden")


def protected(on: date) -> sa.Select[int]:
    """The residents who are found in no search on a day."""
    return sa.select(Resident.id).where(
        Resident.protected_from <= on, sa.or_(Resident.protected_to.is_(None), Resident.protected_to >= on)
    )
