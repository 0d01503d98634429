"""Puts files away sealed, opens them checked, and erases them."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.core.errors import Invalid, NotFound
from sagsflow.core.sealing import CannotUnseal
from sagsflow.files.keys import KEYS, FileKeys
from sagsflow.files.kinds import FileKind, kind_of
from sagsflow.files.models import StoredFile

MAX_BYTES = 10 * 1024 * 1024


class Damaged(RuntimeError):
    """A stored file is not what was put there."""

    def __init__(self, file_id: int) -> None:
        super().__init__(f"stored file {file_id} does not agree with its digest")
        self.file_id = file_id


def store(db: Session, content: bytes, *, at: datetime) -> tuple[StoredFile, FileKind]:
    """Raises Invalid for a file that is empty, larger than MAX_BYTES, or of a kind that is not taken."""
    kind = kind_of(content)
    if not content:
        raise Invalid(fields={"file": "file-empty"})
    if len(content) > MAX_BYTES:
        raise Invalid(fields={"file": "file-too-large"})
    if kind is None:
        raise Invalid(fields={"file": "file-kind"})
    return put_away(db, content, at=at), kind


def put_away(db: Session, content: bytes, *, at: datetime) -> StoredFile:
    """Seals what the program itself has made or looked through."""
    digest = _keys(db).digest(content)
    stored = StoredFile(
        digest=digest, size=len(content), sealed=_keys(db).seal(content, digest), stored_at=at
    )
    db.add(stored)
    db.flush()
    return stored


def content_of(db: Session, file_id: int) -> bytes:
    """Raises NotFound when it has been erased, Damaged when it is not what was stored."""
    stored = db.get(StoredFile, file_id)
    if stored is None:
        raise NotFound("file")
    try:
        return _keys(db).open(stored.sealed, stored.digest)
    except CannotUnseal:
        raise Damaged(file_id) from None


def erase(db: Session, file_id: int) -> None:
    stored = db.get(StoredFile, file_id)
    if stored is not None:
        db.delete(stored)
        db.flush()


def _keys(db: Session) -> FileKeys:
    keys: FileKeys = db.info[KEYS]
    return keys
