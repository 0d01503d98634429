"""What had been erased goes again after a restore: known by marks, from the database before it or a list kept outside."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.privacy.models import ErasedMark
from sagsflow.privacy.sealing import KEYS, PrivacyKeys
from sagsflow.privacy.service.erasing import take_away, take_away_resident
from sagsflow.residents.models import Resident

MARK = re.compile(r"^[0-9a-f]{64}$", re.ASCII)


def marks(db: Session) -> frozenset[str]:
    return frozenset(db.scalars(sa.select(ErasedMark.digest)))


def written(found: Collection[str]) -> str:
    """The list as it is kept outside: one mark a line. Nobody without the installation's secret can tell whom it stands for."""
    return "".join(f"{mark}\n" for mark in sorted(found))


def read(text: str) -> frozenset[str]:
    """Raises ValueError for something else than such a list."""
    lines = frozenset(text.split())
    if wrong := [line for line in lines if not MARK.match(line)]:
        raise ValueError(f"{wrong[0]!r} is no mark")
    return lines


def reapply(db: Session, known: Iterable[str], *, at: datetime) -> int:
    """Erases every case and resident that one of the marks stands for; returns how many. All in the caller's transaction."""
    keys: PrivacyKeys = db.info[KEYS]
    wanted = frozenset(known)
    cases = [case for case in db.scalars(sa.select(Case)).all() if keys.mark("case", case.uuid) in wanted]
    gone = [Entry("case-erased-again", data={"case": case.id}) for case in cases]
    for case in cases:
        take_away(db, case, at=at)
    for resident in db.scalars(sa.select(Resident)).all():
        if keys.mark("resident", resident.uuid) in wanted:
            gone.append(Entry("resident-erased-again", data={"resident": resident.id}))
            take_away_resident(db, resident, at=at)
    for mark in wanted:
        if db.get(ErasedMark, mark) is None:
            db.add(ErasedMark(digest=mark, erased_at=at))
    eventlog.record(db, gone, actor=None, at=at)
    return len(gone)
