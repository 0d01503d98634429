"""The page on which the result measures of a case are answered and corrected."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.queries import user_names
from sagsflow.cases.pathways import definition_of
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.core.dates import likely_date
from sagsflow.core.errors import Invalid
from sagsflow.measures import policy, queries, service
from sagsflow.measures.definitions import definitions
from sagsflow.measures.forms import MeasuresForm
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion
from sagsflow.measures.words import mistake
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import number_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

bp = Blueprint("measures", __name__)


@bp.route("/cases/<ref>/measures", methods=["GET", "POST"])
@hidden_without(P.CASE_READ, P.VOLUNTEER_READ)
def of_case(ref: str) -> ResponseReturnValue:
    seen = one.find_for(reader(), current_actor(), ref, now(), policy.may_write)
    form = MeasuresForm()
    rows = queries.answers(reader(), seen)
    form.offer(_concerning(seen), _usual(seen, rows))
    if not form.is_submitted():
        form.show(_day(), rows)
    if form.validate_on_submit() and _record(form, ref):
        return redirect(url_for("cases.show", ref=ref, _anchor="measures"), 303)
    return _page(form, one.find(reader(), current_actor(), ref, now()))


def _record(form: MeasuresForm, ref: str) -> bool:
    """Whether it was written down; otherwise the form says what is wrong."""
    actor, there = current_actor(), url_for("cases.show", ref=ref, _anchor="measures")
    try:
        with submissions.once(form.key, there) as db:
            seen = number_of(form.seen)
            service.record_measures(db, ref, form.asked(today()), seen=seen, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return False
    return True


def _page(form: MeasuresForm, seen: Seen) -> ResponseReturnValue:
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    rows = queries.answers(reader(), seen)
    page = render_template(
        "measures/of_case.html",
        form=form,
        case=seen.case,
        measures=[measure.value for measure in Measure if measure.value in form],
        rows=list(reversed(rows)),
        said=definitions(),
        who=user_names(reader(), {row.recorded_by for row in rows}),
        here=url_for("cases.show", ref=seen.case.ref, _anchor="measures"),
    )
    return page, 422 if form.errors else 200


def _concerning(seen: Seen) -> list[Measure]:
    subject = definition_of(seen.case, platform()).subject
    return [one for one in Measure if policy.concerns(one, seen.case.resident, subject, now())]


def _usual(seen: Seen, rows: Sequence[MeasureAnswer]) -> Occasion:
    if not seen.case.is_open or request.args.get("occasion") == Occasion.CLOSE:
        return Occasion.CLOSE
    return Occasion.FOLLOW_UP if rows else Occasion.START


def _day() -> date:
    """The day to correct, or today."""
    return likely_date(request.args.get("on", "")) or today()
