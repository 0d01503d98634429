"""One small story, told twice: what is said in it, and how its rows are compared when the numbers are left out."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.models import AccessGrant, ReadingList
from sagsflow.cases.models import (
    Answer,
    Case,
    CaseParty,
    Deadline,
    Goal,
    Note,
    Progression,
    ProgressionQuestion,
    StateStay,
)
from sagsflow.consents.models import Consent, ConsentEvent, ConsentTopic
from sagsflow.core.base import Base
from sagsflow.eventlog.models import Event
from sagsflow.meetings.models import Action, AgendaItem, ItemAttendance, Meeting, Participant
from sagsflow.referrals.models import Referral
from sagsflow.residents.models import Resident, ResidentToken
from sagsflow.tasks.models import Task

BEGINNING = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
PERSON: dict[str, Any] = {
    "given_name": "Åse",
    "family_name": "Prøve Testesen",
    "born_on": date(1970, 5, 6),
    "phone": "10123456",
}
WISH: dict[str, object] = {"contact_channel": "phone", "reason_in_residents_words": "Jeg vil i gang."}
END: dict[str, object] = {"status_per_goal": "Nået.", "resident_evaluation": "Det holder."}
GOAL, QUESTION, DECISION, NOTE = (
    "Jeg vil have et job.",
    "Hvem gør hvad?",
    "Én samlet plan.",
    "Talt i telefon.",
)
SCORES = {ProgressionQuestion.EVERYDAY: 3, ProgressionQuestion.ECONOMY: 2}
CODE = "one_plan_key_worker"

OF_A_CASE: tuple[type[Base], ...] = (
    AccessGrant, Answer, CaseParty, Consent, Deadline, Goal, Note, Progression, ReadingList, Referral, StateStay, Task,
    AgendaItem,
)  # fmt: skip
NUMBERS = frozenset(
    "id uuid ref number version pulse case_id resident_id consent_id meeting_id item_id participant_id task_id ground_id"
    " position local_number seq".split()
)
NAMED_BY_NUMBER = frozenset("goal note consent referral task item meeting case deadline resident".split())


def day(number: int, minutes: int = 0) -> datetime:
    """A moment on the `number`-th day after the beginning."""
    return BEGINNING + timedelta(days=number, minutes=minutes)


def told(db: Session, case_id: int) -> Mapping[str, object]:
    """Everything that was written about a case, table by table, without numbers that differ from telling to telling."""
    case = db.get_one(Case, case_id)
    meetings = sa.select(AgendaItem.meeting_id).where(AgendaItem.case_id == case_id)
    items = sa.select(AgendaItem.id).where(AgendaItem.case_id == case_id)
    consents = sa.select(Consent.id).where(Consent.case_id == case_id)
    which: dict[type[Base], sa.ColumnElement[bool]] = {
        model: sa.inspect(model).columns.case_id == case_id for model in OF_A_CASE
    }
    which |= {
        Case: Case.id == case_id,
        Resident: Resident.id == case.resident_id,
        ResidentToken: ResidentToken.resident_id == case.resident_id,
        ConsentTopic: ConsentTopic.consent_id.in_(consents),
        ConsentEvent: ConsentEvent.consent_id.in_(consents),
        Meeting: Meeting.id.in_(meetings),
        Participant: Participant.meeting_id.in_(meetings),
        ItemAttendance: ItemAttendance.item_id.in_(items),
        Action: Action.item_id.in_(items),
    }
    rows: dict[str, object] = {model.__tablename__: _rows(db, model, where) for model, where in which.items()}
    return {**rows, "event": _events(db, case, set(db.scalars(meetings)))}


def _rows(db: Session, model: type[Base], where: sa.ColumnElement[bool]) -> list[Mapping[str, Any]]:
    columns = sa.inspect(model).columns
    kept = [column for column in columns if column.name not in NUMBERS]
    return sorted((dict(row._mapping) for row in db.execute(sa.select(*kept).where(where))), key=repr)


def _events(db: Session, case: Case, meetings: set[int]) -> list[object]:
    """The case's own events in their order, and those of the log that speak of it, of its resident or its meeting."""
    found = []
    for event in db.scalars(sa.select(Event).order_by(Event.seq)):
        data = json.loads(event.body)["data"]
        if event.case_id is None and not _is_about(data, case, meetings):
            continue
        if event.case_id in {None, case.id}:
            shown = {name: "#" if name in NAMED_BY_NUMBER else value for name, value in data.items()}
            who = (event.actor_id, event.membership_id)
            found.append((event.at, event.kind, event.case_seq, who, sorted(shown.items(), key=repr)))
    return sorted(found, key=repr)


def _is_about(data: Mapping[str, object], case: Case, meetings: set[int]) -> bool:
    return (
        data.get("case") == case.id
        or data.get("resident") == case.resident_id
        or data.get("meeting") in meetings
    )
