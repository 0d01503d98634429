"""Decides the item in hand: one press takes the case's step, gives the task and sets the deadline, and says what happened."""

from collections.abc import Sequence

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import definition_of
from sagsflow.cases.words import ReasonWords
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.engine.snapshot import Blocked, NoSuchStep
from sagsflow.meetings.forms import DecisionForm
from sagsflow.meetings.models import AgendaItem, Meeting
from sagsflow.meetings.queries import in_hand
from sagsflow.meetings.queries.in_hand import InHand
from sagsflow.meetings.routes import presenting, room
from sagsflow.meetings.routes.acting import carry_out, next_after
from sagsflow.meetings.routes.answering import is_held, run_by_me, shown_again, version_of, why_blocked
from sagsflow.meetings.service import deciding
from sagsflow.meetings.words import mistake, word
from sagsflow.organisations import queries as organisations
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_date
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:meeting_id>/items/<int:item_id>/decide", "decide", decide, methods=["POST"])


@hidden_without(P.MEETING_READ)
def decide(meeting_id: int, item_id: int) -> ResponseReturnValue:
    form = _form(run_by_me(meeting_id), item_id)
    if not form.validate_on_submit() or is_held(form, item_id):
        return shown_again(form, meeting_id, item_id)

    def act(db: Session) -> int | None:
        version, actor = version_of(form), current_actor()
        item = deciding.decide(
            db, item_id, form.ruling(), version=version, actor=actor, at=now(), pathways=platform()
        )
        flash(_what_happened(db, item))
        return next_after(db, item)

    reasons: Sequence[ReasonWords] = ()
    try:
        return carry_out(meeting_id, form.key, act)
    except Invalid as refusal:
        if not refusal.fields:
            raise
        form.add_errors(refusal, mistake)
    except Blocked as blocked:
        left = form.put_beside_fields(blocked.reasons)
        reasons = why_blocked(Blocked(blocked.trigger, blocked.state, tuple(left)), item_id)
    except NoSuchStep:
        reasons = [ReasonWords(gettext("The case stands elsewhere in its pathway by now."), None)]
    return shown_again(form, meeting_id, item_id, reasons)


def _form(meeting: Meeting, item_id: int) -> DecisionForm:
    db, form = reader(), DecisionForm()
    item = db.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id:
        raise NotFound("agenda-item")
    room.offer(form, meeting, _found(meeting, item), presenting.names_of(db, meeting, ()))
    return form


def _found(meeting: Meeting, item: AgendaItem) -> InHand | None:
    if item.case_id is None:
        return None
    case = reader().get_one(Case, item.case_id)
    return in_hand.in_hand(reader(), current_actor(), meeting, item, case, at=now(), pathways=platform())


def _what_happened(db: Session, item: AgendaItem) -> str:
    """The decision, where the case stands now and by when, and who got a task."""
    case = db.get(Case, item.case_id) if item.case_id else None
    said = [gettext("Decided: %(what)s.", what=word(item.decision_code, "decision") if case else item.title)]
    if case is not None:
        state = definition_of(case, platform()).states[case.state].name.in_(current_language())
        stands = gettext("%(ref)s stands in “%(state)s” now", ref=case.ref, state=state)
        until = gettext(", deadline %(day)s", day=as_date(case.due_on)) if case.due_on else ""
        said.append(f"{stands}{until}.")
    if item.responsible_unit_id and item.due_on:
        unit = organisations.unit_name(db, item.responsible_unit_id)
        said.append(gettext("%(unit)s has a task, due %(day)s.", unit=unit, day=as_date(item.due_on)))
    return " ".join(said)
