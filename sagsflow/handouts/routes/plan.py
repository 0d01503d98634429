""" "Min plan": asked for on the case, and printed in the language that the resident reads."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.handouts.forms import PlanForm
from sagsflow.handouts.papers import plan_pdf
from sagsflow.handouts.plan import Wish, my_plan, offered
from sagsflow.handouts.routes import acting
from sagsflow.handouts.routes.acting import HANDERS
from sagsflow.handouts.words import said_to_the_resident
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without

ENDPOINT = "handouts.my_plan"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/my-plan.pdf", "my_plan", plan, methods=["GET", "POST"])


@hidden_without(*HANDERS)
def plan(ref: str) -> ResponseReturnValue:
    db, seen = reader(), acting.load(ref)
    tasks = offered(db, current_actor(), seen, now())
    form = PlanForm()
    form.offer(tasks, said_to_the_resident())
    if form.validate_on_submit():
        return acting.keep(ENDPOINT, ref, **form.told())
    typed = acting.asked(ENDPOINT, ref)
    if typed is None:
        if not form.is_submitted():
            form.suggest(tasks, seen.case.resident.language)
        acting.asks(seen)
        here = url_for("cases.show", ref=ref, _anchor="papers")
        page = render_template("handouts/plan.html", form=form, case=seen.case, here=here)
        return page, 422 if form.errors else 200
    wish = Wish(typed["language"], typed["recipient"], typed["purpose"], frozenset(typed["tasks"]))
    made = my_plan(db, current_actor(), seen, wish, at=now())
    acting.hands_out(seen, "plan-printed", wish.purpose, wish.recipient)
    return acting.pdf(plan_pdf(made), f"{ref}-plan")
