"""The household's plan: what the resident lets the others read is written down, and each copy is printed."""

from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.cases.queries.one import Seen
from sagsflow.consents.models import ConsentForm
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.handouts import household, service
from sagsflow.handouts.forms import CopyForm, YesForm, mistake
from sagsflow.handouts.papers import household_pdf
from sagsflow.handouts.queries import Adult, adults, is_of_adults
from sagsflow.handouts.routes import acting
from sagsflow.handouts.routes.acting import HANDERS
from sagsflow.residents.showing import known_name
from sagsflow.web import submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without

Act = Callable[[Session], object]
ENDPOINT = "handouts.household_plan"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/household", "household", plan, methods=["GET", "POST"])
    bp.add_url_rule("/cases/<ref>/household/take-back", "take_back", take_back, methods=["POST"])
    bp.add_url_rule("/cases/<ref>/household-plan.pdf", "household_plan", paper, methods=["GET", "POST"])


@hidden_without(*HANDERS)
def plan(ref: str) -> ResponseReturnValue:
    seen, people = _people(ref)
    form = YesForm()
    if not form.is_submitted():
        form.show(people[0].part, today())
    if form.validate_on_submit():
        yes = service.Yes(
            frozenset(Topic(code) for code in form.topics.data or ()),
            ConsentForm(form.form.data),
            form.given_on.date or today(),
        )
        try:
            return _carry_out(
                ref,
                form.key,
                lambda db: service.agree(db, ref, yes, actor=current_actor(), at=now()),
            )
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
            seen, people = _people(ref)
    return _page(seen, people, form), 422 if form.errors else 200


@hidden_without(*HANDERS)
def take_back(ref: str) -> ResponseReturnValue:
    acting.load(ref)
    return _carry_out(
        ref,
        request.form.get("submission", ""),
        lambda db: service.take_back(db, ref, actor=current_actor(), at=now()),
    )


@hidden_without(*HANDERS)
def paper(ref: str) -> ResponseReturnValue:
    seen, people = _people(ref)
    form = CopyForm()
    form.copy.choices = offered([(household.FOR_ALL, form.everybody()), *_copies(people)])
    if form.validate_on_submit():
        return acting.keep(ENDPOINT, ref, **form.told())
    typed = acting.asked(ENDPOINT, ref)
    if typed is None:
        if not form.is_submitted():
            form.suggest()
        _shows(people)
        here = url_for("handouts.household", ref=ref)
        page = render_template("handouts/household_copy.html", form=form, case=seen.case, here=here)
        return page, 422 if form.errors else 200
    wish = household.Wish(typed["language"], typed["copy"], typed["recipient"], typed["purpose"])
    made = household.household_plan(reader(), current_actor(), people, wish, at=now())
    for adult in household.printed(people, wish.copy_of, now()):
        if adult.seen is not None:
            acting.hands_out(adult.seen, "household-plan-printed", wish.purpose, wish.recipient)
    return acting.pdf(household_pdf(made), f"{ref}-husstand")


def _people(ref: str) -> tuple[Seen, Sequence[Adult]]:
    """Raises NotFound where the resident is not an adult of a household."""
    seen = acting.load(ref)
    if not is_of_adults(seen.case.resident):
        raise NotFound("household", ref=ref)
    return seen, adults(reader(), current_actor(), seen, now())


def _copies(people: Sequence[Adult]) -> list[tuple[str, str]]:
    return [(adult.seen.case.ref, known_name(adult.resident)) for adult in people if adult.seen]


def _page(seen: Seen, people: Sequence[Adult], form: YesForm) -> str:
    _shows(people)
    here = url_for("cases.show", ref=seen.case.ref, _anchor="papers")
    return render_template("handouts/household.html", form=form, case=seen.case, people=people, here=here)


def _shows(people: Sequence[Adult]) -> None:
    for adult in people:
        if adult.seen is not None:
            acting.asks(adult.seen)


def _carry_out(ref: str, key: str, act: Act) -> ResponseReturnValue:
    here = url_for("handouts.household", ref=ref)
    with submissions.once(key, here) as db:
        act(db)
    return redirect(here, 303)
