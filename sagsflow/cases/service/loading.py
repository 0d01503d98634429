"""Loads a case for an act: locked, and only for those who may see it."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.cases import policy
from sagsflow.cases.models import Case
from sagsflow.core.errors import Forbidden, NotFound, Stale

Rule = Callable[[Actor, Case, View], bool]


def lock(db: Session, ref: str) -> Case:
    """The case by its number, locked until the transaction ends. Raises NotFound."""
    case = db.scalars(sa.select(Case).where(Case.ref == ref).with_for_update()).one_or_none()
    if case is None:
        raise NotFound("case", ref=ref)
    return case


def lock_for(
    db: Session, ref: str, *, actor: Actor, at: datetime, rule: Rule, version: int | None = None
) -> tuple[Case, View]:
    """Raises NotFound to strangers, Forbidden to those who may only look, Stale when the page is older than the case."""
    case = lock(db, ref)
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    if not policy.may_see(actor, case, view):
        raise NotFound("case", ref=ref)
    if not rule(actor, case, view):
        raise Forbidden("case", ref=ref)
    if version is not None and version != case.version:
        raise Stale("case", ref=ref, seen=version)
    return case, view
