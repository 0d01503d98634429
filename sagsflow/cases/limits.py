"""The date that the law sets beside a case's own deadline: what it is called, and who is told of it."""

from dataclasses import dataclass
from datetime import date

from sagsflow.access.ledger import View
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.models import Case
from sagsflow.engine.model import Definition, Text


@dataclass(frozen=True, slots=True)
class LegalDate:
    """What runs out on the day; `is_due` when the case is due because of it."""

    name: Text
    topic: Topic
    on: date
    is_due: bool


def told(case: Case, definition: Definition, view: View) -> LegalDate | None:
    """To those to whom the answer that it is counted from is open."""
    found = _of(case, definition)
    return found if found and policy.may_read_topic(found.topic, view) else None


def in_lists(case: Case, definition: Definition, unit_ids: frozenset[int]) -> Text | None:
    """What a line of a list calls the case's due day, where the law has set it; to the unit that has the case."""
    found = _of(case, definition)
    return found.name if found and found.is_due and case.owner_unit_id in unit_ids else None


def _of(case: Case, definition: Definition) -> LegalDate | None:
    limit = definition.states[case.state].deadline.no_later_than
    if limit is None or case.limit_on is None or not case.is_open:
        return None
    topic = Topic(definition.fields[limit.after].topic)
    return LegalDate(limit.name, topic, case.limit_on, case.limit_on == case.due_on)
