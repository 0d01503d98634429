"""What the worker does for the register: case by case, each in a transaction of its own, and nothing twice."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.consents.service import upkeep
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Handler, Payload, Round

ROUND = Round("consents", timedelta(minutes=15))
OF_A_CASE = "consents-of-case"
BATCH = 500


def go_round(db: Session, _payload: Payload, at: datetime) -> None:
    """Puts down one piece of work for each case on which the clock has brought something up."""
    for case_id in upkeep.due(db, at, BATCH):
        key = f"{OF_A_CASE}-{case_id}@{at.isoformat()}"
        jobs.enqueue(db, kind=OF_A_CASE, key=key, at=at, payload={"case": case_id})


def look_after_case(db: Session, payload: Payload, at: datetime) -> None:
    upkeep.look_after(db, int(payload["case"]), at=at)


HANDLERS: dict[str, Handler] = {ROUND.kind: go_round, OF_A_CASE: look_after_case}
