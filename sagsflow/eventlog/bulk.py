"""Appends many events at once, for histories that are made up: the same chain and the same text as `eventlog.service`."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from sagsflow.core.bulk import insert_many
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import Stamp, chained


def append(db: Session, stamps: Sequence[Stamp]) -> None:
    """Chains the events in this order. The head is locked from here to the end of the transaction."""
    if stamps:
        insert_many(db, Event, chained(db, stamps))
