"""The pages of emergency access: ask, end it, and look afterwards at why it was used."""

from collections.abc import Collection, Iterable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, TooManyTries
from sagsflow.core.ids import new_token
from sagsflow.emergency import policy, queries, service
from sagsflow.emergency.forms import REASONS, EmergencyForm, EndForm, mistake
from sagsflow.emergency.models import EmergencyReason, EmergencyRequest
from sagsflow.web import readlog, submissions
from sagsflow.web.banners import Banner
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import number_in, text_of
from sagsflow.web.guard import current_actor, hidden_without, maybe_actor, needs
from sagsflow.web.platform import platform

bp = Blueprint("emergency", __name__, url_prefix="/emergency")
TASK_PLACE = {service.TASK: "emergency.openings"}


@bp.get("")
@needs(P.CASE_EMERGENCY, P.LOG_REVIEW)
def index() -> ResponseReturnValue:
    if not policy.may_ask(current_actor()):
        return redirect(url_for("emergency.openings"), 303)
    return _page(EmergencyForm(formdata=None))


@bp.post("")
@needs(P.CASE_EMERGENCY)
def ask() -> ResponseReturnValue:
    form = EmergencyForm()
    if not form.validate():
        return _page(form), 422
    try:
        case_url = _ask(form)
    except TooManyTries as slow:
        return _too_many(form, slow)
    except Invalid as refusal:
        if refusal.reason == "open-already":
            return redirect(url_for("cases.show", ref=refusal.details["ref"]), 303)
        form.add_errors(refusal, mistake)
        return _page(form), 422
    if case_url is None:
        return _nothing_opened(form)
    flash(
        gettext("The case is open to you for 24 hours. The leader and the data protection officer are told.")
    )
    return redirect(case_url, 303)


@bp.get("/openings")
@needs(P.LOG_REVIEW)
def openings() -> ResponseReturnValue:
    actor, at = current_actor(), now()
    told = queries.told_by(reader(), actor, number_in(request.args.get("task")))
    found = queries.openings(reader(), actor, asked_at=told, after=request.args.get("after"))
    readlog.shows(readlog.Reading("emergency-list", cases=_cases(row.request for row in found.rows)))
    return render_template(
        "emergency/openings.html",
        rows=found.rows,
        reasons=REASONS,
        at=at,
        one_of_a_task=told is not None,
        opens_cases=actor.may(P.CASE_READ),
        older_url=url_for("emergency.openings", after=found.next) if found.next else None,
        newer_url=url_for("emergency.openings") if request.args.get("after") else None,
    )


@bp.post("/<int:request_id>/end")
@hidden_without(P.CASE_EMERGENCY)
def end(request_id: int) -> ResponseReturnValue:
    form, here, actor = EndForm(), url_for("emergency.index"), current_actor()
    if not form.validate():
        raise Invalid("form")
    with submissions.once(form.key, here) as db:
        service.end(db, request_id, actor=actor, at=now())
    flash(gettext("Your emergency access has ended."), "success")
    return redirect(here, 303)


def _ask(form: EmergencyForm) -> str | None:
    """Where the case is, or None. A request that opened nothing is kept too, and may be sent again with another number."""
    actor = current_actor()
    with transaction() as db:
        submission = submissions.claim(db, form.key, actor=actor, at=now())
        asked = service.ask(
            db,
            text_of(form.number),
            EmergencyReason(form.reason.data),
            text_of(form.words),
            actor=actor,
            at=now(),
            calendar=platform().calendar,
        )
        if asked.case_id is None:
            submission.location = url_for("emergency.index")
            return None
        ref = queries.open_now(db, actor, now())[0].ref
        submission.location = url_for("cases.show", ref=ref)
        return submission.location


def _nothing_opened(form: EmergencyForm) -> ResponseReturnValue:
    form.submission.data = new_token()
    form.number.errors = [
        gettext(
            "No case was opened. Look at the number again, or call the team. Your request is written down."
        )
    ]
    return _page(form), 422


def _too_many(form: EmergencyForm, slow: TooManyTries) -> ResponseReturnValue:
    minutes = -(-slow.retry_after // 60)
    form.form_errors.append(
        gettext(
            "You have asked five times within an hour. Call the leader, or wait %(minutes)s minutes.",
            minutes=minutes,
        )
    )
    return _page(form), 429, {"Retry-After": str(slow.retry_after)}


def _page(form: EmergencyForm) -> str:
    actor = current_actor()
    mine = queries.open_now(reader(), actor, now())
    if mine:
        readlog.shows(readlog.Reading("emergency-own", cases=_cases(row.request for row in mine)))
    return render_template("emergency/index.html", form=form, mine=mine, reviews=actor.may(P.LOG_REVIEW))


def _cases(requests: Iterable[EmergencyRequest]) -> Collection[int]:
    return {request.case_id for request in requests if request.case_id is not None}


def _over_the_case() -> Mapping[str, object] | None:
    """On every page that has a case number in its address, while the reader is let in to that case in an emergency."""
    ref, actor = (request.view_args or {}).get("ref"), maybe_actor()
    if ref is None or actor is None or not policy.may_ask(actor):
        return None
    found = queries.open_now(reader(), actor, now(), ref)
    return {"open": found[0]} if found else None


BANNER = Banner("emergency/_banner.html", _over_the_case)
