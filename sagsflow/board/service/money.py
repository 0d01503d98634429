"""The money of the plan: what each purse gives, and what was used of it in a quarter. Entries are only added to."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.board.models import PlanMoney, Purse
from sagsflow.board.queries import newest_entry
from sagsflow.board.service.goals import note
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Plan

MOST = 1_000_000_000


def enter_money(
    db: Session,
    plan_id: int,
    amounts: Mapping[Purse, int],
    *,
    quarter: str | None = None,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Without a quarter: what each gives to the whole plan. Purses that are left out stand as they are. Raises Stale when there
    is an entry after the one that was `seen` (0: none)."""
    if db.get(Plan, plan_id, with_for_update=True) is None:
        raise NotFound("plan")
    if seen is not None and seen != newest_entry(db, plan_id):
        raise Stale("plan_money")
    if not amounts:
        raise Invalid("nothing-typed")
    wrong = {purse.value: "amount" for purse, amount in amounts.items() if not 0 <= amount <= MOST}
    if wrong:
        raise Invalid(fields=wrong)
    for purse, amount in amounts.items():
        row = PlanMoney(plan_id=plan_id, purse=purse, quarter=quarter, amount=amount)
        row.entered_at, row.entered_by = at, actor.user_id
        db.add(row)
    db.flush()
    purses = sorted(purse.value for purse in amounts)
    entry = Entry("plan-money-entered", data={"plan": plan_id, "quarter": quarter, "purses": purses})
    note(db, entry, actor=actor, at=at)
