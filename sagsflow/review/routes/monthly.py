"""The monthly review: emergencies first, then alarms, then the sample; each said to be in order or to be looked into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.emergency import queries as emergencies
from sagsflow.review import matters, policy, queries, service
from sagsflow.review.days import midnight, month_after, month_before
from sagsflow.review.forms import MonthForm, ReviewForm
from sagsflow.review.matters import Alarm, Asked
from sagsflow.review.models import Opinion, ReadReview
from sagsflow.review.queries import Line
from sagsflow.review.service import Said, sample_key
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import offered, text_of
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.platform import platform

MONTHS_BACK = 12
EMERGENCIES = 10


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/read-log/review", "monthly", monthly)
    bp.add_url_rule("/read-log/review/one", "one", one)
    bp.add_url_rule("/read-log/review/one", "say", say, methods=["POST"])


@needs(P.LOG_REVIEW)
def monthly() -> ResponseReturnValue:
    asked = _asked(request.args.get("month"))
    found = _found(asked)
    emergency = emergencies.openings(reader(), asked.actor, size=EMERGENCIES).rows
    _shows(found)
    return render_template(
        "review/monthly.html",
        month=asked.month,
        form=_month_form(asked.month),
        over=service.is_over(asked.month, today()),
        emergencies=[row for row in emergency if _within(asked, row)],
        found=found,
        left=sum(matter.said is None for matter in found),
    )


@needs(P.LOG_REVIEW)
def one() -> ResponseReturnValue:
    asked, about = _asked(request.args.get("month")), request.args.get("about", "")
    matter = _matter(asked, about)
    form = ReviewForm(formdata=None, about=about, month=f"{asked.month:%Y-%m}")
    if matter.said:
        form.opinion.data, form.note.data = matter.said.opinion.value, matter.said.note
    return _page(asked, matter, form)


@needs(P.LOG_REVIEW)
def say() -> ResponseReturnValue:
    form = ReviewForm()
    asked, about = _asked(text_of(form.month)), text_of(form.about)
    if not form.validate():
        return _page(asked, _matter(asked, about), form), 422
    here = url_for("review.monthly", month=f"{asked.month:%Y-%m}")
    said = Said(about, Opinion(form.opinion.data or ""), text_of(form.note))
    try:
        with submissions.once(form.key, here) as db:
            service.review(db, asked, said, keys=platform().log_keys, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, lambda _code: _("Write in a few words what must be looked into."))
        return _page(asked, _matter(asked, about), form), 422
    flash(_("Written down."), "success")
    return redirect(here, 303)


@dataclass(frozen=True, slots=True)
class Matter:
    """A line of the page: a reading that was drawn or an alarm, and what has been said of it."""

    key: str
    line: Line | None
    alarm: Alarm | None
    said: ReadReview | None


def _found(asked: Asked) -> Sequence[Matter]:
    """Alarms first."""
    db, over = reader(), service.is_over(asked.month, today())
    drawn = matters.sample(db, platform().log_keys, asked) if over else ()
    lines = {sample_key(line.id): line for line in drawn}
    alarms = {alarm.key: alarm for alarm in matters.alarms(db, asked)}
    keys = [*alarms, *lines]
    said = queries.reviews(db, keys)
    return [Matter(key, lines.get(key), alarms.get(key), said.get(key)) for key in keys]


def _matter(asked: Asked, about: str) -> Matter:
    found = next((matter for matter in _found(asked) if matter.key == about), None)
    if found is None:
        raise NotFound("reading", key=about)
    return found


def _page(asked: Asked, matter: Matter, form: ReviewForm) -> str:
    _shows([matter])
    return render_template("review/one.html", month=asked.month, matter=matter, form=form)


def _shows(found: Sequence[Matter]) -> None:
    cases = {matter.line.case_id for matter in found if matter.line and matter.line.case_id}
    units = current_actor().units(P.LOG_REVIEW)
    readlog.shows(readlog.Reading("log-review", cases=cases, unit_ids=units))


def _asked(text: str | None) -> Asked:
    """Raises NotFound for what is no month, or one that is to come or long gone."""
    month = next((month for month in _months() if f"{month:%Y-%m}" == text), None)
    if text is None:
        month = month_before(today())
    if month is None:
        raise NotFound("month")
    actor = current_actor()
    scope = policy.scope_of(actor, P.LOG_REVIEW)
    return Asked(month, scope, actor, platform().settings.review_sample)


def _months() -> Sequence[date]:
    """This month and those before it, the newest first."""
    found = [today().replace(day=1)]
    for _step in range(MONTHS_BACK):
        found.append(month_before(found[-1]))
    return found


def _month_form(month: date) -> MonthForm:
    form = MonthForm(formdata=None, month=f"{month:%Y-%m}")
    form.month.choices = offered((f"{each:%Y-%m}", f"{each:%m.%Y}") for each in _months())
    return form


def _within(asked: Asked, row: emergencies.Opening) -> bool:
    return midnight(asked.month) <= row.request.asked_at < midnight(month_after(asked.month))
