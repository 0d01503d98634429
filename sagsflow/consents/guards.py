"""What the engine is told of consents: which units may know which topics at a moment, and whether the team itself may."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.consents import policy
from sagsflow.consents.models import Consent, ConsentTopic, LegalBasis
from sagsflow.core.asking import Questions, Row, question
from sagsflow.core.base import AT

_CASE_ID: sa.BindParameter[int] = sa.bindparam("case_id", type_=sa.BigInteger())
_HOLDING = (
    question(number=Consent.receiving_unit_id, word=ConsentTopic.topic)
    .outerjoin_from(Consent, ConsentTopic, ConsentTopic.consent_id == Consent.id)
    .where(Consent.case_id == _CASE_ID, policy.holds(AT))
)
_BY_LAW = question(number=LegalBasis.unit_id, word=LegalBasis.topics).where(
    LegalBasis.case_id == _CASE_ID, policy.basis_holds(AT)
)
ASKS = (_HOLDING, _BY_LAW)
_QUESTIONS = Questions(ASKS)


def facts(db: Session, case_id: int, owner_unit_id: int, at: datetime) -> Mapping[str, object]:
    """`consents` and `legal_bases` (unit → topics), and `team_consent`; the clock decides which consents hold."""
    return told(owner_unit_id, _QUESTIONS.ask(db, {"case_id": case_id, "at": at}))


def told(owner_unit_id: int, answers: Sequence[Sequence[Row]]) -> Mapping[str, object]:
    """The same from the answers to `ASKS`."""
    holding, by_law = answers
    covered: dict[int, set[str]] = defaultdict(set)
    for row in holding:
        covered[row.number] |= {row.word} if row.word else set()
    legal: dict[int, frozenset[str]] = {}
    for row in by_law:
        legal[row.number] = legal.get(row.number, frozenset()) | set(row.word.split(","))
    return {
        "consents": {unit_id: frozenset(topics) for unit_id, topics in covered.items()},
        "team_consent": owner_unit_id in covered,
        "legal_bases": legal,
    }
