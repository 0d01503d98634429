"""Where every course begins: two cases of the team, each with texts of its own, on the agenda of one meeting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Settings
from sagsflow.access.topics import Topic
from sagsflow.app import create_platform
from sagsflow.cases.models import Case, NoteKind
from sagsflow.cases.service import people
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.opening import NewCase, open_case
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.documents.models import Document, DocumentKind
from sagsflow.documents.service import NewDocument, add_document
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingKind, Participant
from sagsflow.residents import service as residents
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import Resident
from sagsflow.tasks.models import Task
from tests import cast
from tests.access.course.model import (
    DOCUMENT,
    GOAL,
    NAME,
    NOTE,
    QUESTION,
    TASK,
    File,
    Model,
    Thing,
)
from tests.cast import JOBS, PEOPLE, SCHOOL, SUB_AGREEMENT, TEAM, Cast, person
from tests.documents.papers import PDF
from tests.house.application import TUESDAY
from tests.house.databases import StartingPoint

CASES = 2
TOPICS = (Topic.CORE, Topic.EMPLOYMENT, Topic.HEALTH)
KAREN, LENE = PEOPLE["karen"][0], PEOPLE["lene"][0]


def things(number: int) -> Iterator[Thing]:
    """What stands on the case of that number, in the order in which it is written."""
    words = (f"{number}{key:02d}Q" for key in count(1))
    yield Thing(NAME, f"Qname{next(words)}")
    yield Thing(QUESTION, f"Qquestion{next(words)}")
    yield Thing(TASK, f"Qtask{next(words)}")
    for topic in TOPICS:
        yield Thing(GOAL, f"Qgoal{next(words)}", topic=topic)
        yield Thing(NOTE, f"Qnote{next(words)}", topic=topic, shared=False)
        for sensitive in (True, False):
            yield Thing(NOTE, f"Qnote{next(words)}", topic=topic, sensitive=sensitive)
    yield Thing(DOCUMENT, f"Qpaper{next(words)}", topic=Topic.HEALTH, sensitive=True)
    yield Thing(DOCUMENT, f"Qpaper{next(words)}", topic=Topic.EMPLOYMENT)


def _build(database: Database) -> None:
    cast.build(database)
    url = database.url.render_as_string(hide_password=False)
    settings = replace(Settings.from_environment({}), database_url=url)
    platform = create_platform(settings, clock=SettableClock(TUESDAY))
    here = Cast(platform, SettableClock(TUESDAY))
    with platform.database.write() as db:
        meeting = _meeting(db)
        for number in range(1, CASES + 1):
            _case(here, db, list(things(number)), meeting)
    platform.database.dispose()


def _case(here: Cast, db: Session, found: list[Thing], meeting: Meeting) -> None:
    karen, at = person("karen"), here.at
    name, question, task = found[:3]
    resident = residents.register(db, facts=Facts(name.word), unit_id=TEAM, actor=karen, at=at)
    new = NewCase(resident.id, "coordinated", TEAM, SUB_AGREEMENT, owner_id=KAREN)
    case = open_case(db, new, actor=karen, at=at, pathways=here.platform, prefix="BSV")
    here.move(db, case.ref, "take", contact_channel="phone", reason_in_residents_words="Et job")
    for unit in (SCHOOL, JOBS):
        people.add_party(db, case.ref, unit_id=unit, actor=karen, at=at)
    for thing in found[3:]:
        _write(here, db, case.ref, thing)
    db.add(_task(case, task))
    db.add(_item(case, question, meeting))
    db.flush()


def _write(here: Cast, db: Session, ref: str, thing: Thing) -> None:
    karen, at = person("karen"), here.at
    if thing.what == GOAL:
        add_goal(db, ref, GoalText(thing.word, thing.topic, TEAM), actor=karen, at=at)
    elif thing.what == NOTE:
        note = NewNote(NoteKind.FACT, thing.topic, thing.word, at.date(), thing.sensitive, thing.shared)
        write_note(db, ref, note, actor=karen, at=at)
    else:
        paper = NewDocument(DocumentKind.LETTER, thing.word, thing.topic, PDF, thing.sensitive, thing.shared)
        add_document(db, ref, paper, actor=karen, at=at)


def _task(case: Case, thing: Thing) -> Task:
    return Task(
        case_id=case.id,
        kind="own",
        text=thing.word,
        unit_id=TEAM,
        due_on=TUESDAY.date(),
        raised_at=TUESDAY,
    )


def _meeting(db: Session) -> Meeting:
    meeting = Meeting(
        kind=MeetingKind.GROUP,
        unit_id=TEAM,
        starts_at=TUESDAY + timedelta(hours=3),
        ends_at=TUESDAY + timedelta(hours=5),
        place="Beboerhuset",
        chair_id=LENE,
        minute_taker_id=KAREN,
        participants=[Participant(unit_id=unit) for unit in (TEAM, SCHOOL, JOBS)],
    )
    db.add(meeting)
    db.flush()
    return meeting


def _item(case: Case, thing: Thing, meeting: Meeting) -> AgendaItem:
    return AgendaItem(
        meeting_id=meeting.id,
        position=case.id,
        local_number=case.id,
        case_id=case.id,
        question=thing.word,
        anonymous_question="Uden navn",
    )


COURSE = StartingPoint("course", _build)


def model_of(database: Database) -> Model:
    """What stands in the database of the starting point, told plainly."""
    model = Model(TUESDAY)
    with database.read() as db:
        rows = db.execute(sa.select(Case.id, Case.ref, Resident.uuid).join(Resident).order_by(Case.id)).all()
        papers = dict(db.execute(sa.select(Document.title, Document.id)).all())
        tasks = dict(db.execute(sa.select(Task.text, Task.id)).all())
    for number, (_id, ref, uuid) in enumerate(rows, start=1):
        found = list(things(number))
        for thing in found:
            thing.id = papers.get(thing.word) or tasks.get(thing.word) or 0
        model.files.append(File(ref, uuid, found[0].word, things=found))
    return model
