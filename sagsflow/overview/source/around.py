"""What is told of all pathways of a domain together: how long cases have stood, and how many each case owner has."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.overview.queries.cases import AT_A_TIME, days_between
from sagsflow.overview.source.samples import Span, span_of

STEP = "."


@dataclass(frozen=True, slots=True)
class Around:
    """`waits`: by pathway and state, written with STEP between. `load`: open cases for each case owner, not days; None where
    fewer than five people own any."""

    waits: Mapping[str, Span]
    load: Span | None


def around(db: Session, plan_id: int, domain: str, at: datetime) -> Around:
    """Of the cases that are open now."""
    now = sa.literal(at, type_=Case.state_since.type)
    kind = Case.workflow_id + STEP + Case.state
    query = sa.select(kind, Case.owner_id, days_between(db, Case.state_since, now)).where(
        Case.plan_id == plan_id, Case.domain == domain, Case.is_open
    )
    stood, owned = dict[str, list[float]](), Counter[int]()
    for step, owner_id, days in db.execute(query.execution_options(yield_per=AT_A_TIME)):
        stood.setdefault(step, []).append(days)
        if owner_id is not None:
            owned[owner_id] += 1
    spans = {step: span for step, days in stood.items() if (span := span_of([days]))}
    return Around(spans, span_of([owned.values()]))
