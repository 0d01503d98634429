"""A closed case is kept as long as its result says, goes when two have looked at it, and leaves nothing that leads back."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.accounts.models import User
from sagsflow.cases.models import Case
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.eventlog.verify import verify
from sagsflow.files.models import StoredFile
from sagsflow.meetings.models import AgendaItem
from sagsflow.privacy import due, retention
from sagsflow.privacy.holdings import HOLDINGS
from sagsflow.privacy.models import CaseStatistic, ErasedMark, Erasure, RequestKind
from sagsflow.privacy.service import register, retaining
from sagsflow.residents.models import Resident
from sagsflow.tasks.models import Task
from tests.cast import TEAM, Cast, Visit, person
from tests.privacy.office import Office

LENE, DORTE = person("lene"), person("dorte")
TWO_YEARS = timedelta(days=731)


@pytest.fixture
def ref(cast: Cast, office: Office) -> str:
    """A full case that has been closed: the resident did not want to go on."""
    with cast.database.write() as db:
        case = office.full_case(db)
        cast.move(db, case.ref, "withdraw")
        return case.ref


def _propose(cast: Cast, ref: str, who: str = "lene") -> Erasure:
    with cast.database.write() as db:
        return retaining.propose(db, ref, actor=person(who), at=cast.at, library=cast.platform.library)


def test_both_lists_leave_as_a_file_by_number(cast: Cast, visit: Visit, ref: str) -> None:
    cast.clock.advance(TWO_YEARS)
    with cast.database.write() as db:
        db.execute(sa.update(User).values(signed_declaration_on=cast.at.date()))
    lene = visit("lene")
    assert "/retention/register" in lene.get("/retention").text
    assert [f"{ref};", "Skal slettes nu"] == re.findall(
        rf"{ref};|Skal slettes nu(?=;)", lene.get("/retention/register").text
    )
    _propose(cast, ref)
    assert "Venter på godkendelse" in lene.get("/retention/register").text
    with cast.database.read() as db:
        logged = sa.select(ReadEntry.shown).where(ReadEntry.what == "retention-list-exported")
        assert all(shown and shown.startswith(" c") for shown in db.scalars(logged).all())
    _approve(cast, ref)
    assert re.findall(rf"{ref};.*Slettet", lene.get("/retention/register").text)
    assert visit("karen").get("/retention/register").status_code == 403


def _approve(cast: Cast, ref: str, who: str = "dorte") -> Erasure:
    with cast.database.write() as db:
        return retaining.approve(db, ref, actor=person(who), at=cast.at, library=cast.platform.library)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_pathway_says_how_long_and_the_default_for_the_rest(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        case = db.scalars(sa.select(Case).where(Case.ref == ref)).one()
        kept = retention.kept(case, cast.platform.library)
        assert kept == retention.Kept("P365D", "pathway", date(2027, 9, 15))
        case.state = "no_longer_there"
        assert retention.kept(case, cast.platform.library) == retention.Kept(
            "P730D", "default", date(2028, 9, 14)
        )
        db.rollback()


@pytest.mark.parametrize(("day", "found"), [(date(2027, 9, 14), 0), (date(2027, 9, 15), 1)])
def test_sql_and_python_agree_on_the_day(cast: Cast, ref: str, day: date, found: int) -> None:
    with cast.database.read() as db:
        due_then = retention.due_by(db, cast.platform.library, day)
        assert len(db.scalars(sa.select(Case.ref).where(due_then)).all()) == found


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_nobody_approves_her_own_and_nothing_goes_too_early(cast: Cast, ref: str) -> None:
    with pytest.raises(Invalid, match="not-due"):
        _propose(cast, ref)
    cast.clock.advance(TWO_YEARS)
    _propose(cast, ref)
    with pytest.raises(Forbidden):
        _approve(cast, ref, "lene")
    for stranger in ("karen", "oda", "jette", "vibeke", "adam"):
        with pytest.raises(NotFound):
            _approve(cast, ref, stranger)
    assert _approve(cast, ref).case_ref == ref


def test_after_it_no_table_holds_anything_and_the_log_still_verifies(
    cast: Cast, visit: Visit, ref: str
) -> None:
    visit("karen").printed(ref, recipient="Farid", purpose="Samtale")
    with cast.database.read() as db:
        case = db.scalars(sa.select(Case).where(Case.ref == ref)).one()
        would_go = due.would_go(db, case)
    cast.clock.advance(TWO_YEARS)
    _propose(cast, ref)
    row = _approve(cast, ref)
    with cast.database.read() as db:
        left = {
            holding.kind: db.scalar(sa.select(sa.func.count()).select_from(holding.model))
            for holding in HOLDINGS
            if holding.kind != "task"
        }
        assert set(left.values()) == {0}
        assert db.scalars(sa.select(StoredFile.id)).all() == []
        assert db.scalars(sa.select(Task).where(Task.case_id.is_not(None))).all() == []
        assert due.counts_of(row) == would_go
        assert len(db.scalars(sa.select(ErasedMark)).all()) == 2
        assert db.scalars(sa.select(ReadEntry.purpose).where(ReadEntry.purpose.is_not(None))).all() == []
        assert verify(db, cast.platform.log_keys).is_sound
        assert db.scalars(sa.select(Event).where(Event.case_id == case.id)).all()


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_one_line_stays_for_the_figures(cast: Cast, ref: str) -> None:
    cast.clock.advance(TWO_YEARS)
    _propose(cast, ref)
    _approve(cast, ref)
    with cast.database.read() as db:
        (line,) = db.scalars(sa.select(CaseStatistic))
        assert (line.workflow_id, line.result, line.closed_year, line.closed_quarter) == (
            "coordinated",
            "withdrawn",
            2026,
            3,
        )
        assert (line.days_open, line.referrals, line.meetings) == (0, 1, 0)
        assert db.scalars(sa.select(AgendaItem)).all() == []


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_hold_keeps_it_and_takes_the_proposal_away(cast: Cast, ref: str) -> None:
    cast.clock.advance(TWO_YEARS)
    _propose(cast, ref)
    library = cast.platform.library
    with cast.database.write() as db:
        retaining.hold(db, ref, reason="En klage er på vej", actor=DORTE, at=cast.at, library=library)
    with pytest.raises(Invalid, match="held"):
        _propose(cast, ref)
    with cast.database.write() as db:
        retaining.lift(db, ref, actor=LENE, at=cast.at, library=library)
    _propose(cast, ref, "dorte")
    with cast.database.write() as db:
        retaining.reject(db, ref, reason="Ikke endnu", actor=LENE, at=cast.at, library=library)
    with pytest.raises(NotFound):
        _approve(cast, ref, "lene")


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_while_somebody_waits_for_an_answer_nothing_goes(cast: Cast, office: Office, ref: str) -> None:
    cast.clock.advance(TWO_YEARS)
    with cast.database.write() as db:
        case = db.scalars(sa.select(Case).where(Case.ref == ref)).one()
        request = office.request(db, case, RequestKind.RESTRICTION)
    with pytest.raises(Invalid, match="open-request"):
        _propose(cast, ref)
    with cast.database.write() as db:
        register.decline(db, request.id, reason="Nej", version=request.version, actor=LENE, at=cast.at)
    assert _propose(cast, ref).case_ref == ref


def test_a_resident_with_another_case_stays(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        other = cast.open_case(db, number=2)
        closed = db.scalars(sa.select(Case).where(Case.ref == ref)).one()
        other.resident_id = closed.resident_id
    cast.clock.advance(TWO_YEARS)
    _propose(cast, ref)
    assert not _approve(cast, ref).resident_too
    with cast.database.read() as db:
        assert db.get(Resident, closed.resident_id) is not None


def test_the_unit_is_told_once(cast: Cast, office: Office, ref: str) -> None:
    cast.clock.advance(timedelta(days=340))
    office.work()
    cast.clock.advance(timedelta(days=2))
    office.work()
    with cast.database.read() as db:
        told = sa.select(Task.unit_id).where(Task.kind == retaining.TASK)
        assert db.scalars(told).all() == [TEAM]


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_pages_lead_from_the_list_to_the_certificate(cast: Cast, visit: Visit, ref: str) -> None:
    assert "15.09.2027" in visit("karen").get(f"/cases/{ref}").text
    cast.clock.advance(TWO_YEARS)
    with cast.database.write() as db:
        db.execute(sa.update(User).values(signed_declaration_on=cast.at.date()))
    lene, dorte, page = visit("lene"), visit("dorte"), f"/retention/{ref}"
    assert page in lene.get("/retention").text
    assert lene.submit(page, button="Foreslå sletning").status_code == 303
    shown = dorte.get(page).text
    assert ("Beboer1" in shown, "Lene Friis foreslog" in shown) == (False, True)
    gone = dorte.submit(page, button="Godkend og slet")
    listed = dorte.get(gone.location).text
    assert f"{ref} er slettet" in listed
    assert dorte.get("/retention/certificates/1.pdf").mimetype == "application/pdf"
    with cast.database.read() as db:
        read = set(db.scalars(sa.select(ReadEntry.what)))
    assert {"retention-list", "retention", "erasure-certificate"} <= read
    assert [visit(who).get("/retention").status_code for who in ("karen", "adam")] == [403, 403]
    assert visit("vibeke").get(page).status_code == 404
