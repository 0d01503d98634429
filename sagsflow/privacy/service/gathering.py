"""Gathers an answer, one part per piece of work, so that whoever waits can see how far it is; and forgets it in time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import Invalid
from sagsflow.eventlog import service as eventlog
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Handler, Payload, Round
from sagsflow.privacy import content, queries
from sagsflow.privacy.marking import marks
from sagsflow.privacy.models import AnswerPart, Passage, RequestKind, RequestStatus, RightsRequest
from sagsflow.privacy.sealing import KEYS, Part, PrivacyKeys
from sagsflow.privacy.service.register import open_request

JOB, FORGET = "answer-gather", "answer-forget"
KEPT_AFTER_ANSWER = timedelta(days=30)
ROUNDS = (Round(FORGET, timedelta(days=1)),)


def start(db: Session, request_id: int, *, version: int, actor: Actor, at: datetime) -> RightsRequest:
    """Puts the work down. Gathered again, everything is read anew and the review begins again. Raises Invalid or Stale."""
    request = open_request(db, request_id, version=version, actor=actor)
    if request.kind is not RequestKind.ACCESS:
        raise Invalid("only-access-is-gathered")
    _forget(db, request.id)
    cases: list[int | None] = list(content.cases_of(db, request))
    places = [None, *cases, None]
    db.add_all(AnswerPart(request_id=request.id, position=n, case_id=case) for n, case in enumerate(places))
    request.status, request.gathered_at = RequestStatus.GATHERING, None
    request.parts_total, request.parts_done = len(places), 0
    db.flush()
    _put_down(db, request, at)
    entry = eventlog.Entry("answer-begun", data={"request": request.id, "resident": request.resident_id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({request.unit_id}))
    return request


def gather(db: Session, payload: Payload, at: datetime) -> None:
    """The handler: reads and seals one part, and puts down the next piece of work. Work of an older round does nothing."""
    found = sa.select(RightsRequest).where(RightsRequest.id == payload["request"]).with_for_update()
    request = db.scalars(found).one_or_none()
    if request is None or [request.version, request.parts_done] != [payload["version"], payload["part"]]:
        return
    if request.status is not RequestStatus.GATHERING:
        return
    _read(db, request, db.get_one(AnswerPart, (request.id, request.parts_done)))
    request.parts_done += 1
    if request.parts_done == request.parts_total:
        request.status, request.gathered_at = RequestStatus.REVIEW, at
    db.flush()
    if request.status is RequestStatus.GATHERING:
        _put_down(db, request, at)


def forget_old(db: Session, _payload: Payload, at: datetime) -> None:
    """The words of an answer are needed as long as it may have to be printed again; then only its digest stays."""
    old = sa.select(RightsRequest.id).where(RightsRequest.closed_at < at - KEPT_AFTER_ANSWER)
    for request_id in db.scalars(
        sa.select(AnswerPart.request_id).where(AnswerPart.request_id.in_(old)).distinct()
    ).all():
        _forget(db, request_id)


HANDLERS: Mapping[str, Handler] = {JOB: gather, FORGET: forget_old}


def _put_down(db: Session, request: RightsRequest, at: datetime) -> None:
    payload = {"request": request.id, "part": request.parts_done, "version": request.version}
    key = f"{JOB}-{request.id}-{request.version}-{request.parts_done}"
    jobs.enqueue(db, kind=JOB, key=key, at=at, payload=payload)


def _read(db: Session, request: RightsRequest, row: AnswerPart) -> None:
    part = _content(db, request, row)
    keys: PrivacyKeys = db.info[KEYS]
    row.sealed = keys.seal(part, request_id=request.id, position=row.position)
    found = content.passages(part)
    known = queries.known_names(db, request, [value["text"] for _key, value in found])
    db.add_all(
        Passage(
            request_id=request.id,
            position=row.position,
            key=key,
            marked=bool(value.get("names") or marks(value["text"], known)),
        )
        for key, value in found
    )


def _content(db: Session, request: RightsRequest, row: AnswerPart) -> Part:
    if row.case_id is not None:
        return content.case(db, request, row.case_id)
    return content.person(db, request) if row.position == 0 else content.readers(db, request)


def _forget(db: Session, request_id: int) -> None:
    db.execute(sa.delete(Passage).where(Passage.request_id == request_id))
    db.execute(sa.delete(AnswerPart).where(AnswerPart.request_id == request_id))
