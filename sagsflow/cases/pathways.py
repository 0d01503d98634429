"""The published pathways and the calendar that cases run on."""

from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, WorkflowVersion
from sagsflow.core.calendar import WorkingCalendar
from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition
from sagsflow.eventlog import service as eventlog


class Pathways(Protocol):
    """What the platform offers to cases."""

    @property
    def library(self) -> Library: ...

    @property
    def calendar(self) -> WorkingCalendar: ...


def definition_of(case: Case, pathways: Pathways) -> Definition:
    """The version the case stands on, for as long as it lives."""
    return pathways.library.get(case.workflow_id, case.workflow_version)


def publish(db: Session, library: Library, *, at: datetime) -> int:
    """Records every version that is new. Raises WorkflowFileError for a published file that was changed since."""
    fresh = unpublished(db, library)
    for (workflow_id, version), digest in sorted(fresh.items()):
        db.add(WorkflowVersion(workflow_id=workflow_id, version=version, hash=digest, published_at=at))
    db.flush()
    eventlog.record(
        db,
        [
            eventlog.Entry("workflow-published", data={"workflow": key[0], "version": key[1]})
            for key in sorted(fresh)
        ],
        actor=None,
        at=at,
    )
    return len(fresh)


def unpublished(db: Session, library: Library) -> dict[tuple[str, int], str]:
    """Versions that no case may stand on yet. Raises WorkflowFileError for a published file that was changed since."""
    recorded = {(row.workflow_id, row.version): row.hash for row in db.scalars(sa.select(WorkflowVersion))}
    library.check_published(recorded)
    return {key: digest for key, digest in library.hashes().items() if key not in recorded}
