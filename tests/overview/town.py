"""A plan with some hundred cases in every stage, written as rows: what the figures are checked against."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Domain, StateStay
from sagsflow.core.database import Database
from sagsflow.organisations.models import Area, PlanArea, SubAgreement
from sagsflow.residents.models import Resident
from tests.cast import BORN, HOUSING, TEAM, build
from tests.house.databases import StartingPoint

USUAL = 300
CASES = int(os.environ.get("SAGSFLOW_FIGURES_CASES", USUAL))  # how many the figures are checked against
SUBS, AREAS = (91, 92, 93), (91, 92, 93, None)
RESULTS = {"closed_achieved": "achieved", "closed_handed_over": "handed_over", "closed_no_need": "no_need"}
OPEN = ("received", "clarifying", "ready_for_meeting", "on_agenda", "plan_agreed", "referred", "follow_up")
START = datetime(2025, 1, 2, 9, 0, tzinfo=UTC)
END = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Life:
    """One case: where it went, and when."""

    sub_agreement: int
    area: int | None
    stays: tuple[tuple[str, datetime, datetime | None], ...]
    workflow: str = "coordinated"

    @property
    def state(self) -> str:
        return self.stays[-1][0]

    @property
    def result(self) -> str | None:
        return RESULTS.get(self.state)

    @property
    def opened_at(self) -> datetime:
        return self.stays[0][1]

    @property
    def closed_at(self) -> datetime | None:
        return self.stays[-1][1] if self.result else None


def lives(count: int) -> list[Life]:
    """The same for the same count."""
    chance = random.Random(7)  # a repeatable town
    return [next(_lives(chance)) for _ in range(count)]


def _lives(chance: random.Random) -> Iterator[Life]:
    at = START + timedelta(hours=chance.randrange(24 * 500))
    path = list(OPEN[: chance.randint(1, len(OPEN))])
    if chance.random() < 0.6:
        path.append(chance.choices(list(RESULTS), (6, 3, 1))[0])
    moments = [at]
    for _ in path[1:]:
        moments.append(moments[-1] + timedelta(hours=chance.randrange(1, 24 * 20)))
    known = [(state, moment) for state, moment in zip(path, moments, strict=True) if moment <= END]
    ends = [moment for _, moment in known[1:]]
    stays = tuple((state, moment, end) for (state, moment), end in zip(known, [*ends, None], strict=True))
    area = chance.choices(AREAS, (10, 6, 1, 1))[0]
    yield Life(chance.choices(SUBS, (10, 4, 1))[0], area, stays)


def citizenship() -> list[Life]:
    return [Life(91, 91, (("interested", START, None),), workflow="citizenship")] * 7


def fill(database: Database, every: list[Life]) -> None:
    with database.write() as db:
        for number, life in enumerate(every, start=1):
            _write(db, number, life)


def _write(db: Session, number: int, life: Life) -> None:
    if number == 1:
        db.add(
            Resident(
                id=1,
                controller_unit_id=TEAM,
                given_name="A",
                family_name="B",
                sort_name="b a",
                created_at=BORN,
            )
        )
        db.flush()
    support = life.workflow == "coordinated"
    db.add(
        Case(
            id=number,
            ref=f"BSV-2026-{number:04}",
            year=2026,
            number=number,
            resident_id=1,
            domain=Domain.SUPPORT if support else Domain.VOLUNTEER,
            workflow_id=life.workflow,
            workflow_version=1,
            state=life.state,
            state_since=life.stays[-1][1],
            is_open=life.result is None,
            result=life.result,
            opened_at=life.opened_at,
            closed_at=life.closed_at,
            plan_id=1,
            sub_agreement_id=life.sub_agreement,
            area_id=life.area,
            owner_unit_id=TEAM,
        )
    )
    db.flush()
    db.add_all(
        StateStay(case_id=number, step=step, state=state, entered_at=entered, left_at=left)
        for step, (state, entered, left) in enumerate(life.stays, start=1)
    )


def places(database: Database) -> None:
    with database.write() as db:
        for number in SUBS:
            db.add(
                SubAgreement(
                    id=number,
                    code=f"delaftale_{number}",
                    name_da=f"Delaftale {number}",
                    name_en=f"Sub-agreement {number}",
                )
            )
        for number in AREAS[:3]:
            db.add(Area(id=number, organisation_id=HOUSING, name=f"Område {number}"))
            db.flush()
            db.add(PlanArea(plan_id=1, area_id=number))


def build_town(database: Database) -> None:
    build(database)
    places(database)
    fill(database, [*lives(CASES), *citizenship()])


TOWN = StartingPoint("figures", build_town)
