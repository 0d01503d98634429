"""What a municipal worker is to do stands with the unit that received the case, and only where it can be seen."""

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.effects import task_units
from sagsflow.engine.library import Library
from sagsflow.tasks import queries
from sagsflow.tasks.models import Task
from tests.cast import CLUB, JOBS, SCHOOL, TEAM, Cast, person

KINDS = {TEAM: "housing_team", SCHOOL: "school", JOBS: "employment_service", CLUB: "association"}


@pytest.fixture
def edge(cast: Cast) -> object:
    library: Library = cast.platform.library
    return library.latest("employment").edge("mapping", "link_employment_service")


@pytest.mark.parametrize(
    ("referred", "agreed", "expected"),
    [
        ((), (), [TEAM]),
        ((), (JOBS,), [JOBS]),
        ((), (SCHOOL, CLUB), [TEAM]),
        ((JOBS,), (JOBS, SCHOOL), [JOBS]),
        ((CLUB,), (JOBS, CLUB), [JOBS]),
    ],
)
def test_it_goes_to_the_receiver_that_the_step_is_about(
    edge: object, referred: tuple[int, ...], agreed: tuple[int, ...], expected: list[int]
) -> None:
    consents = dict.fromkeys(agreed, frozenset({"core"}))
    facts = {"unit_kinds": KINDS, "receiving_units": frozenset(referred), "consents": consents}
    assert list(task_units("municipal_worker", edge, facts, TEAM)) == expected  # type: ignore[arg-type]  # a transition
    assert list(task_units("case_owner", edge, {}, TEAM)) == [TEAM]  # type: ignore[arg-type]  # a transition


def _linked(cast: Cast) -> str:
    with cast.database.write() as db:
        case = cast.open_case(db, workflow="employment")
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        case.state = "mapping"
        db.flush()
        cast.move(db, case.ref, "link_employment_service", age_band="under_25", contact_person="Jette")
        return case.ref


def test_the_job_service_finds_its_task_on_its_own_list(cast: Cast) -> None:
    _linked(cast)
    with cast.database.read() as db:
        (task,) = db.scalars(sa.select(Task).where(Task.kind == "first_conversation"))
        assert task.unit_id == JOBS
        assert [row.id for row in queries.open_for(db, person("jette"), cast.at)] == [task.id]
