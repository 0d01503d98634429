"""Stored files: which kinds are taken, sealed at rest, and never handed out changed."""

import pytest
import sqlalchemy as sa

from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.files import service as files
from sagsflow.files.kinds import FileKind, kind_of
from sagsflow.files.models import StoredFile
from tests.documents import papers
from tests.house.application import TUESDAY


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (papers.PDF, FileKind.PDF),
        (papers.PNG, FileKind.PNG),
        (papers.JPEG, FileKind.JPEG),
        (papers.DOCX, FileKind.DOCX),
        (papers.XLSX, FileKind.XLSX),
        (papers.ODT, FileKind.ODT),
        (papers.SVG, None),
        (papers.PAGE, None),
        (papers.WITH_MACROS, None),
        (papers.archive("anything.txt"), None),
        (papers.DOCX[:40], None),
        (b"MZ\x90\x00", None),
        (b"only words", None),
    ],
    ids=[
        *("pdf", "png", "jpeg", "word", "excel", "opendocument", "drawing", "page", "macros", "archive"),
        *("cut-off", "program", "words"),
    ],
)
def test_a_file_is_what_stands_in_it(content: bytes, kind: FileKind | None) -> None:
    assert kind_of(content) is kind


def test_what_is_stored_is_sealed_and_comes_back_as_it_was(database: Database) -> None:
    with database.write() as db:
        stored, _kind = files.store(db, papers.PDF, at=TUESDAY)
    with database.read() as db:
        assert papers.PDF[:20] not in db.get_one(StoredFile, stored.id).sealed
        assert files.content_of(db, stored.id) == papers.PDF


@pytest.mark.parametrize("database_system", ["sqlite"])
@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_byte_that_was_changed_is_noticed(database: Database, place: int) -> None:
    with database.write() as db:
        stored, _kind = files.store(db, papers.PDF, at=TUESDAY)
        sealed = bytearray(stored.sealed)
        sealed[place] ^= 1
        stored.sealed = bytes(sealed)
    with database.read() as db, pytest.raises(files.Damaged):
        files.content_of(db, stored.id)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_two_files_cannot_be_exchanged(database: Database) -> None:
    with database.write() as db:
        one, _kind = files.store(db, papers.PDF, at=TUESDAY)
        other, _kind = files.store(db, papers.PNG, at=TUESDAY)
        one.sealed, other.sealed = other.sealed, one.sealed
    with database.read() as db, pytest.raises(files.Damaged):
        files.content_of(db, one.id)


@pytest.mark.parametrize("database_system", ["sqlite"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (papers.SVG, "file-kind"),
        (papers.PDF + bytes(files.MAX_BYTES), "file-too-large"),
    ],
    ids=["empty", "kind", "large"],
)
def test_what_is_not_taken_is_refused_beside_the_field(database: Database, content: bytes, code: str) -> None:
    with database.write() as db, pytest.raises(Invalid) as refused:
        files.store(db, content, at=TUESDAY)
    assert refused.value.fields == {"file": code}


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_what_is_erased_is_gone(database: Database) -> None:
    with database.write() as db:
        stored, _kind = files.store(db, papers.PDF, at=TUESDAY)
        files.erase(db, stored.id)
        assert db.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0
        with pytest.raises(NotFound):
            files.content_of(db, stored.id)
