"""Moves a case: the form of a step, the step itself, and taking the last one back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases import panels, words
from sagsflow.cases.pathways import definition_of
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.queries.standing import standing
from sagsflow.cases.routes import acting, mending, overtaken
from sagsflow.cases.routes.presenting import Names
from sagsflow.cases.service.moving import Attempt, move
from sagsflow.cases.service.undoing import undo_last_step
from sagsflow.cases.step_forms import Choices, Offers, StepForm, answers, step_form
from sagsflow.consents.queries import covered_units, knowing_units
from sagsflow.core.errors import Invalid, Stale
from sagsflow.engine.model import WITHDRAW, Consent, Definition, State, Transition
from sagsflow.engine.replay import NotReversible
from sagsflow.engine.snapshot import Blocked, NoSuchStep, Reason, besides_the_form
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import UnitKind
from sagsflow.organisations.queries import NamedUnit
from sagsflow.web import cautions, drafts, errors, readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.forms import number_in
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

OUTSIDE_CASEWORK = {UnitKind.BOARD, UnitKind.TENANT_BOARD, UnitKind.MANAGEMENT, UnitKind.SECRETARIAT}
PARTNERS = tuple(kind for kind in UnitKind if kind not in OUTSIDE_CASEWORK)
MOVERS = (P.CASE_READ, P.VOLUNTEER_READ)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/move/<trigger>", "move", step, methods=["GET", "POST"])
    bp.add_url_rule("/cases/<ref>/undo", "undo", undo, methods=["POST"])


@hidden_without(*MOVERS)
def step(ref: str, trigger: str) -> ResponseReturnValue:
    seen = one.find(reader(), current_actor(), ref, now())
    definition = definition_of(seen.case, platform())
    wanted = definition.outgoing[seen.case.state].get(trigger)
    if wanted is None:
        if request.method == "POST":
            submissions.lead_on()
            return overtaken.no_longer(seen, number_in(request.form.get("seen")))
        return overtaken.lead_on(seen, definition, trigger)
    draft = None if request.method == "POST" else _draft(_place(seen, trigger))
    form = _form(seen, definition, wanted, draft)
    if form.validate_on_submit() and not cautions.hold(form, acting.watch(seen)):
        return _carry_out(form, seen, definition, wanted)
    if not form.is_submitted():
        form.seen.data = str(seen.case.event_count)
    option = standing(reader(), current_actor(), seen, platform(), now()).option(trigger)
    reasons = option.reasons if option else ()
    page = _page(form, seen, definition, wanted, reasons, restored=draft is not None)
    return page, 422 if form.is_submitted() else 200


def _carry_out(form: StepForm, seen: Seen, definition: Definition, wanted: Transition) -> ResponseReturnValue:
    """Whether the step is possible is asked once, of the case as it stands when it is locked."""
    actor, at, ref = current_actor(), now(), seen.case.ref
    here = url_for("cases.show", ref=ref)
    attempt = Attempt(wanted.trigger, answers(form, definition, wanted), form.seen_number)
    try:
        with submissions.once(form.key, here) as db:
            move(db, ref, attempt, actor=actor, at=at, pathways=platform())
            if request.form.get("restored"):
                drafts.forget(db, _place(seen, wanted.trigger), user_id=actor.user_id)
    except Stale as stale:
        return overtaken.stale_page(stale, seen)
    except NoSuchStep:
        return overtaken.no_longer(seen, form.seen_number)
    except Blocked as blocked:
        with transaction() as db:
            drafts.keep(db, _place(seen, wanted.trigger), request.form, user_id=actor.user_id, at=at)
        return _page(form, seen, definition, wanted, blocked.reasons, restored=True), 422
    return redirect(here, 303)


def _place(seen: Seen, trigger: str) -> str:
    return f"step|{seen.case.id}|{trigger}"


def _draft(place: str) -> MultiDict[str, str] | None:
    """What this person typed before she went to see to what the step waits for."""
    return drafts.kept(reader(), place, user_id=current_actor().user_id, at=now())


def _page(
    form: StepForm,
    seen: Seen,
    definition: Definition,
    wanted: Transition,
    reasons: tuple[Reason, ...],
    *,
    restored: bool,
) -> str:
    db = reader()
    names = Names.of(db, seen)
    urls = mending.for_step(mending.doors(db, current_actor(), seen, reasons), wanted.trigger, reasons)
    readlog.shows(readlog.Reading("case-step", case_id=seen.case.id, unit_ids=seen.unit_ids))
    target = definition.states[wanted.target]
    return render_template(
        "cases/move.html",
        form=form,
        case=seen.case,
        name=wanted.name.in_(current_language()),
        source=definition.states[seen.case.state].name.in_(current_language()),
        target=target.name.in_(current_language()),
        is_end=target.final,
        is_withdrawal=wanted.trigger == WITHDRAW,
        before_the_end=_before_the_end(seen, target, wanted),
        asked=[f"answer_{asked.id}" for asked in definition.asked(wanted)],
        longtexts={f"answer_{asked.id}" for asked in definition.asked(wanted) if asked.type == "longtext"},
        reasons=[words.reason(found, definition, names.units, urls) for found in reasons],
        can_be_sent=not besides_the_form(reasons) or form.is_submitted(),
        restored=restored,
    )


def _before_the_end(seen: Seen, target: State, wanted: Transition) -> Sequence[panels.Panel]:
    """Nothing where the resident stops: nobody is to be asked any more."""
    if not target.final or wanted.trigger == WITHDRAW:
        return ()
    return panels.before_the_end(reader(), current_actor(), seen, now())


def _form(
    seen: Seen, definition: Definition, wanted: Transition, draft: MultiDict[str, str] | None
) -> StepForm:
    """The database is asked for units and people only where the step has somebody choose among them."""
    kinds = {field.type for field in definition.asked(wanted)}
    offers = Offers(
        units=_units(seen, wanted) if kinds & {"unit", "units"} else [],
        people=_people(seen) if "user" in kinds else [],
    )
    kind = step_form(definition, wanted, offers, current_language())
    return kind() if draft is None else kind(formdata=draft)


def _units(seen: Seen, wanted: Transition) -> Choices:
    db, own = reader(), seen.case.owner_unit_id
    rule = wanted.consent if wanted.consent is not None and wanted.consent.kind != "all" else None
    known = Known.of(db, seen, rule, now()) if rule is not None and seen.view.owning_unit_ids else None
    units = organisations.named_units(db, PARTNERS)
    # Sharing with one's own unit makes no sense; being responsible does.
    return [(unit.id, _offered(unit, known)) for unit in units if unit.id != own or rule is None]


def _people(seen: Seen) -> Choices:
    db = reader()
    around = {seen.case.owner_unit_id} | {row.unit_id for row in one.parties(db, seen)}
    people = accounts.people_in(db, around, today())
    return sorted({(person.user_id, person.name) for person in people}, key=lambda row: row[1])


@dataclass(frozen=True, slots=True)
class Known:
    """The units that the resident has agreed to share with, and those for which a basis in law will do in this step."""

    agreed: frozenset[int]
    by_law: frozenset[int]

    @classmethod
    def of(cls, db: Session, seen: Seen, rule: Consent, at: datetime) -> "Known":
        agreed = covered_units(db, seen.case.id, at)
        return cls(
            agreed, knowing_units(db, seen.case.id, at) - agreed if rule.or_legal_basis else frozenset()
        )


def _offered(unit: NamedUnit, known: Known | None) -> str:
    """Where the step needs consent, each unit is offered with what the resident has said; a receiver does not learn it."""
    if known is None:
        return unit.name
    if unit.id in known.agreed:
        return gettext("%(unit)s (agreed)", unit=unit.name)
    if unit.id in known.by_law:
        return gettext("%(unit)s (basis in law)", unit=unit.name)
    return gettext("%(unit)s (not agreed yet)", unit=unit.name)


@hidden_without(*MOVERS)
def undo(ref: str) -> ResponseReturnValue:
    actor, at, here = current_actor(), now(), url_for("cases.show", ref=ref)
    seen = one.find(reader(), actor, ref, at)
    values: Mapping[str, str] = request.form
    try:
        with submissions.once(values.get("submission", ""), here) as db:
            undo_last_step(
                db, ref, seen=number_in(values.get("seen")), actor=actor, at=at, pathways=platform()
            )
    except Stale as stale:
        return overtaken.stale_page(stale, seen)
    except (NotReversible, Invalid) as refusal:
        return errors.page(422, error=refusal, fresh_url=here)
    return redirect(here, 303)
