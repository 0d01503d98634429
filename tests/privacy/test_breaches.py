"""The register of breaches: the 72 hours run by the clock, the officer is told, and nothing is closed half done."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.privacy import breaches
from sagsflow.privacy.models import Breach, BreachKind, Risk
from sagsflow.privacy.service import breaches as service
from sagsflow.privacy.service.breaches import Told
from sagsflow.tasks.models import Task, TaskStatus
from tests.cast import Cast, Visit, person

TYPED = {
    "kind": "confidentiality",
    "what": "Et brev lå i den forkerte postkasse.",
    "discovered_on": "15.09.2026",
    "discovered_time": "08.00",
}


def told(cast: Cast, **more: object) -> Told:
    plain = {"kind": BreachKind.CONFIDENTIALITY, "what": "Et brev lå forkert.", "discovered_at": cast.at}
    return Told(**(plain | more))  # type: ignore[arg-type]  # the test's own words


def written(cast: Cast, who: str = "lene", **more: object) -> int:
    with cast.database.write() as db:
        return service.register(db, told(cast, **more), actor=person(who), at=cast.at).id


def changed(cast: Cast, breach_id: int, version: int, **more: object) -> None:
    with cast.database.write() as db:
        service.change(db, breach_id, told(cast, **more), version=version, actor=person("dorte"), at=cast.at)


def closed(cast: Cast, breach_id: int, version: int) -> None:
    with cast.database.write() as db:
        service.close(db, breach_id, "Lært af", version=version, actor=person("dorte"), at=cast.at)


def _tasks(cast: Cast) -> list[Task]:
    with cast.database.read() as db:
        return list(db.scalars(sa.select(Task).where(Task.kind == service.TASK)))


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_clock_runs_from_the_discovery(cast: Cast) -> None:
    discovered = cast.at - timedelta(hours=70)
    breach_id = written(cast, discovered_at=discovered)
    (task,) = _tasks(cast)
    assert (task.assignee_id, task.case_id) == (person("dorte").user_id, None)
    assert task.due_on == copenhagen_date(discovered + timedelta(hours=72))
    with cast.database.read() as db:
        breach = breaches.get(db, person("dorte"), breach_id)
        left = [breaches.hours_left(breach, cast.at + timedelta(hours=hours)) for hours in (0, 1, 2, 3)]
    assert left == [2, 1, 0, -1]


def test_the_task_is_done_when_the_authority_is_told(cast: Cast) -> None:
    breach_id = written(cast)
    changed(cast, breach_id, 1, authority_why="Ingen har set brevet")
    assert [task.status for task in _tasks(cast)] == [TaskStatus.OPEN], (
        "a reason stops no clock before the risk"
    )
    changed(cast, breach_id, 2, authority_why="Ingen har set brevet", risk=Risk.UNLIKELY)
    assert [task.status for task in _tasks(cast)] == [TaskStatus.DONE]


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_nothing_is_closed_half_done(cast: Cast) -> None:
    start, breach_id = cast.at, written(cast)
    cast.clock.advance(timedelta(hours=80))
    steps: list[tuple[str, dict[str, object]]] = [
        ("risk-not-weighed", {}),
        ("authority-not-answered", {"risk": Risk.HIGH, "authority_why": "Glemt"}),
        ("late-without-reason", {"risk": Risk.HIGH, "authority_told_at": cast.at}),
        (
            "residents-not-answered",
            {"risk": Risk.HIGH, "authority_told_at": cast.at, "authority_why": "Ferie"},
        ),
    ]
    for version, (code, more) in enumerate(steps, start=1):
        if more:
            changed(cast, breach_id, version - 1, discovered_at=start, **more)
        with pytest.raises(Invalid) as refused:
            closed(cast, breach_id, version)
        assert refused.value.fields == {"conclusion": code}
    changed(cast, breach_id, 4, discovered_at=start, residents_why="Data var krypteret", **steps[-1][1])
    closed(cast, breach_id, 5)
    with cast.database.read() as db:
        assert not breaches.get(db, person("lene"), breach_id).is_open
        kinds = db.scalars(sa.select(Event.kind).where(Event.kind.like("breach-%"))).all()
        assert kinds == ["breach-registered", *["breach-changed"] * 4, "breach-closed"]


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_what_cannot_be_so_is_refused_field_by_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        written(
            cast,
            what=" ",
            cases=["BSV-2026-9999"],
            authority_told_at=cast.at - timedelta(hours=1),
            residents_told_at=cast.at + timedelta(hours=1),
        )
    assert refused.value.fields == {
        "what": "required",
        "cases": "unknown-case",
        "authority_told_at": "before-discovery",
        "residents_told_at": "in-the-future",
    }


def test_a_leader_names_the_cases_she_sees_and_the_officer_any(cast: Cast) -> None:
    with cast.database.write() as db:
        refs = [cast.open_case(db).ref, cast.open_case(db, "oda", number=2).ref]
    with pytest.raises(Invalid):
        written(cast, "lene", cases=refs)
    breach_id = written(cast, "dorte", cases=[*refs, refs[0].lower()])
    with cast.database.read() as db:
        breach = db.get_one(Breach, breach_id)
        assert breaches.case_numbers(db, breach) == refs
        (event,) = db.scalars(sa.select(Event).where(Event.kind == "breach-registered"))
        assert "brev" not in event.body


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_only_those_who_keep_the_register_write_in_it(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        written(cast, "karen")
    breach_id = written(cast)
    with cast.database.write() as db:
        with pytest.raises(NotFound):
            service.close(db, breach_id, "x", version=1, actor=person("karen"), at=cast.at)
        with pytest.raises(Stale):
            service.close(db, breach_id, "x", version=7, actor=person("dorte"), at=cast.at)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_from_the_task_to_the_closed_breach_on_the_pages(cast: Cast, visit: Visit) -> None:
    lene, dorte = visit("lene"), visit("dorte")
    half = lene.submit("/breaches/new", {**TYPED, "authority_on": "15.09.2026"}, button="Gem")
    assert (half.status_code, "Skriv både dag og klokkeslæt." in half.text) == (422, True)
    assert "Et brev lå i den forkerte postkasse." in half.text
    page = lene.submit("/breaches/new", TYPED, button="Gem").location
    assert page == "/breaches/1"
    assert 'href="/breaches"' in dorte.get("/tasks/1").text
    assert "timer tilbage" in dorte.get("/breaches").text
    edited = {"risk": "unlikely", "authority_why": "Brevet var uåbnet."}
    assert dorte.submit("/breaches/1/edit", edited, button="Gem").status_code == 303
    assert dorte.submit("/breaches/1", {"conclusion": "Nye kuverter."}, action="/close").status_code == 303
    shown = unescape(dorte.get("/breaches/1").text)
    assert [words in shown for words in ("Nye kuverter.", "Brevet var uåbnet.", "Afsluttet")] == [True] * 3
    assert [visit(login).get("/breaches").status_code for login in ("karen", "samir", "mette")] == [403] * 3
    with cast.database.read() as db:
        read = set(db.scalars(sa.select(ReadEntry.what)))
        assert {"breach", "breach-form", "breach-list"} <= read


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_moment_is_typed_as_the_clock_on_the_wall_shows_it(cast: Cast, visit: Visit) -> None:
    visit("lene").submit("/breaches/new", TYPED, button="Gem")
    with cast.database.read() as db:
        assert db.scalars(sa.select(Breach.discovered_at)).one() == datetime(2026, 9, 15, 6, 0, tzinfo=UTC)
    form = visit("lene").form("/breaches/1/edit", button="Gem")
    assert (form.values["discovered_on"], form.values["discovered_time"]) == (["15.09.2026"], ["08.00"])
