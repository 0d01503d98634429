"""Erases a case, and the resident with her last one, in one transaction; an anonymous row, the marks and a certificate stay."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.batches.models import PrintBatch, PrintItem
from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.documents.models import Document
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.erasing import blank_readings
from sagsflow.eventlog.ids import retire
from sagsflow.eventlog.service import Entry
from sagsflow.files.models import StoredFile
from sagsflow.meetings.models import AgendaItem
from sagsflow.privacy import due
from sagsflow.privacy.holding import Holding
from sagsflow.privacy.holdings import OF_A_CASE, OF_A_RESIDENT
from sagsflow.privacy.models import (
    AnswerPart,
    CaseStatistic,
    ErasedMark,
    Erasure,
    ErasureStatus,
    Passage,
)
from sagsflow.privacy.sealing import KEYS, PrivacyKeys
from sagsflow.referrals.models import Referral
from sagsflow.residents.models import Household, Resident
from sagsflow.web.models import Submission


def erase(db: Session, row: Erasure, case: Case, *, actor: Actor, at: datetime) -> None:
    """Carries out an approved proposal. The caller has locked the case and seen that nothing stands against it."""
    row.resident_too = due.goes_too(db, case)
    row.counts = json.dumps(due.would_go(db, case), sort_keys=True)
    row.status, row.decided_by, row.decided_at = ErasureStatus.ERASED, actor.user_id, at
    data = {"case": case.id, "erasure": row.id, "resident_too": row.resident_too}
    resident = db.get_one(Resident, case.resident_id)
    take_away(db, case, at=at)
    if row.resident_too:
        take_away_resident(db, resident, at=at)
    eventlog.record(
        db, [Entry("case-erased", data=data)], actor=actor, at=at, unit_ids=frozenset({row.unit_id})
    )


def take_away(db: Session, case: Case, *, at: datetime) -> None:
    """A case: also what a restore does again with what had been erased, where it may have been open still."""
    take_away_cases(db, [case], at=at)


def take_away_cases(db: Session, cases: Sequence[Case], *, at: datetime) -> None:
    """Several at once: a statement for each table, not for each case."""
    keys: PrivacyKeys = db.info[KEYS]
    ids = [case.id for case in cases]
    for case in cases:
        if case.closed_at is not None and case.result is not None:
            db.add(_statistic(db, case, case.closed_at, case.result))
        db.merge(ErasedMark(digest=keys.mark("case", case.uuid), erased_at=at))
        blank_readings(db, case_id=case.id)
    _forget_copies(db, ids)
    led = [Submission.location.startswith(f"/cases/{case.ref}", autoescape=True) for case in cases]
    db.execute(sa.delete(Submission).where(sa.or_(*led)))
    db.flush()
    files = db.scalars(sa.select(Document.file_id).where(Document.case_id.in_(ids))).all()
    retire(db, Case, max(ids))
    _delete(db, OF_A_CASE, ids)
    db.execute(sa.delete(StoredFile).where(StoredFile.id.in_(file for file in files if file is not None)))


def take_away_resident(db: Session, resident: Resident, *, at: datetime) -> None:
    """A resident without cases, her words in the index of names, her requests; and her household when nobody else is in it."""
    take_away_residents(db, [resident], at=at)


def take_away_residents(db: Session, residents: Sequence[Resident], *, at: datetime) -> None:
    keys: PrivacyKeys = db.info[KEYS]
    for resident in residents:
        db.merge(ErasedMark(digest=keys.mark("resident", resident.uuid), erased_at=at))
        blank_readings(db, resident_id=resident.id)
    db.flush()
    households = {resident.household_id for resident in residents} - {None}
    ids = [resident.id for resident in residents]
    retire(db, Resident, max(ids))
    _delete(db, OF_A_RESIDENT, ids)
    for household in households:
        others = sa.exists().where(Resident.household_id == household)
        if not db.scalar(sa.select(others)):
            db.execute(sa.delete(Household).where(Household.id == household))


def _delete(db: Session, holdings: Sequence[Holding], roots: Sequence[int]) -> None:
    """From the last to the first: what hangs on a row goes before it."""
    for holding in reversed(holdings):
        statement = sa.delete(holding.model).where(holding.within(roots))
        db.execute(statement.execution_options(synchronize_session=False))
    db.expire_all()


def _forget_copies(db: Session, case_ids: Sequence[int]) -> None:
    """Sealed answers that hold a case: all of their parts, for a part alone is no answer. And papers that were bound with its
    own: from a PDF none can be taken out."""
    holding = sa.select(AnswerPart.request_id).where(AnswerPart.case_id.in_(case_ids))
    requests = db.scalars(holding.distinct()).all()
    db.execute(sa.delete(Passage).where(Passage.request_id.in_(requests)))
    db.execute(sa.delete(AnswerPart).where(AnswerPart.request_id.in_(requests)))
    bound = sa.select(PrintItem.batch_id).where(PrintItem.case_id.in_(case_ids))
    db.execute(sa.update(PrintBatch).where(PrintBatch.id.in_(bound)).values(sealed=None, digest=None))


def _statistic(db: Session, case: Case, closed_at: datetime, result: str) -> CaseStatistic:
    closed = copenhagen_date(closed_at)
    return CaseStatistic(
        domain=case.domain,
        workflow_id=case.workflow_id,
        result=result,
        plan_id=case.plan_id,
        sub_agreement_id=case.sub_agreement_id,
        area_id=case.area_id,
        closed_year=closed.year,
        closed_quarter=(closed.month + 2) // 3,
        days_open=(closed - copenhagen_date(case.opened_at)).days,
        referrals=_count(db, Referral.id.distinct(), Referral.case_id == case.id),
        meetings=_count(db, AgendaItem.meeting_id.distinct(), AgendaItem.case_id == case.id),
    )


def _count(db: Session, what: sa.ColumnElement[int], which: sa.ColumnElement[bool]) -> int:
    return db.scalar(sa.select(sa.func.count(what)).where(which)) or 0
