"""Who can read a case and why, by unit and by name; and who will be able to read what is about to be written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Case
from sagsflow.consents.queries import last_day
from sagsflow.consents.terms import in_order
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One reason why a unit sees part of a case. No topics means all of it; no `until`, as long as nothing ends it.

    `user_id` is the one of the unit whom it is open to, where it is not open to all of them.
    """

    ground: Ground
    ground_id: int | None
    user_id: int | None
    topics: tuple[Topic, ...]
    sensitive: bool
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who can open the case through a unit."""

    user_id: int
    name: str
    roles: tuple[Role, ...]
    reads_notes: bool


@dataclass(frozen=True, slots=True)
class UnitReaders:
    """A unit that can see part of a case, why, and who works there."""

    unit_id: int
    unit: str
    organisation: str
    owns: bool
    grounds: Sequence[GroundRow]
    people: Sequence[Reader]


@dataclass(frozen=True, slots=True)
class Draft:
    """A note that is not yet written."""

    author_unit_id: int
    topic: Topic
    sensitive: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit, and those of its people who will be able to read."""

    unit: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Audience:
    """Everybody to whom some live grant opens the case; asked through the same policy as every page."""

    case: Case
    grants: tuple[AccessGrant, ...]
    actors: Sequence[Actor]
    units: dict[int, Unit]

    @cached_property
    def seeing(self) -> Sequence[tuple[Actor, View]]:
        """The people who may open the case, each with what she sees of it."""
        views = [(who, self._view(who)) for who in self.actors]
        return [(who, view) for who, view in views if policy.may_see(who, self.case, view)]

    def _view(self, who: Actor) -> View:
        """As `ledger.view_of` has it: what her units may see, and what is open to her by name."""
        hers = tuple(grant for grant in self.grants if grant.user_id in {None, who.user_id})
        return View(hers).within(who.units(policy.READ[self.case.domain]))

    def by_unit(self) -> Sequence[UnitReaders]:
        """The unit that owns the case first, the others by name."""
        rows = [self._unit(unit) for unit in self.units.values()]
        return sorted(rows, key=lambda row: (not row.owns, row.unit))

    def of_note(self, draft: Draft) -> Sequence[NamedUnit]:
        def reads(who: Actor, view: View) -> bool:
            return policy.may_read_note(who, self.case.domain, draft, view)

        def covers(view: View) -> bool:
            return draft.author_unit_id in view.unit_ids or (
                draft.shared and view.covers(draft.topic, sensitive=draft.sensitive)
            )

        return self._named(reads, covers)

    def of_goal(self, draft: policy.OfATopic) -> Sequence[NamedUnit]:
        return self._named(
            lambda _who, view: policy.may_read_goal(draft, view),
            lambda view: policy.may_read_goal(draft, view),
        )

    def _named(
        self, reads: Callable[[Actor, View], bool], covers: Callable[[View], bool]
    ) -> Sequence[NamedUnit]:
        """The units that it is opened to, also where nobody has a login yet, with the people whom the policy lets read."""
        found = []
        for unit_id, unit in self.units.items():
            whole = tuple(
                grant for grant in self.grants if grant.user_id is None and grant.unit_id == unit_id
            )
            people = [who.name for who, view in self.seeing if unit_id in view.unit_ids and reads(who, view)]
            if people or covers(View(whole)):
                found.append(NamedUnit(unit.name, tuple(people)))
        return sorted(found, key=lambda row: row.unit)

    def _unit(self, unit: Unit) -> UnitReaders:
        held = [grant for grant in self.grants if grant.unit_id == unit.id]
        return UnitReaders(
            unit_id=unit.id,
            unit=unit.name,
            organisation=unit.organisation.name,
            owns=any(grant.ground is Ground.OWNERSHIP for grant in held),
            grounds=grounds_of(held),
            people=[self._reader(who, unit.id) for who, view in self.seeing if unit.id in view.unit_ids],
        )

    def _reader(self, who: Actor, unit_id: int) -> Reader:
        roles = tuple(seat.role for seat in who.seats if seat.unit_id == unit_id)
        return Reader(who.user_id, who.name, roles, unit_id in who.units(policy.READ_NOTES[self.case.domain]))


def audience(db: Session, case: Case, at: datetime, unit_ids: Iterable[int] | None = None) -> Audience:
    """Of every unit that sees the case, or of these; four statements, however many there are."""
    told = None if unit_ids is None else frozenset(unit_ids)
    grants = tuple(
        grant for grant in ledger.live_grants(db, case.id, at) if told is None or grant.unit_id in told
    )
    ids = {grant.unit_id for grant in grants}
    actors = accounts.actors_in(db, ids, copenhagen_date(at))
    return Audience(case, grants, actors, dict(organisations.units_by_id(db, ids)))


def grounds_of(grants: Sequence[AccessGrant]) -> Sequence[GroundRow]:
    """One row for each thing that gives access: ownership first, then in the order of the ground's name."""
    grouped: dict[tuple[Ground, int | None, int | None], list[AccessGrant]] = {}
    for grant in grants:
        grouped.setdefault((grant.ground, grant.ground_id, grant.user_id), []).append(grant)
    rows = [_ground(held) for held in grouped.values()]
    return sorted(rows, key=lambda row: (row.ground is not Ground.OWNERSHIP, row.ground.value, row.since))


def _ground(held: Sequence[AccessGrant]) -> GroundRow:
    topics = {grant.topic for grant in held}
    ends = [grant.valid_to for grant in held]
    return GroundRow(
        ground=held[0].ground,
        ground_id=held[0].ground_id,
        user_id=held[0].user_id,
        topics=() if None in topics else in_order({topic for topic in topics if topic is not None}),
        sensitive=any(grant.sensitive for grant in held),
        since=copenhagen_date(min(grant.valid_from for grant in held)),
        until=None if None in ends else last_day(max(end for end in ends if end is not None)),
    )
