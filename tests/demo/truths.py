"""What must hold of any database that people have worked in."""

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.ledger import NO_DUE_DATE
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, ReadingList
from sagsflow.cases.models import Case
from sagsflow.engine.library import Library
from sagsflow.engine.replay import Step, replay
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of


def histories_hold(db: Session, library: Library) -> bool:
    """Replaying every case's steps gives its state, and its events are numbered without a gap."""
    steps: dict[int, list[Step]] = defaultdict(list)
    numbers: dict[int, list[int]] = defaultdict(list)
    for event in db.scalars(sa.select(Event).where(Event.case_id.is_not(None)).order_by(Event.seq)):
        assert event.case_id is not None
        assert event.case_seq is not None
        numbers[event.case_id].append(event.case_seq)
        if event.kind == "case-moved":
            data = data_of(event)
            steps[event.case_id].append((str(data["trigger"]), str(data["from"]), str(data["to"])))
    for case in db.scalars(sa.select(Case)):
        definition = library.get(case.workflow_id, case.workflow_version)
        assert replay(definition, steps[case.id]).state == case.state, case.ref
        assert numbers[case.id] == list(range(1, case.event_count + 1)), case.ref
    return True


def reading_list_is_the_ledger(db: Session, at: datetime) -> bool:
    """One row for each unit with a grant that holds or held at the case's last change, ending with the last of them."""
    ends: dict[tuple[int, int, int], list[datetime | None]] = defaultdict(list)
    for grant in db.scalars(sa.select(AccessGrant)):
        if grant.valid_to is None or grant.valid_to > at:
            ends[grant.unit_id, grant.case_id, grant.user_id or WHOLE_UNIT].append(grant.valid_to)
    cases = {case.id: case for case in db.scalars(sa.select(Case))}
    rows = {
        (row.unit_id, row.case_id, row.user_id): row
        for row in db.scalars(sa.select(ReadingList))
        if row.valid_to is None or row.valid_to > at
    }
    assert rows.keys() == ends.keys()
    for key, row in rows.items():
        case = cases[row.case_id]
        known = [end for end in ends[key] if end is not None]
        assert row.valid_to == (None if len(known) < len(ends[key]) else max(known))
        assert (row.domain, row.is_open) == (case.domain.value, case.is_open)
        assert row.due_on == (case.due_on or NO_DUE_DATE)
    return True
