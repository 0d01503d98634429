"""A backup can be put back on both databases, and a restore does not bring back who has been erased."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case, Note
from sagsflow.core import backups, envelopes
from sagsflow.core.backups import BackupError
from sagsflow.core.envelopes import CannotOpen
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.verify import verify
from sagsflow.privacy.service import reapplying, retaining
from sagsflow.residents.models import Resident
from tests.cast import Cast, person
from tests.privacy.office import Office


def _erase(cast: Cast, ref: str) -> None:
    cast.clock.advance(timedelta(days=731))
    library = cast.platform.library
    with cast.database.write() as db:
        retaining.propose(db, ref, actor=person("lene"), at=cast.at, library=library)
    with cast.database.write() as db:
        retaining.approve(db, ref, actor=person("dorte"), at=cast.at, library=library)


def _cases(cast: Cast) -> list[str]:
    with cast.database.read() as db:
        return list(db.scalars(sa.select(Case.ref).order_by(Case.id)))


def test_a_restore_does_not_bring_back_who_was_erased(cast: Cast, office: Office, tmp_path: Path) -> None:
    with cast.database.write() as db:
        gone = office.full_case(db).ref
        kept = cast.open_case(db, number=2).ref
        cast.move(db, gone, "withdraw")
    backups.make(cast.database, tmp_path / "copy")
    _erase(cast, gone)
    with cast.database.read() as db:
        known = reapplying.read(reapplying.written(reapplying.marks(db)))
    backups.put_back(cast.database, tmp_path / "copy")
    assert _cases(cast) == [gone, kept], "the copy is from before"
    with cast.database.write() as db:
        assert reapplying.reapply(db, known, at=cast.at) == 2
    assert _cases(cast) == [kept]
    with cast.database.read() as db:
        assert len(db.scalars(sa.select(Resident)).all()) == 1
        assert db.scalars(sa.select(Note)).all() == []
        assert verify(db, cast.platform.log_keys).is_sound
        assert {"case-erased-again", "resident-erased-again"} <= set(db.scalars(sa.select(Event.kind)))
        assert reapplying.marks(db) == known


def test_a_resident_who_was_not_erased_stays_without_the_case(
    cast: Cast, office: Office, tmp_path: Path
) -> None:
    with cast.database.write() as db:
        case = office.full_case(db)
        keys = db.info["sagsflow_privacy_keys"]
        mark = keys.mark("case", case.uuid)
    with cast.database.write() as db:
        assert reapplying.reapply(db, {mark}, at=cast.at) == 1
        assert len(db.scalars(sa.select(Resident)).all()) == 1


def test_something_else_than_a_backup_is_refused(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Kære Karen")
    with pytest.raises(BackupError, match="no backup"):
        backups.put_back(cast.database, tmp_path / "letter")
    with pytest.raises(ValueError, match="no mark"):
        reapplying.read("Kære Karen")


@pytest.mark.parametrize("size", [0, 1, envelopes.PIECE, 2 * envelopes.PIECE + 5])
def test_what_is_closed_opens_again_with_the_same_words_only(tmp_path: Path, size: int) -> None:
    plain, closed, opened = (tmp_path / name for name in ("plain", "closed", "opened"))
    plain.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    envelopes.close(plain, closed, "regn paa cykelstien")
    assert envelopes.is_closed(closed)
    envelopes.open_(closed, opened, "regn paa cykelstien")
    assert opened.read_bytes() == plain.read_bytes()
    with pytest.raises(CannotOpen):
        envelopes.open_(closed, opened, "sol paa cykelstien")
    cut = closed.read_bytes()[:-1]
    closed.write_bytes(cut)
    with pytest.raises(CannotOpen):
        envelopes.open_(closed, opened, "regn paa cykelstien")
