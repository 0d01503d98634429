"""The numbers of cases, for lists of features that stand below them."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import policy
from sagsflow.cases.models import Case


def refs_of(db: Session, actor: Actor, ids: Collection[int], at: datetime) -> Mapping[int, str]:
    """By id, of those cases that the actor may see now."""
    query = sa.select(Case.id, Case.ref).where(Case.id.in_(sorted(ids)), policy.visible_to(actor, at))
    return {row.id: row.ref for row in db.execute(query)}
