"""Nothing is overdue in silence: a person's Min dag shows it, and an act of hers removes it. A kind outside the tables fails."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.engine.model import Definition
from sagsflow.myday.queries import day
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import BY_ITS_ACT
from sagsflow.tasks.words import KINDS
from tests.cast import JOBS, PEOPLE, Cast, Visit, person
from tests.overdue.table import OF_TASKS, OFFICER, OWNER, PRESS, RECEIVER

ROOT = Path(__file__).parents[2]
TOLD_BY_ITS_CASE = "overdue"


@pytest.fixture
def database_system() -> str:
    """Whose day shows what does not depend on the database."""
    return "sqlite"


def test_every_kind_of_task_stands_in_the_table() -> None:
    assert sorted(OF_TASKS) == sorted(KINDS)


def test_each_act_of_its_own_is_shown_by_a_test_that_exists() -> None:
    named = {row.shown for row in OF_TASKS.values() if row.shown}
    missing = [name for name in named if not _exists(name)]
    assert missing == []
    assert [kind for kind, row in OF_TASKS.items() if (row.act != PRESS) != bool(row.shown)] == []


def _exists(name: str) -> bool:
    path, _, function = name.partition("::")
    return f"def {function}(" in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("who", sorted({row.who for row in OF_TASKS.values()}))
def test_it_stands_among_what_is_late_on_her_day_until_she_has_done_it(
    cast: Cast, visit: Visit, who: str
) -> None:
    kinds = [kind for kind, row in OF_TASKS.items() if row.who == who]
    with cast.database.write() as db:
        case_id = None if who == OFFICER else _case_for(db, cast, who)
        raised = [_raise(db, cast, kind, who, case_id) for kind in kinds]
    assert sorted(_late(cast, who)) == sorted(kinds)
    others = {row.who for row in OF_TASKS.values()} - {who}
    assert all(not set(kinds) & set(_late(cast, other)) for other in others)
    for kind, task_id in zip(kinds, raised, strict=True):
        if kind not in BY_ITS_ACT:
            assert visit(who).submit(f"/tasks/{task_id}", action="/finish").status_code == 303
    assert set(_late(cast, who)) <= {TOLD_BY_ITS_CASE, *BY_ITS_ACT}


def test_what_is_done_by_an_act_of_its_own_is_not_said_to_be_done(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        task_id = _raise(db, cast, "decide_refusal", "lene", _case_for(db, cast, "lene"))
    lene = visit("lene")
    assert "forsvinder af sig selv" in lene.get(f"/tasks/{task_id}").text
    assert "/finish" not in lene.get(f"/tasks/{task_id}").text
    assert f"/tasks/{task_id}/finish" not in lene.get("/").text
    with cast.database.write() as db, pytest.raises(Invalid, match="done-by-its-act"):
        tasks.finish(db, task_id=task_id, actor=person("lene"), at=cast.at, version=1)


def test_what_cannot_be_pressed_away_has_an_act_of_its_own() -> None:
    assert {kind for kind in BY_ITS_ACT if OF_TASKS[kind].act == PRESS} == set()


def _case_for(db: Session, cast: Cast, who: str) -> int:
    """A case whose own deadline has passed too: it says so itself, on the day of its owner."""
    case = cast.clarifying(db)
    if who == RECEIVER:
        cast.consent(db, case.ref, JOBS)
    if who == OWNER:
        case.due_on = copenhagen_date(cast.at) - timedelta(days=2)
    db.flush()
    return case.id


def _raise(db: Session, cast: Cast, kind: str, who: str, case_id: int | None) -> int:
    user_id, _name, _role, unit_id = PEOPLE[who]
    return tasks.raise_task(
        db,
        kind=kind,
        unit_id=unit_id,
        assignee_id=user_id,
        due_on=copenhagen_date(cast.at) - timedelta(days=1),
        case_id=case_id,
        actor=None,
        at=cast.at,
        text="Køb ind" if kind == "own" else None,
    ).id


def _late(cast: Cast, who: str) -> list[str]:
    """The kinds of tasks among what is late; a case that is late itself stands for the task that tells of it."""
    with cast.database.read() as db:
        shown = day.day_of(db, person(who), cast.platform.calendar, cast.at).late
    return [item.task.kind if item.task else TOLD_BY_ITS_CASE for item in shown]


def test_what_a_pathway_asks_of_somebody_stands_on_the_day_of_that_role(cast: Cast) -> None:
    asked = {(kind, to) for definition in _cases(cast) for kind, to in _tasks_of(definition)}
    by_role = {PEOPLE[who][2].value: who for who in ("lene", "jette")}
    roles = {"case_owner": OWNER, **by_role}
    assert len(asked) > 5
    assert [(kind, to) for kind, to in asked if OF_TASKS[kind].who != roles.get(to)] == []


def _cases(cast: Cast) -> list[Definition]:
    return [definition for definition in cast.platform.library.all_latest() if definition.kind == "case"]


def _tasks_of(definition: Definition) -> Iterator[tuple[str, str]]:
    for step in definition.transitions:
        for effect in step.effects:
            if effect.name == "task":
                yield str(effect.params["kind"]), str(effect.params["to"])


def test_every_state_of_every_pathway_that_can_be_late_is_late_on_its_owners_day_and_has_a_way_on(
    cast: Cast,
) -> None:
    found = 0
    for number, definition in enumerate(_cases(cast), start=1):
        who = "vibeke" if definition.domain == "volunteer" else OWNER
        with cast.database.write() as db:
            case_id = cast.open_case(db, who, workflow=definition.id, number=number).id
        for state in definition.states.values():
            if state.final or state.deadline.kind == "none":
                continue
            with cast.database.write() as db:
                case = db.get_one(Case, case_id)
                case.state, case.ball = state.id, state.ball
                case.due_on = copenhagen_date(cast.at) - timedelta(days=1)
            assert _late(cast, who) == [TOLD_BY_ITS_CASE], (definition.id, state.id)
            assert definition.outgoing[state.id], "the next step is the act that removes it"
            found += 1
        with cast.database.write() as db:
            db.get_one(Case, case_id).due_on = None
    assert found > 30
