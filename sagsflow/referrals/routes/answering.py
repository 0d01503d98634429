"""The receiver's lists, one referral, and the steps of its own pathway."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.cases import words
from sagsflow.cases.step_forms import Offers, StepForm, answers, step_form
from sagsflow.core.errors import Forbidden, NotFound, Stale
from sagsflow.engine.decide import Blocked, NoSuchStep
from sagsflow.engine.model import Choice, Text
from sagsflow.referrals import policy, queries, service
from sagsflow.referrals.goal_forms import goal_fields, with_goals
from sagsflow.referrals.models import TO_ANSWER
from sagsflow.referrals.queries import ReferralRow
from sagsflow.referrals.service import Reply
from sagsflow.referrals.standing import Option, Standing, standing
from sagsflow.residents.freetext import watch_for
from sagsflow.residents.models import Resident
from sagsflow.web import cautions, paging, readlog, submissions
from sagsflow.web.cautions import Watch
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import Form
from sagsflow.web.guard import current_actor, hidden_without, needs
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

SIDES = (P.REFERRAL_ANSWER, P.REFERRAL_SEND)
NOTHING_TO_CHOOSE = Offers((), ())
NOTE, REASON, IN_ALL = "answer_handover_note", "decline_reason", "goal_score"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("", "index", index)
    bp.add_url_rule("/<int:referral_id>", "show", show)
    bp.add_url_rule("/<int:referral_id>/<trigger>", "step", step)
    bp.add_url_rule("/<int:referral_id>/<trigger>", "take", take, methods=["POST"])


@needs(P.REFERRAL_ANSWER)
def index() -> ResponseReturnValue:
    db, actor, at = reader(), current_actor(), now()
    which = request.args.get("show", queries.TO_ANSWER)
    if which not in queries.LISTS:
        raise NotFound("list", name=which)
    found = queries.received(db, actor, which, at, after=queries.place(request.args.get("after")))
    page = paging.cut(found, queries.key_of, queries.PAGE)
    cases, units = [row.case_id for row in page.rows], actor.units(P.REFERRAL_ANSWER)
    readlog.shows(readlog.Reading("referrals", cases=cases, unit_ids=units))
    return render_template(
        "referrals/index.html",
        which=which,
        rows=[_listed(row) for row in page.rows],
        counts=queries.counts(db, actor, at),
        older_url=url_for("referrals.index", show=which, after=page.next) if page.next else None,
    )


@hidden_without(*SIDES)
def show(referral_id: int) -> ResponseReturnValue:
    found = _standing(referral_id)
    shows(found)
    if found.is_unseen:
        _is_seen(referral_id)
    form = Form(formdata=None)
    return render_template("referrals/show.html", found=found, submission=form.key, **frame(found))


@hidden_without(*SIDES)
def step(referral_id: int, trigger: str) -> ResponseReturnValue:
    found = _standing(referral_id)
    option = found.option(trigger)
    if option is None:
        return _lead_on(found, trigger)
    form = _form(found, option, formdata=None)
    form.seen.data = str(found.opened.referral.version)
    if NOTE in form:
        form[NOTE].data = found.opened.referral.handover_note
    return _page(found, option, form)


@hidden_without(*SIDES)
def take(referral_id: int, trigger: str) -> ResponseReturnValue:
    found = _standing(referral_id)
    option = found.option(trigger)
    if option is None:
        return _refuse(found, trigger)
    form = _form(found, option)
    if not form.validate() or cautions.hold(form, _watch(found)):
        return _page(found, option, form), 422
    try:
        return redirect(_carry_out(found, option, form, form.seen_number), 303)
    except (Stale, NoSuchStep):
        raise _stale(referral_id) from None
    except Blocked as blocked:
        return _page(found, Option(option.step, blocked.reasons), form), 422


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list: whether one press there says yes, and with which reasons one press there says no."""

    row: ReferralRow
    state: Text
    at_once: bool
    reasons: Sequence[Choice]


def _listed(row: ReferralRow) -> Listed:
    definition = platform().library.get(*row.workflow)
    steps = definition.outgoing[row.state] if row.state in TO_ANSWER else {}
    accept, decline = steps.get(service.ACCEPT), steps.get(service.DECLINE)
    at_once = accept is not None and not accept.requires
    short = decline is not None and set(decline.requires) == {REASON}
    reasons = definition.fields[REASON].choices if short else ()
    return Listed(row, definition.states[row.state].name, at_once, reasons)


