"""Records what happened on a case, under its own gapless numbers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.service import restricting
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry


def record_on_case(
    db: Session, case: Case, entries: Sequence[Entry], *, actor: Actor | None, at: datetime
) -> None:
    """Numbers the entries after the case's last event and appends them to the chain. Every act on a case passes here, so
    here a restriction of processing is asked. Raises Restricted."""
    restricting.check(db, case, entries, actor=actor, at=at)
    numbered = []
    for entry in entries:
        case.event_count += 1
        numbered.append(replace(entry, case_id=case.id, case_seq=case.event_count))
    eventlog.record(db, numbered, actor=actor, at=at, unit_ids=frozenset({case.owner_unit_id}))
