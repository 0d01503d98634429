"""A durable move through the service beside a raw UPDATE and INSERT by the driver itself, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from benchmarks import caseload, profiles, town
from benchmarks.measure import Result, Target, compare, repeated
from benchmarks.options import options
from benchmarks.systems import System
from benchmarks.town import Town
from sagsflow.cases import policy
from sagsflow.cases.guards import snapshot_of
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import definition_of
from sagsflow.cases.service.loading import lock_for
from sagsflow.cases.service.moving import Attempt, move_locked
from sagsflow.engine.decide import explain
from sagsflow.engine.snapshot import Context
from sagsflow.web.platform import Platform

TRIGGER = "start_follow_up"
BOUND = {"SQLite": 0.25, "PostgreSQL": 0.35}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Cases that wait for the step, each used once, and the number of the last event of each."""

    refs: Iterator[str]
    seen: int
    answers: dict[str, object]


def run(systems: list[System]) -> list[Result]:
    return [_on(system) for system in systems]


def prepare(platform: Platform, made: Town, many: int, *, first: int) -> Prepared:
    """Copies of a case whose plan is agreed, owned by the worker who moves them."""
    with platform.database.write() as db:
        query = sa.select(Case).where(Case.state == "plan_agreed", Case.owner_id == made.worker.user_id)
        like = db.scalars(query.order_by(Case.id).limit(1)).one()
        refs = caseload.multiply(db, [like.id], many, first=first)
        caseload.settle(db)
        answers: dict[str, object] = {
            "responsible_party": made.responsible_unit,
            "due_date": date(2027, 1, 15),
        }
        return Prepared(iter(refs), like.event_count, answers)


def _on(system: System) -> Result:
    times, rounds = options().moves, options().rounds
    with _town(system) as (platform, made), system.raw_step() as floor:
        prepared = prepare(platform, made, times * (rounds + 2), first=1)

        def ours() -> None:
            _move(platform, made, prepared)

        note = profiles.of(ours, times)
        target, name = Target("speed", BOUND[system.name]), f"service: durable move, {system.name}"
        return compare(name, repeated(ours, times), repeated(floor, times), target, note=note)


@contextmanager
def _town(system: System) -> Iterator[tuple[Platform, Town]]:
    url, made = town.fresh(system)
    with town.open_platform(url) as platform:
        yield platform, made


def _move(platform: Platform, made: Town, prepared: Prepared) -> None:
    """Load, explain, decide, state, event, deadline, task; all of it durable when it returns."""
    ref, at = next(prepared.refs), datetime.now(UTC)
    with platform.database.write() as db:
        case, view = lock_for(db, ref, actor=made.worker, at=at, rule=policy.may_move, seen=prepared.seen)
        known = snapshot_of(db, case, at)
        context = Context(policy.roles_on(made.worker, case, view), prepared.answers, at)
        assert explain(definition_of(case, platform), known, context)[TRIGGER] == ()
        attempt = Attempt(TRIGGER, prepared.answers)
        moved = move_locked(db, case, view, attempt, actor=made.worker, at=at, pathways=platform, known=known)
    assert moved.case.state == "follow_up"
