"""Series of meetings: begun once, and the next days called in one press."""

from collections.abc import Collection
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.meetings.forms import SeriesDaysForm, SeriesForm
from sagsflow.meetings.models import MeetingSeries
from sagsflow.meetings.queries import meetings
from sagsflow.meetings.routes import calling
from sagsflow.meetings.service import series
from sagsflow.meetings.service.series import Proposal
from sagsflow.meetings.words import mistake
from sagsflow.web import submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import as_date, long_date, today
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/series", "series", index)
    bp.add_url_rule("/series/new", "new_series", new, methods=["GET", "POST"])
    bp.add_url_rule("/series/<int:series_id>", "call_series", call, methods=["GET", "POST"])


@hidden_without(P.MEETING_RUN)
def index() -> ResponseReturnValue:
    return render_template("meetings/series.html", rows=meetings.series_of(reader(), current_actor())), 200


@hidden_without(P.MEETING_RUN)
def new() -> ResponseReturnValue:
    if not current_actor().units(P.MEETING_RUN):
        raise Forbidden("call-meeting")
    people, form = calling.everybody(), SeriesForm()
    calling.offer(form, people)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                claimed = submissions.claim(db, form.key, actor=current_actor(), at=now())
                rhythm = form.rhythm(calling.homes_of(people))
                begun = series.begin_series(db, rhythm, actor=current_actor(), at=now())
                claimed.location = here = url_for("meetings.call_series", series_id=begun.id)
            return redirect(here, 303)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    return render_template("meetings/new_series.html", form=form), 422 if form.errors else 200


@hidden_without(P.MEETING_RUN)
def call(series_id: int) -> ResponseReturnValue:
    found, form = series.find(reader(), current_actor(), series_id), SeriesDaysForm()
    _offer(form, found)
    if form.validate_on_submit():
        try:
            return _call(form, series_id, [date.fromisoformat(day) for day in form.days.data or ()])
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    return render_template("meetings/call_series.html", form=form, series=found), 422 if form.errors else 200


def _offer(form: SeriesDaysForm, found: MeetingSeries) -> None:
    proposed = series.proposals(reader(), found, platform().calendar, today())
    form.days.choices = offered((proposal.on.isoformat(), _in_words(proposal)) for proposal in proposed)


def _in_words(proposal: Proposal) -> str:
    day = long_date(proposal.on)
    if proposal.instead_of is None:
        return day
    return gettext("%(day)s, because %(other)s is a holiday", day=day, other=as_date(proposal.instead_of))


def _call(form: SeriesDaysForm, series_id: int, days: Collection[date]) -> ResponseReturnValue:
    here, actor = url_for("meetings.index"), current_actor()
    with submissions.once(form.key, here) as db:
        called = series.call_days(db, series_id, days, actor=actor, at=now(), calendar=platform().calendar)
        first = as_date(called[0].starts_at)
    said = ngettext(
        "%(num)d meeting is called, for %(day)s.",
        "%(num)d meetings are called, the first for %(day)s.",
        len(called),
        day=first,
    )
    flash(said)
    return redirect(here, 303)
