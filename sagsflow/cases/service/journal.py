"""Writes the record: notes are append-only; a mistake is put right by a correction beside it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.models import Note, NoteKind
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for, lock_open_for
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog.service import Entry

MAX_NOTE = 20_000


@dataclass(frozen=True, slots=True)
class NewNote:
    """What somebody wrote."""

    kind: NoteKind
    topic: Topic
    text: str
    happened_on: date
    sensitive: bool = False
    shared: bool = False
    corrects_id: int | None = None


def write_note(db: Session, ref: str, new: NewNote, *, actor: Actor, at: datetime) -> Note:
    """Raises Invalid for an empty or too long text, or a day that has not come yet, and for a closed case, whose notes can
    only be corrected."""
    load = lock_for if new.corrects_id else lock_open_for
    case, view = load(db, ref, actor=actor, at=at, rule=policy.may_write_note)
    _check(new, at)
    seat = actor.seat_for(view.working_unit_ids)
    if seat is None or (new.corrects_id and not _may_correct(db, new.corrects_id, case.id, actor)):
        raise NotFound("note")
    note = Note(
        case_id=case.id,
        author_id=actor.user_id,
        author_unit_id=seat.unit_id,
        kind=new.kind,
        topic=new.topic,
        sensitive=new.sensitive,
        shared=new.shared,
        text=new.text.strip(),
        happened_on=new.happened_on,
        written_at=at,
        corrects_id=new.corrects_id,
    )
    db.add(note)
    db.flush()
    kind = "note-corrected" if new.corrects_id else "note-written"
    data = {"note": note.id, "note_kind": note.kind.value, "topic": note.topic.value, "shared": note.shared}
    record_on_case(db, case, [Entry(kind, data=data)], actor=actor, at=at)
    return note


def _check(new: NewNote, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if not new.text.strip():
        wrong["text"] = "required"
    elif len(new.text) > MAX_NOTE:
        wrong["text"] = "too-long"
    if new.happened_on > copenhagen_date(at):
        wrong["happened_on"] = "in-the-future"
    if wrong:
        raise Invalid(fields=wrong)


def _may_correct(db: Session, note_id: int, case_id: int, actor: Actor) -> bool:
    """A correction comes from the unit that wrote the note."""
    wrong = db.get(Note, note_id)
    return wrong is not None and wrong.case_id == case_id and wrong.author_unit_id in actor.unit_ids
