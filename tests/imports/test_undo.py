"""What was read in is taken away again, as long as nobody has gone on with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.models import AccessGrant
from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.eventlog.models import Event
from sagsflow.imports.models import ImportedCase, ImportedResident, ImportStage
from sagsflow.privacy.models import ErasedMark
from sagsflow.residents import service as residents_service
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import Resident, ResidentToken
from tests.cast import OTHER_TEAM, Cast, Visit, person
from tests.imports.sheets import AISHA, BENT, cases, csv_of, kept, press, residents, send


def _read_in(visit: Visit) -> None:
    lene = visit("lene")
    press(lene, send(lene, csv_of(AISHA, BENT)), "/read-in")


def _undo(visit: Visit) -> str:
    lene = visit("lene")
    answer = lene.submit("/imports/1/undo", action="/undo")
    return lene.get(str(answer.location)).text


def test_all_of_it_goes_and_the_log_stays(cast: Cast, visit: Visit) -> None:
    _read_in(visit)
    cast.clock.advance(timedelta(days=29))
    assert "Fortrudt" in _undo(visit)
    with cast.database.read() as db:
        for model in (Resident, ResidentToken, ImportedCase, ImportedResident):
            assert db.scalars(sa.select(model)).all() == []
        assert cases(db) == []
        assert len(db.scalars(sa.select(ErasedMark)).all()) == 3
        kinds = db.scalars(sa.select(Event.kind).order_by(Event.seq)).all()
    assert kinds.count("case-imported") == 1
    assert kinds[-1] == "import-undone"


def test_the_numbers_in_the_log_are_nobody_else_s_afterwards(cast: Cast, visit: Visit) -> None:
    _read_in(visit)
    with cast.database.read() as db:
        before = {case.id for case in cases(db)}, set(db.scalars(sa.select(Resident.id)))
    _undo(visit)
    _read_in_again(visit)
    with cast.database.read() as db:
        assert before[0].isdisjoint(case.id for case in cases(db))
        assert before[1].isdisjoint(db.scalars(sa.select(Resident.id)))


def _read_in_again(visit: Visit) -> None:
    lene = visit("lene")
    assert "Læst ind" in press(lene, send(lene, csv_of(AISHA, BENT)), "/read-in")


def _a_note(db: Session, cast: Cast) -> None:
    note = NewNote(NoteKind.FACT, Topic.CORE, "Talt med hende", cast.at.date())
    write_note(db, cases(db)[0].ref, note, actor=person("karen"), at=cast.at)


def _a_step(db: Session, cast: Cast) -> None:
    ref = cases(db)[0].ref
    cast.move(db, ref, "take", "karen", contact_channel="phone", reason_in_residents_words="Et job")


def _a_correction(db: Session, cast: Cast) -> None:
    bent = db.get_one(Resident, 2)
    facts = Facts("Bent", "Rettet")
    residents_service.correct(
        db, actor=person("lene"), at=cast.at, uuid=bent.uuid, version=bent.version, facts=facts
    )


@pytest.mark.parametrize(
    ("act", "why"),
    [(_a_note, "et notat"), (_a_step, "et trin"), (_a_correction, "1 beboer er blevet rettet")],
    ids=["a note", "a step", "a correction"],
)
@pytest.mark.parametrize("database_system", ["sqlite"])
def test_what_somebody_has_gone_on_with_hinders_it_and_is_named(
    cast: Cast, visit: Visit, act: Callable[[Session, Cast], None], why: str
) -> None:
    _read_in(visit)
    lene = visit("lene")
    form = lene.form("/imports/1/undo", action="/undo")
    with cast.database.write() as db:
        act(db, cast)
    page = lene.get("/imports/1/undo").text
    assert why in page
    assert ("BSV-2026-0001" in page) == (act is not _a_correction)
    assert lene.post(form.action, data=form.filled({}, "")).status_code == 422
    assert kept(cast).stage is ImportStage.WRITTEN


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_case_that_is_another_unit_s_by_now_hinders_it_without_a_word_of_what_happened(
    cast: Cast, visit: Visit
) -> None:
    _read_in(visit)
    with cast.database.write() as db:
        _a_note(db, cast)
        given = cases(db)[0]
        db.execute(sa.delete(AccessGrant).where(AccessGrant.case_id == given.id))
        given.owner_unit_id = OTHER_TEAM
    page = visit("lene").get("/imports/1/undo").text
    assert "1 sag, som du ikke længere må se" in page
    assert "BSV-2026-0001" not in page
    assert "et notat" not in page


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_looking_hinders_nothing_and_after_thirty_days_it_is_over(cast: Cast, visit: Visit) -> None:
    _read_in(visit)
    assert visit("karen").get("/cases/BSV-2026-0001").status_code == 200
    assert "Fortryd og slet" in visit("lene").get("/imports/1/undo").text
    cast.clock.advance(timedelta(days=30))
    assert "kun fortrydes i 30 dage" in visit("lene").get("/imports/1/undo").text
    assert len(residents(cast)) == 2
