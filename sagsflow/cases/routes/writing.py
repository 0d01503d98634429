"""Writes and corrects notes."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.forms import NoteForm
from sagsflow.cases.models import Note, NoteKind
from sagsflow.cases.queries import one
from sagsflow.cases.routes import acting, writers
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.core.errors import NotFound
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without

WRITERS = (P.CASE_READ, P.VOLUNTEER_READ)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/notes/new", "new_note", new_note, methods=["GET", "POST"])
    bp.add_url_rule(
        "/cases/<ref>/notes/<int:note_id>/correct", "correct_note", correct_note, methods=["GET", "POST"]
    )


@hidden_without(*WRITERS)
def new_note(ref: str) -> ResponseReturnValue:
    return _note_page(ref, corrects=None)


@hidden_without(*WRITERS)
def correct_note(ref: str, note_id: int) -> ResponseReturnValue:
    return _note_page(ref, corrects=note_id)


def _note_page(ref: str, corrects: int | None) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write_note)
    wrong = _own_note(seen, corrects) if corrects else None
    form = NoteForm(obj=wrong) if wrong else NoteForm()
    if not form.is_submitted():
        form.happened_on.show(wrong.happened_on if wrong else today())
        if wrong:
            form.kind.data, form.topic.data = wrong.kind.value, wrong.topic.value
    return acting.form_page(
        "cases/note.html",
        form,
        seen,
        lambda db: write_note(db, ref, _typed(form, corrects), actor=current_actor(), at=now()),
        anchor="journal",
        corrects=wrong,
        will_read=writers.of_note(reader(), current_actor(), seen, now()),
    )


def _own_note(seen: one.Seen, note_id: int) -> Note:
    notes = one.journal(reader(), current_actor(), seen)
    found = next((note for note in notes if note.id == note_id), None)
    if found is None or found.author_unit_id not in current_actor().unit_ids:
        raise NotFound("note")
    return found


def _typed(form: NoteForm, corrects: int | None) -> NewNote:
    return NewNote(
        kind=NoteKind(form.kind.data),
        topic=Topic(form.topic.data),
        text=text_of(form.text),
        happened_on=form.happened_on.date or today(),
        sensitive=form.sensitive.data,
        shared=form.shared.data,
        corrects_id=corrects,
    )
