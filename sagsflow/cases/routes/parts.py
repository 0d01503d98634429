"""What a receiver sees of a case and what is masked, told from her own grants and role alone, so that it gives nothing away."""

from collections.abc import Sequence
from dataclasses import dataclass

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.queries.readers import GroundRow, grounds_of


@dataclass(frozen=True, slots=True)
class Part:
    """The same whether or not anything stands behind what is closed. `sensitive` are topics whose sensitive notes are open."""

    grounds: Sequence[GroundRow]
    open: Sequence[Topic]
    sensitive: Sequence[Topic]
    closed: Sequence[Topic]
    reads_notes: bool


def part_of(actor: Actor, seen: Seen) -> Part | None:
    """None for the unit that owns the case: nothing of it is masked there but what others keep to themselves."""
    if seen.view.owning_unit_ids:
        return None
    reading = actor.units(policy.READ_NOTES[seen.case.domain])
    notes = seen.view.within(reading)
    return Part(
        grounds=grounds_of(seen.view.grants),
        open=[topic for topic in Topic if policy.may_read_topic(topic, seen.view)],
        sensitive=[topic for topic in Topic if notes.covers(topic, sensitive=True)],
        closed=[topic for topic in Topic if not policy.may_read_topic(topic, seen.view)],
        reads_notes=not reading.isdisjoint(seen.unit_ids),
    )
