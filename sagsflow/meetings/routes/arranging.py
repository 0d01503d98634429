"""Arranges the agenda: puts cases and matters on it, orders them, words them, carries them on, takes them off."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.queries import one
from sagsflow.cases.words import ReasonWords
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.engine.snapshot import Blocked
from sagsflow.meetings.forms import AnonymousForm, CarryForm, GeneralForm, ItemForm, TakeOffForm
from sagsflow.meetings.models import AgendaItem, Meeting
from sagsflow.meetings.routes import room
from sagsflow.meetings.routes.acting import check_belongs, next_after, pressed, room_url
from sagsflow.meetings.routes.answering import answer, run_by_me, version_of
from sagsflow.meetings.routes.presenting import mended, reasons_in_words
from sagsflow.meetings.service import agenda, anonymous, chasing
from sagsflow.meetings.service.agenda import Matter
from sagsflow.meetings.words import mistake
from sagsflow.web import submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_date
from sagsflow.web.forms import NUMBER, number_in, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    for rule, view in (
        ("/<int:meeting_id>/cases", put_on),
        ("/<int:meeting_id>/anonymous", add_anonymous),
        ("/<int:meeting_id>/chase", chase),
        ("/<int:meeting_id>/matters", add_matter),
        ("/<int:meeting_id>/order", order),
        ("/<int:meeting_id>/items/<int:item_id>/move", move),
        ("/<int:meeting_id>/items/<int:item_id>/wording", wording),
        ("/<int:meeting_id>/items/<int:item_id>/carry", carry),
        ("/<int:meeting_id>/items/<int:item_id>/off", take_off),
    ):
        bp.add_url_rule(rule, view.__name__, view, methods=["POST"])


@hidden_without(P.MEETING_READ)
def put_on(meeting_id: int) -> ResponseReturnValue:
    """Those that can be put on are; the others stay on the list, each with every reason."""
    refs, actor, here = request.form.getlist("ref"), current_actor(), room_url(meeting_id, anchor="agenda")
    if not refs:
        flash(gettext("Tick the cases that are to be put on."), "error")
        return redirect(room_url(meeting_id, anchor="ready"), 303)
    with submissions.once(request.form.get("submission", ""), here) as db:
        asked = {ref: Matter(minutes=_minutes(ref)) for ref in refs}
        refused = agenda.put_many_on(db, meeting_id, asked, actor=actor, at=now(), pathways=platform())
    done = len(refs) - len(refused)
    if done:
        flash(ngettext("%(num)d case is put on the agenda.", "%(num)d cases are put on the agenda.", done))
    if not refused:
        return redirect(here, 303)
    return room.page(run_by_me(meeting_id), room.Shown(not_put_on=_in_words(refused))), 422


def _minutes(ref: str) -> int:
    """What was asked for, or what an item is given anyway; nonsense is refused by the service."""
    typed = request.form.get(f"minutes-{ref}", "").strip()
    return number_in(typed) if typed else Matter().minutes


@hidden_without(P.MEETING_READ)
def chase(meeting_id: int) -> ResponseReturnValue:
    """One press on the list of those that are ready: the owner gets a task."""
    ref = request.form.get("chase", "")

    def act(db: Session) -> int | None:
        chasing.ask_for_consents(
            db, meeting_id, ref, actor=current_actor(), at=now(), calendar=platform().calendar
        )
        flash(gettext("The owner of %(ref)s is asked to talk with the resident about consent.", ref=ref))
        return None

    return pressed(meeting_id, act, "ready")


def _in_words(refused: Mapping[str, Blocked | Invalid]) -> Mapping[str, Sequence[ReasonWords]]:
    return {ref: _why(ref, refusal) for ref, refusal in refused.items()}


def _why(ref: str, refusal: Blocked | Invalid) -> Sequence[ReasonWords]:
    if isinstance(refusal, Invalid) and refusal.fields:
        return [ReasonWords(mistake(code), None) for code in refusal.fields.values()]
    if isinstance(refusal, Blocked):
        case = one.find(reader(), current_actor(), ref, now()).case
        return reasons_in_words(refusal.reasons, mended(reader(), case.id))
    return [
        ReasonWords(
            gettext("Somebody else has put it on an agenda, or it no longer waits for a meeting."), None
        )
    ]


@hidden_without(P.MEETING_READ)
def add_matter(meeting_id: int) -> ResponseReturnValue:
    form = GeneralForm(prefix="general")

    def act(db: Session) -> int | None:
        title = str(form.title.data or "")
        agenda.add_general(db, meeting_id, title, form.matter(), actor=current_actor(), at=now())
        return None

    return answer(form, meeting_id, None, act, anchor="agenda")


@hidden_without(P.MEETING_READ)
def add_anonymous(meeting_id: int) -> ResponseReturnValue:
    """A case that others have no consent to hear about, without anything that points to the resident."""
    form = AnonymousForm(prefix="anonymous")

    def act(db: Session) -> int | None:
        ref, actor = text_of(form.ref).upper(), current_actor()
        try:
            anonymous.put_on_anonymously(db, meeting_id, ref, form.matter(), actor=actor, at=now())
        except NotFound:
            raise Invalid(fields={"ref": "no-such-case"}) from None
        return None

    return answer(form, meeting_id, None, act, anchor="agenda")


@hidden_without(P.MEETING_READ)
def order(meeting_id: int) -> ResponseReturnValue:
    wanted, seen = _ids("order"), _ids("seen")

    def act(db: Session) -> int | None:
        agenda.order(db, meeting_id, wanted, actor=current_actor(), at=now(), seen=seen)
        return None

    return pressed(meeting_id, act, "agenda")


def _ids(name: str) -> list[int]:
    parts = request.form.get(name, "").split(",")
    return [int(part) for part in parts if NUMBER.match(part)]


@hidden_without(P.MEETING_READ)
def move(meeting_id: int, item_id: int) -> ResponseReturnValue:
    up = request.form.get("direction") == "up"

    def act(db: Session) -> int | None:
        check_belongs(db, meeting_id, item_id)
        by = -1 if up else 1
        agenda.shift(db, item_id, by=by, actor=current_actor(), at=now())
        return None

    return pressed(meeting_id, act, f"item-{item_id}", about=f"{item_id}-{'up' if up else 'down'}")


@hidden_without(P.MEETING_READ)
def wording(meeting_id: int, item_id: int) -> ResponseReturnValue:
    form = ItemForm(prefix="wording")

    def act(db: Session) -> int | None:
        version = version_of(form)
        return agenda.change(db, item_id, form.matter(), version=version, actor=current_actor(), at=now()).id

    return answer(form, meeting_id, item_id, act)


@hidden_without(P.MEETING_READ)
def carry(meeting_id: int, item_id: int) -> ResponseReturnValue:
    form = CarryForm(prefix="carry")
    room.offer_meetings(form, run_by_me(meeting_id))

    def act(db: Session) -> int | None:
        copy = agenda.carry_on(
            db,
            item_id,
            form.to.data,
            version=version_of(form),
            actor=current_actor(),
            at=now(),
            pathways=platform(),
        )
        later = db.get_one(Meeting, copy.meeting_id)
        flash(gettext("The item is carried on to the meeting of %(day)s.", day=as_date(later.starts_at)))
        return next_after(db, db.get_one(AgendaItem, item_id))

    return answer(form, meeting_id, item_id, act)


@hidden_without(P.MEETING_READ)
def take_off(meeting_id: int, item_id: int) -> ResponseReturnValue:
    form = TakeOffForm(prefix="off")

    def act(db: Session) -> int | None:
        item = agenda.take_off(
            db,
            item_id,
            reason=str(form.reason.data or ""),
            version=version_of(form),
            actor=current_actor(),
            at=now(),
            pathways=platform(),
        )
        flash(gettext("The item is taken off the agenda."))
        return next_after(db, item)

    return answer(form, meeting_id, item_id, act)
