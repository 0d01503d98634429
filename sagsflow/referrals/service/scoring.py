"""Goals scored one by one when a referral is closed with a result."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from sagsflow.access.ledger import View
from sagsflow.core.errors import Invalid
from sagsflow.engine.answers import SCORES
from sagsflow.referrals import queries
from sagsflow.referrals.models import Referral, ReferralGoal


def score_goals(db: Session, referral: Referral, scores: Mapping[int, int], view: View) -> None:
    """Raises Invalid for a goal that this person may not see, and for a score that is none."""
    if not scores:
        return
    known = {goal.id for goal in queries.open_goals(db, referral.case_id, view)}
    if not scores.keys() <= known or not set(scores.values()) <= set(SCORES):
        raise Invalid("not-a-goal")
    db.add_all(
        ReferralGoal(referral_id=referral.id, goal_id=goal_id, score=score)
        for goal_id, score in scores.items()
    )
    db.flush()
