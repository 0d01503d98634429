"""The room: the agenda with one item open, the cases that are ready, and who is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases.words import ReasonWords
from sagsflow.meetings import policy
from sagsflow.meetings.forms import (
    AnonymousForm,
    BarrierForm,
    CarryForm,
    DecisionForm,
    GeneralForm,
    ItemForm,
    TakeOffForm,
)
from sagsflow.meetings.models import TO_COME, ItemStatus, Meeting, MeetingStatus
from sagsflow.meetings.queries import actions, agenda, attendance, barriers, in_hand, meetings, ready
from sagsflow.meetings.queries.agenda import ItemView
from sagsflow.meetings.queries.attendance import Seat
from sagsflow.meetings.queries.in_hand import InHand
from sagsflow.meetings.routes import attending, presenting
from sagsflow.meetings.routes.lines import lines_of
from sagsflow.meetings.routes.presenting import Names
from sagsflow.meetings.service import drafts
from sagsflow.web import readlog
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_date, as_time, today
from sagsflow.web.forms import Form, offered
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

NEXT = "next"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:meeting_id>", "show", show)


@hidden_without(P.MEETING_READ)
def show(meeting_id: int) -> ResponseReturnValue:
    meeting = meetings.find(reader(), current_actor(), meeting_id)
    return page(meeting, Shown(item=request.args.get("item", ""))), 200


def _unnamed() -> AnonymousForm:
    return AnonymousForm(prefix="anonymous", formdata=None)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page is asked to show besides the meeting: an item to open, forms that were refused, and why."""

    item: str = ""
    refused_form: Form | None = None
    reasons: Sequence[ReasonWords] = ()
    not_put_on: Mapping[str, Sequence[ReasonWords]] = field(default_factory=dict)
    still_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Current:
    """The open item, with its forms; it waits at the threshold while somebody must leave the room before it is taken up."""

    view: ItemView
    found: InHand | None
    seats: Sequence[Seat]
    waits_at_the_threshold: bool
    choices: Sequence[presenting.ChoiceWords]
    decision: DecisionForm | None
    wording: ItemForm | None
    carry: CarryForm | None
    take_off: TakeOffForm
    barrier: BarrierForm | None


def page(meeting: Meeting, shown: Shown) -> str:
    """The whole room for this reader."""
    db, actor = reader(), current_actor()
    items, off = agenda.agenda(db, actor, meeting, now())
    names = presenting.names_of(db, meeting, [view.item for view in (*items, *off)])
    runs = policy.may_run(actor, meeting) and meeting.status in TO_COME
    waiting = ready.ready_cases(db, actor, now(), request.args.get("ready", ready.URGENT)) if runs else ()
    earlier = actions.to_follow_up(db, actor, meeting, now()) if meeting.status in TO_COME else ()
    named = {view.case.id for view in (*items, *off) if view.case} | {row.case.id for row in waiting}
    named |= {row.case.id for row in earlier if row.case}
    if named:
        readlog.shows(readlog.Reading("meeting", cases=named, unit_ids=frozenset({meeting.unit_id})))
    general = shown.refused_form if isinstance(shown.refused_form, GeneralForm) else None
    return render_template(
        "meetings/room.html",
        meeting=meeting,
        items=items,
        waiting=[view for view in items if view.waits],
        seen=",".join(str(view.item.id) for view in items),
        lines=lines_of(items, names),
        off=off,
        names=names,
        runs=runs,
        puts_on=runs and actor.may(P.MEETING_RUN),
        frozen=policy.is_frozen(meeting, now()),
        may_add=runs and policy.may_put_on(actor, meeting, now()),
        clock=presenting.clock_of(meeting, items),
        current=_current(meeting, items, names, shown) if runs else None,
        ready=presenting.ready_rows(waiting, shown.not_put_on),
        ready_order=request.args.get("ready", ready.URGENT),
        definitions=platform().library,
        follow_up=earlier,
        later=meetings.later_meetings(db, actor, meeting) if shown.still_waiting else (),
        sitters=attending.sitters(db, meeting) if runs else {},
        general=general or GeneralForm(prefix="general", formdata=None),
        unnamed=shown.refused_form if isinstance(shown.refused_form, AnonymousForm) else _unnamed(),
        shown=shown,
    )


