"""Who comes to the team: picks the pathway, the resident and the worker of each simulated case, and lets it be lived."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sagsflow.access.roles import Role
from sagsflow.cases.models import InformedHow
from sagsflow.cases.service.opening import NewCase
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation import asking, opening
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.gatherings import Meetings
from sagsflow.demo.simulation.life import Life
from sagsflow.demo.simulation.rows import Row, Rows
from sagsflow.demo.simulation.world import Staff, World
from sagsflow.engine.model import Definition

REMEMBERED = 20


@dataclass(slots=True)
class Town:
    """The cases of one batch; `met` are the residents who came last, some of whom come again."""

    world: World
    rows: Rows
    meetings: Meetings
    met: list[Row] = field(default_factory=list)

    def live_case(self, number: int, at: datetime, rng: Random) -> SimCase:
        definition = self._pathway(rng)
        role = Role.VOLUNTEER_COORDINATOR if definition.domain == "volunteer" else Role.HOUSING_WORKER
        who = rng.choice(self.world.staff[role])
        resident = self._resident(definition, who, at, rng)
        new = NewCase(
            resident_id=resident["id"],
            workflow_id=definition.id,
            unit_id=who.unit_id,
            sub_agreement=rng.choice(sorted(self.world.sub_agreements)),
            urgent=self._chance("urgent", rng),
            informed_on=copenhagen_date(at),
            informed_how=InformedHow.CONVERSATION,
            owner_id=who.user_id if self._chance("owned", rng) else None,
        )
        case = opening.open_case(
            self.world, self.rows, rng, new, number=number, area_id=resident["area_id"], who=who, at=at
        )
        Life(case, self.meetings, at + asking.MENDING).live()
        return case

    def try_case(
        self, number: int, at: datetime, rng: Random, wanted: Callable[[SimCase], bool]
    ) -> SimCase | None:
        """Lets a case be lived as far as today, and takes all of it back where it is not as wanted; then None."""
        mark, met = self.rows.mark(), len(self.met)
        case = self.live_case(number, at, rng)
        if wanted(case):
            return case
        self.rows.take_back(mark)
        self.meetings.take_back()
        del self.met[met:]
        return None

    def _pathway(self, rng: Random) -> Definition:
        mix = self.world.habits["mix"]
        (pathway,) = rng.choices(list(mix), list(mix.values()))
        return self.world.library.latest(pathway)

    def _resident(self, definition: Definition, who: Staff, at: datetime, rng: Random) -> Row:
        is_child = definition.subject == "family"
        again = [row for row in self.met[-REMEMBERED:] if row["controller_unit_id"] == who.unit_id]
        if again and not is_child and self._chance("known", rng):
            return rng.choice(again)
        person = opening.make_up(self.world, rng, child=is_child, on=copenhagen_date(at))
        resident = opening.register(
            self.rows, rng, person, unit_id=who.unit_id, who=who, at=at - opening.TALK
        )
        if not is_child:
            self.met.append(resident)
        return resident

    def _chance(self, name: str, rng: Random) -> bool:
        per_cent: int = self.world.habits["per_cent"][name]
        return rng.randrange(100) < per_cent
