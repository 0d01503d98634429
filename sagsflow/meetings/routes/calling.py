"""The list of meetings, and calling a new one."""

from collections.abc import Callable, Collection, Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS, Role
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.queries import Person
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.meetings.forms import MeetingForm
from sagsflow.meetings.queries import groups, meetings
from sagsflow.meetings.service import calling
from sagsflow.meetings.words import mistake
from sagsflow.organisations import queries as organisations
from sagsflow.web import submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without

TAKING_PART = tuple(role for role in Role if P.MEETING_READ in ROLE_PERMISSIONS[role])


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/", "index", index)
    bp.add_url_rule("/new", "new", new, methods=["GET", "POST"])


@hidden_without(P.MEETING_READ)
def index() -> ResponseReturnValue:
    db, actor = reader(), current_actor()
    coming, held = meetings.coming(db, actor), meetings.held(db, actor)
    every = [*coming, *held]
    return render_template(
        "meetings/index.html",
        coming=coming,
        held=held,
        held_in_all=meetings.held_count(db, actor),
        counts=meetings.item_counts(db, [meeting.id for meeting in every]),
        nothing=meetings.NOTHING,
        people=accounts.user_names(db, {meeting.chair_id for meeting in every}),
        may_call=bool(actor.units(P.MEETING_RUN)),
        reads_figures=actor.may(P.FIGURES_READ),
    )


@hidden_without(P.MEETING_READ)
def new() -> ResponseReturnValue:
    if not current_actor().units(P.MEETING_RUN):
        raise Forbidden("call-meeting")
    people, form = everybody(), MeetingForm()
    offer(form, people)
    if form.validate_on_submit():
        try:
            return _call(form, people)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    return render_template("meetings/new.html", form=form), 422 if form.errors else 200


def homes_of(people: Sequence[Person]) -> Callable[[int], Collection[int]]:
    """The units of a person."""
    homes: dict[int, set[int]] = {}
    for person in people:
        homes.setdefault(person.user_id, set()).add(person.unit_id)
    return lambda user_id: homes.get(user_id, set())


def _call(form: MeetingForm, people: Sequence[Person]) -> ResponseReturnValue:
    with transaction() as db:
        claimed = submissions.claim(db, form.key, actor=current_actor(), at=now())
        plan = form.plan(homes_of(people))
        meeting = calling.call_meeting(db, plan, actor=current_actor(), at=now())
        claimed.location = here = url_for("meetings.show", meeting_id=meeting.id)
    flash(gettext("The meeting is called. Put cases on the agenda from the list of those that are ready."))
    return redirect(here, 303)


def everybody() -> Sequence[Person]:
    """Those who can sit at a meeting: people in any unit whose role lets them see one."""
    units = [unit.id for unit in organisations.named_units(reader())]
    return accounts.people_in(reader(), units, today(), TAKING_PART)


def offer(form: MeetingForm, everybody: Sequence[Person]) -> None:
    """Who can call, chair, take the minutes and take part; the group's members are proposed, or whoever could be one."""
    actor = current_actor()
    own = actor.units(P.MEETING_RUN)
    names = {unit.id: unit.name for unit in organisations.named_units(reader())}
    leaders = [person for person in everybody if person.role is Role.GROUP_MEMBER]
    members = {seat.unit_id for seat in groups.sitting(reader(), today())}
    form.unit.choices = offered((unit_id, names[unit_id]) for unit_id in sorted(own))
    at_the_head = _people(everybody, own | {person.unit_id for person in leaders}, names)
    form.chair.choices = form.minute_taker.choices = offered(at_the_head.items())
    taking_part = {person.unit_id for person in everybody} - own
    form.units.choices = offered((unit_id, name) for unit_id, name in names.items() if unit_id in taking_part)
    if not form.is_submitted():
        colleagues = [person.user_id for person in everybody if person.unit_id in own]
        others = [user_id for user_id in colleagues if user_id != actor.user_id]
        form.chair.data, form.minute_taker.data = actor.user_id, next(iter(others), actor.user_id)
        proposed = members or {person.unit_id for person in leaders}
        form.units.data = sorted(proposed & taking_part)


def _people(
    everybody: Sequence[Person], unit_ids: Collection[int], names: Mapping[int, str]
) -> Mapping[int, str]:
    """Chair and minute-taker come from the unit that calls, or from a member of the group."""
    found: dict[int, str] = {}
    for person in everybody:
        if person.unit_id in unit_ids:
            found.setdefault(person.user_id, f"{person.name}, {names.get(person.unit_id, '')}")
    return found
