"""Whom one met is logged in counts, by the unit alone; an appointment on a case is held, missed or moved, with the reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.queries import one as cases
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog.models import Event
from sagsflow.outreach import queries, service
from sagsflow.outreach.models import Activity, CaseContact, ContactKind, ContactOutcome, MovedBy
from sagsflow.outreach.service import Appointment, Met
from tests.cast import JOBS, Cast, Visit, person

TODAY = date(2026, 9, 15)
WALK = Met(TODAY, "Gården ved nr. 12", Activity.WALK, adults=3, children=2)
VISIT = Appointment(TODAY, ContactKind.HOME_VISIT, ContactOutcome.HELD)


def _appoint(cast: Cast, ref: str, appointment: Appointment, who: str = "karen") -> None:
    with cast.database.write() as db:
        service.log_appointment(db, ref, appointment, actor=person(who), at=cast.at)


def test_the_log_counts_what_the_unit_met_lately_and_is_the_unit_s_alone(cast: Cast) -> None:
    with cast.database.write() as db:
        service.log_met(db, WALK, actor=person("karen"), at=cast.at)
        service.log_met(db, replace(WALK, adults=1, children=0), actor=person("bo"), at=cast.at)
        old = replace(WALK, happened_on=TODAY - timedelta(days=40))
        service.log_met(db, old, actor=person("bo"), at=cast.at)
    with cast.database.read() as db:
        assert queries.lately(db, person("lene"), cast.at) == queries.Sum(2, 4, 0, 2)
        assert queries.lately(db, person("oda"), cast.at).times == 0
        logged = sa.select(sa.func.count()).select_from(Event).where(Event.kind == "outreach-logged")
        assert db.scalar(logged) == 3
    with cast.database.write() as db, pytest.raises(Forbidden):
        service.log_met(db, WALK, actor=person("jette"), at=cast.at)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"place": " "}, {"place": "missing"}),
        ({"happened_on": TODAY + timedelta(days=1)}, {"happened_on": "day"}),
        ({"adults": 0, "children": 0}, {"adults": "nobody"}),
        ({"adults": 900}, {"adults": "count"}),
    ],
    ids=["nowhere", "tomorrow", "nobody", "too many"],
)
@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_what_cannot_be_is_refused(cast: Cast, change: dict[str, object], fields: dict[str, str]) -> None:
    with cast.database.write() as db, pytest.raises(Invalid) as refusal:
        service.log_met(db, replace(WALK, **change), actor=person("karen"), at=cast.at)  # type: ignore[arg-type]  # as given
    assert refusal.value.fields == fields


def test_an_appointment_is_held_missed_or_moved_and_misses_in_a_row_are_counted(cast: Cast) -> None:
    with cast.database.write() as db:
        ref = cast.open_case(db).ref
    _appoint(cast, ref, replace(VISIT, on_day=TODAY - timedelta(days=9)))
    missed = replace(VISIT, outcome=ContactOutcome.NO_SHOW, reason="Ingen åbnede.")
    _appoint(cast, ref, replace(missed, on_day=TODAY - timedelta(days=6)))
    moved = replace(VISIT, outcome=ContactOutcome.MOVED, reason="Syg.", moved_by=MovedBy.RESIDENT)
    _appoint(cast, ref, replace(moved, on_day=TODAY - timedelta(days=3), moved_to=TODAY))
    _appoint(cast, ref, missed)
    with cast.database.read() as db:
        rows = queries.of_case(db, person("karen"), cases.find(db, person("karen"), ref, cast.at))
        event = db.scalars(sa.select(Event).order_by(Event.seq.desc()).limit(1)).one()
    assert [row.outcome.value for row in rows] == ["no_show", "moved", "no_show", "held"]
    assert queries.missed(rows) == 2
    assert event.kind == "contact-logged"
    assert "åbnede" not in event.body


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"outcome": ContactOutcome.NO_SHOW}, {"reason": "missing"}),
        ({"outcome": ContactOutcome.MOVED, "reason": "Syg."}, {"moved_by": "missing"}),
        ({"on_day": TODAY + timedelta(days=1)}, {"on_day": "day"}),
    ],
    ids=["missed without a reason", "moved by nobody", "held tomorrow"],
)
@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_what_is_missing_is_told(cast: Cast, change: dict[str, object], fields: dict[str, str]) -> None:
    with cast.database.write() as db:
        ref = cast.open_case(db).ref
    with pytest.raises(Invalid) as refusal:
        _appoint(cast, ref, replace(VISIT, **change))  # type: ignore[arg-type]  # as given
    assert refusal.value.fields == fields


def test_a_receiver_sees_what_it_wrote_itself_and_a_stranger_nothing(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        ref = case.ref
    _appoint(cast, ref, VISIT)
    _appoint(cast, ref, replace(VISIT, kind=ContactKind.PHONE), "jette")
    with cast.database.read() as db:
        seen = cases.find(db, person("jette"), ref, cast.at)
        assert [row.kind for row in queries.of_case(db, person("jette"), seen)] == [ContactKind.PHONE]
    with pytest.raises(NotFound):
        _appoint(cast, ref, VISIT, "oda")


def test_the_form_for_the_stairwell_is_short_and_loses_nothing(cast: Cast, visit: Visit) -> None:
    karen, page = visit("karen"), "/contacts/new"
    typed = {"place": "Opgang 4", "activity": "doorstep", "adults": ""}
    again = karen.submit(page, typed, action=page)
    assert again.status_code == 422
    assert "Opgang 4" in again.text
    assert "Skriv, hvor mange du mødte." in again.text
    assert karen.submit(page, {**typed, "adults": "2"}, action=page).location == "/contacts"
    assert "Opgang 4" in karen.get("/contacts").text
    assert visit("jette").get(page).status_code == 403


def test_a_visit_is_written_down_on_the_case_page(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref = cast.open_case(db).ref
    karen, page = visit("karen"), f"/cases/{ref}/contacts/new"
    said = {"kind": "home_visit", "outcome": "no_show", "reason": ""}
    assert karen.submit(page, said, action=page).status_code == 422
    answer = karen.submit(page, {**said, "reason": "Ingen åbnede."}, action=page)
    assert answer.location == f"/cases/{ref}#contacts"
    assert "Beboeren kom ikke" in karen.get(f"/cases/{ref}").text
    with cast.database.read() as db:
        assert db.scalars(sa.select(CaseContact.reason)).all() == ["Ingen åbnede."]
