"""What the engine is told of consents: which units may know which topics at a moment, and whether the team itself may."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.consents import policy
from sagsflow.consents.models import Consent, ConsentTopic, LegalBasis
from sagsflow.core.base import AT

_HOLDING = (
    sa.select(Consent.receiving_unit_id, ConsentTopic.topic)
    .outerjoin(ConsentTopic, ConsentTopic.consent_id == Consent.id)
    .where(Consent.case_id == sa.bindparam("case_id"), policy.holds(AT))
)

_BY_LAW = sa.select(LegalBasis).where(LegalBasis.case_id == sa.bindparam("case_id"), policy.basis_holds(AT))


def facts(db: Session, case_id: int, owner_unit_id: int, at: datetime) -> Mapping[str, object]:
    """`consents` and `legal_bases` (unit → topics), and `team_consent`; the clock decides which consents hold."""
    covered: dict[int, set[Topic | None]] = defaultdict(set)
    for unit_id, topic in db.execute(_HOLDING, {"case_id": case_id, "at": at}):
        covered[unit_id].add(topic)
    by_law: dict[int, frozenset[str]] = {}
    for basis in db.scalars(_BY_LAW, {"case_id": case_id, "at": at}):
        by_law[basis.unit_id] = by_law.get(basis.unit_id, frozenset()) | set(basis.topics.split(","))
    return {
        "consents": {
            unit_id: frozenset(topic.value for topic in topics if topic is not None)
            for unit_id, topics in covered.items()
        },
        "team_consent": owner_unit_id in covered,
        "legal_bases": by_law,
    }