def chosen(items: Sequence[ItemView], wanted: str) -> ItemView | None:
    """The item asked for while it waits; else the one in hand; with "next", else the first that waits."""
    waiting = [view for view in items if view.waits]
    asked = (view for view in waiting if str(view.item.id) == wanted)
    taken_up = (view for view in waiting if view.item.status is ItemStatus.OPEN)
    first = waiting[:1] if wanted == NEXT else []
    return next((view for group in (asked, taken_up, first) for view in group), None)


def _current(meeting: Meeting, items: Sequence[ItemView], names: Names, shown: Shown) -> Current | None:
    view = chosen(items, shown.item)
    if view is None:
        return None
    db, actor = reader(), current_actor()
    found = None
    if view.case is not None:
        found = in_hand.in_hand(db, actor, meeting, view.item, view.case, at=now(), pathways=platform())
    seats = found.seats if found else attendance.seats(db, meeting, view.item, now())
    at_threshold = meeting.status is MeetingStatus.RUNNING and view.item.status is not ItemStatus.OPEN
    refused = shown.refused_form if str(view.item.id) == shown.item else None
    return Current(
        view=view,
        found=found,
        seats=seats,
        waits_at_the_threshold=at_threshold and bool(attendance.leaving(seats)),
        choices=presenting.choices_of(db, found, names.units) if found else (),
        decision=None if view.masked else _decision(refused, meeting, view, found, names),
        wording=None if view.masked else _wording(refused, view),
        carry=_carry(refused, meeting, view),
        take_off=refused if isinstance(refused, TakeOffForm) else _take_off(view),
        barrier=None if view.masked else _barrier(refused, meeting),
    )


def _decision(
    refused: Form | None, meeting: Meeting, view: ItemView, found: InHand | None, names: Names
) -> DecisionForm:
    if isinstance(refused, DecisionForm):
        return refused
    form = DecisionForm(formdata=None)
    offer(form, meeting, found, names)
    for name, typed in drafts.kept(reader(), view.item.id, actor=current_actor(), at=now()).items():
        if name in form:
            form[name].data = typed
    form.version.data = str(view.item.version)
    return form


def offer(form: DecisionForm, meeting: Meeting, found: InHand | None, names: Names) -> None:
    """Of a case, only units that may see it can be responsible; of a general matter, all that take part."""
    taking_part = {part.unit_id for part in meeting.participants}
    units = found.seeing if found else taking_part
    people = accounts.people_in(reader(), units, today())
    form.offer(
        [choice.code for choice in found.choices] if found else (),
        [(unit_id, name) for unit_id, name in names.units.items() if unit_id in units],
        dict.fromkeys((person.user_id, person.name) for person in people),
    )


def _wording(refused: Form | None, view: ItemView) -> ItemForm:
    if isinstance(refused, ItemForm):
        return refused
    item = view.item
    return ItemForm(
        prefix="wording",
        formdata=None,
        question=item.question,
        anonymous_question=item.anonymous_question or "",
        minutes=item.minutes,
        version=str(item.version),
    )


def _carry(refused: Form | None, meeting: Meeting, view: ItemView) -> CarryForm | None:
    if isinstance(refused, CarryForm):
        return refused
    form = CarryForm(prefix="carry", formdata=None, version=str(view.item.version))
    offer_meetings(form, meeting)
    return form if form.to.choices else None


def offer_meetings(form: CarryForm, meeting: Meeting) -> None:
    later = meetings.later_meetings(reader(), current_actor(), meeting)
    form.to.choices = offered(
        (other.id, f"{as_date(other.starts_at)} {as_time(other.starts_at)} · {other.place}")
        for other in later
    )


def _barrier(refused: Form | None, meeting: Meeting) -> BarrierForm:
    if isinstance(refused, BarrierForm):
        return refused
    form = BarrierForm(prefix="barrier", formdata=None)
    form.offer(barriers.waiting(reader(), meeting.unit_id))
    return form


def _take_off(view: ItemView) -> TakeOffForm:
    return TakeOffForm(prefix="off", formdata=None, version=str(view.item.version))
