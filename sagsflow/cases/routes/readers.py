"""Who will be able to read a shared note, by name of unit (or person), topic by topic, told before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.accounts import queries as accounts
from sagsflow.cases.queries.one import Seen
from sagsflow.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class TopicReaders:
    """The units that read shared notes of a topic, and those of them that read sensitive ones too."""

    topic: str
    units: Sequence[str]
    sensitive_too: Sequence[str]


def who_may_read(db: Session, seen: Seen, at: datetime) -> Sequence[TopicReaders] | None:
    """None to a receiver, who does not learn to whom else the resident has said yes."""
    if not seen.view.owning_unit_ids:
        return None
    found = ledger.live_grants(db, seen.case.id, at)
    grants = [grant for grant in found if grant.ground is not Ground.OWNERSHIP]
    units = organisations.units_by_id(db, {grant.unit_id for grant in grants})
    people = accounts.user_names(db, {grant.user_id for grant in grants})

    def named(grant: AccessGrant) -> str:
        unit = units[grant.unit_id].name
        return f"{people[grant.user_id]}, {unit}" if grant.user_id else unit

    rows = []
    for topic in Topic:
        covering = [grant for grant in grants if grant.topic in {None, topic}]
        if covering:
            names = sorted({named(grant) for grant in covering})
            sensitive = sorted({named(grant) for grant in covering if grant.sensitive})
            rows.append(TopicReaders(topic.value, names, sensitive))
    return rows
