"""The world of the matrix: one person of each role in the team and in a receiving unit, and the same case in every situation."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Settings
from sagsflow.access import ledger
from sagsflow.access.actor import Actor, Seat
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.app import create_platform
from sagsflow.cases.models import Case, Goal, Note, NoteKind
from sagsflow.cases.service import reading
from sagsflow.cases.service.opening import NewCase, open_case
from sagsflow.consents import service as consents
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.core.ids import digest
from sagsflow.documents.models import DocumentKind
from sagsflow.documents.service import NewDocument, add_document
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingKind, Participant
from sagsflow.organisations.models import Unit, UnitKind
from sagsflow.referrals.models import Referral
from sagsflow.residents.models import Resident
from sagsflow.tasks.models import Task
from sagsflow.web.models import WebSession
from sagsflow.web.platform import Platform
from tests import cast
from tests.access.matrix.model import EVERY, Marked, Situation
from tests.cast import BORN, CLUB, HOUSING, SUB_AGREEMENT, TEAM, TOWN
from tests.documents.papers import PDF
from tests.house import run
from tests.house.application import TUESDAY
from tests.house.databases import StartingPoint

RECEIVER = 40
ROLES = tuple(Role)
FIRST = {RECEIVER: 500, TEAM: 600}
KAREN = cast.person("karen")


def person(role: Role, unit: int) -> Actor:
    user_id = FIRST[unit] + ROLES.index(role)
    organisation = HOUSING if unit == TEAM else TOWN
    return Actor(user_id, f"{role} {unit}", (Seat(user_id, unit, organisation, role),))


def token(role: Role, unit: int) -> str:
    """What the browser of this person carries."""
    return f"matrix-{role}-{unit}".ljust(43, "x")


def _build(database: Database) -> None:
    cast.build(database)
    with database.write() as db:
        db.add(
            Unit(id=RECEIVER, organisation_id=TOWN, code="u40", name="Modtagerhuset", kind=UnitKind.SCHOOL)
        )
        db.flush()
        for unit in (RECEIVER, TEAM):
            for role in ROLES:
                _add(db, role, unit)
    platform = _platform()
    with database.write() as db:
        for name, situation in EVERY.items():
            _case(db, platform, name, situation)
        _meeting(db)
    platform.database.dispose()


def _platform() -> Platform:
    """For its pathways and its calendar; its own database stays empty."""
    settings = replace(Settings.from_environment({}), database_url=f"sqlite:///{run.folder()}/unused.db")
    return create_platform(settings, clock=SettableClock(TUESDAY))


def _add(db: Session, role: Role, unit: int) -> None:
    who = person(role, unit)
    key, on = who.user_id, BORN.date()
    db.add(User(id=key, login=f"m{key}", name=f"Person{key}", created_at=BORN, signed_declaration_on=on))
    db.flush()
    db.add(
        Membership(id=key, user_id=key, unit_id=unit, role=role, valid_from=on, standing=Standing.CONFIRMED)
    )
    data = json.dumps({"_user_id": str(key), "_fresh": True})
    db.add(
        WebSession(digest=digest(token(role, unit)), user_id=key, data=data, born_at=TUESDAY, seen_at=TUESDAY)
    )
    db.flush()


def _case(db: Session, platform: Platform, name: str, situation: Situation) -> None:
    word = Marked(name, "name").word
    resident = Resident(
        controller_unit_id=TEAM,
        given_name=word,
        family_name="Prøve",
        sort_name=word.lower(),
        fictional=True,
        created_at=BORN,
    )
    db.add(resident)
    db.flush()
    new = NewCase(resident.id, "coordinated", TEAM, SUB_AGREEMENT, owner_id=KAREN.user_id)
    case = open_case(db, new, actor=KAREN, at=TUESDAY - timedelta(days=1), pathways=platform, prefix="BSV")
    _texts(db, case, name)
    _around(db, platform, case, name)
    if situation.ground is not None:
        _grant(db, case, situation)
    reading.refresh(db, case, at=TUESDAY)


def _texts(db: Session, case: Case, name: str) -> None:
    on, when = TUESDAY.date(), TUESDAY - timedelta(hours=2)
    for topic in Topic:
        db.add(
            Goal(
                case_id=case.id,
                own_words=Marked(name, "goal", topic).word,
                topic=topic,
                responsible_unit_id=TEAM,
                created_at=when,
                changed_at=when,
            )
        )
        for sensitive in (True, False):
            for shared in (True, False):
                note = Marked(name, "note", topic, sensitive, shared)
                db.add(_note(case, note, on, when))
                paper = NewDocument(
                    DocumentKind.LETTER,
                    Marked(name, "document", topic, sensitive, shared).word,
                    topic,
                    PDF,
                    sensitive,
                    shared,
                )
                add_document(db, case.ref, paper, actor=KAREN, at=when)
    db.flush()


def _note(case: Case, mark: Marked, on: date, when: datetime) -> Note:
    return Note(
        case_id=case.id,
        author_id=KAREN.user_id,
        author_unit_id=TEAM,
        kind=NoteKind.FACT,
        topic=mark.topic,
        sensitive=mark.sensitive,
        shared=mark.shared,
        text=mark.word,
        happened_on=on,
        written_at=when,
    )


def _around(db: Session, platform: Platform, case: Case, name: str) -> None:
    """A task of the team, another party's consent, and a referral to the receiving unit, whatever opens the case to it."""
    when, track = TUESDAY - timedelta(hours=2), platform.library.latest("referral")
    db.add(
        Task(
            case_id=case.id,
            kind="own",
            text=Marked(name, "task").word,
            unit_id=TEAM,
            due_on=TUESDAY.date(),
            raised_at=when,
        )
    )
    agreed = consents.NewConsent(
        receiving_unit_id=CLUB,
        topics=frozenset({Topic.CORE}),
        purpose=Marked(name, "purpose").word,
        given_on=when.date(),
    )
    consents.give(db, case.ref, agreed, actor=KAREN, at=when)
    db.add(
        Referral(
            case_id=case.id,
            to_unit_id=RECEIVER,
            workflow_id=track.id,
            workflow_version=track.version,
            state="sent",
            handover_note=Marked(name, "handover").word,
            sent_by=KAREN.user_id,
            sent_at=when,
            sent_at_step=case.event_count,
        )
    )
    db.flush()