def _is_seen(referral_id: int) -> None:
    """The receiver has opened it: the sender is to know."""
    with transaction() as db:
        service.see(db, referral_id, actor=current_actor(), at=now(), pathways=platform())


def _carry_out(found: Standing, option: Option, form: StepForm, version: int) -> str:
    actor, at, referral_id = current_actor(), now(), found.opened.referral.id
    here = url_for("referrals.show", referral_id=referral_id)
    scores = {goal_id: int(field.data) for goal_id, field in goal_fields(form).items() if field.data}
    reply = Reply(option.step.trigger, answers(form, found.definition, option.step), version, scores)
    with submissions.once(form.key, here) as db:
        service.reply(db, referral_id, reply, actor=actor, at=at, pathways=platform())
    flash(gettext("Saved. The sender and the receiver see it at once."), "success")
    return here


def _refuse(found: Standing, trigger: str) -> NoReturn:
    """Forbidden to who may not take the step; AlreadyDone when this very form was carried out; otherwise it is too late."""
    referral = found.opened.referral
    if trigger in found.definition.outgoing[referral.state]:
        raise Forbidden("referral-step")
    here = url_for("referrals.show", referral_id=referral.id)
    with submissions.once(request.form.get("submission", ""), here):
        raise _stale(referral.id)


def _lead_on(found: Standing, trigger: str) -> ResponseReturnValue:
    """From the form of a step that is over (the browser's Back, an old link) to the referral, which says who answered when."""
    referral, steps = found.opened.referral, found.definition.outgoing
    if trigger in steps[referral.state] or not any(trigger in leading for leading in steps.values()):
        raise NotFound("step", trigger=trigger)
    flash(gettext("The step is not possible any more. Here you can see where the referral stands."), "info")
    return redirect(url_for("referrals.show", referral_id=referral.id), 303)


def _watch(found: Standing) -> Watch:
    """What is looked for in texts about the referred resident."""
    return watch_for(reader(), current_actor(), reader().get_one(Resident, found.opened.row.resident_id))


def _standing(referral_id: int) -> Standing:
    return standing(reader(), current_actor(), referral_id, platform(), now())


def _form(found: Standing, option: Option, **source: None) -> StepForm:
    """Where the result is asked for, each goal that the reader may see is asked for too."""
    kind = step_form(found.definition, option.step, NOTHING_TO_CHOOSE, current_language())
    if option.step.trigger == service.CLOSE:
        goals = queries.open_goals(reader(), found.opened.case.id, found.opened.view)
        kind = with_goals(kind, [(goal.id, goal.own_words) for goal in goals])
    return kind(**source)


def _page(found: Standing, option: Option, form: StepForm) -> str:
    shows(found)
    goals = goal_fields(form)
    asked = [field for field in found.definition.asked(option.step) if not (goals and field.id == IN_ALL)]
    return render_template(
        "referrals/step.html",
        found=found,
        form=form,
        name=option.step.name,
        asked=[form[f"answer_{field.id}"] for field in asked],
        goals=list(goals.values()),
        reasons=_in_words(found, option),
        **frame(found),
    )


def _in_words(found: Standing, option: Option) -> list[words.ReasonWords]:
    units = {found.opened.row.to_unit_id: found.opened.row.to_unit}
    return [words.reason(reason, found.definition, units, {}) for reason in option.reasons]


def frame(found: Standing) -> dict[str, object]:
    """What the head of both pages shows."""
    row = found.opened.row
    case_url = url_for("cases.show", ref=row.case_ref)
    options = [(option.step, _in_words(found, option)) for option in found.options]
    return {
        "row": row,
        "state": found.definition.states[row.state].name,
        "case_url": case_url,
        "options": options,
        "sends": policy.may_send(current_actor(), found.opened.case, found.opened.view),
    }


def shows(found: Standing) -> None:
    row = found.opened.row
    units = frozenset({row.to_unit_id}) | found.opened.view.owning_unit_ids
    readlog.shows(
        readlog.Reading("referral", case_id=row.case_id, resident_id=row.resident_id, unit_ids=units)
    )


def _stale(referral_id: int) -> Stale:
    return Stale("referral", fresh_url=url_for("referrals.show", referral_id=referral_id))