def _grant(db: Session, case: Case, situation: Situation) -> None:
    assert situation.ground is not None
    ledger.give(
        db,
        case_id=case.id,
        unit_id=RECEIVER,
        topics=situation.topics,
        sensitive=situation.sensitive,
        ground=situation.ground,
        ground_id=None,
        valid_from=TUESDAY + situation.start,
        valid_to=TUESDAY + situation.end if situation.end is not None else None,
        user_id=person(situation.only, RECEIVER).user_id if situation.only else None,
    )
    db.flush()


def _meeting(db: Session) -> None:
    meeting = Meeting(
        kind=MeetingKind.GROUP,
        unit_id=TEAM,
        starts_at=TUESDAY + timedelta(hours=3),
        ends_at=TUESDAY + timedelta(hours=5),
        place="Beboerhuset",
        chair_id=KAREN.user_id,
        minute_taker_id=KAREN.user_id,
        participants=[Participant(unit_id=RECEIVER), Participant(unit_id=TEAM)],
    )
    db.add(meeting)
    db.flush()
    cases = db.scalars(sa.select(Case).order_by(Case.id))
    for number, (name, case) in enumerate(zip(EVERY, cases, strict=True), start=1):
        db.add(
            AgendaItem(
                meeting_id=meeting.id,
                position=number,
                local_number=number,
                case_id=case.id,
                question=Marked(name, "question").word,
                anonymous_question="Uden navn",
            )
        )
    db.flush()


MATRIX = StartingPoint("matrix", _build)
