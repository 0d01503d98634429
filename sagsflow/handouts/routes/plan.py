""" "Min plan": asked for on the case, and printed in the language that the resident reads."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.handouts.forms import PlanForm
from sagsflow.handouts.papers import plan_pdf
from sagsflow.handouts.plan import Wish, my_plan, offered
from sagsflow.handouts.routes import acting
from sagsflow.handouts.routes.acting import HANDERS
from sagsflow.handouts.words import said_to_the_resident
from sagsflow.web.database import now, reader
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/my-plan.pdf", "my_plan", plan)


@hidden_without(*HANDERS)
def plan(ref: str) -> ResponseReturnValue:
    db, seen = reader(), acting.load(ref)
    tasks = offered(db, current_actor(), seen, now())
    form = PlanForm(request.args)
    form.offer(tasks, said_to_the_resident())
    asked = "recipient" in request.args
    if not asked:
        form.suggest(tasks, seen.case.resident.language)
    if not asked or not form.validate():
        acting.asks(seen)
        here = url_for("cases.show", ref=ref, _anchor="papers")
        return render_template(
            "handouts/plan.html", form=form, case=seen.case, here=here
        ), 422 if asked else 200
    wish = Wish(
        form.language.data, text_of(form.recipient), text_of(form.purpose), frozenset(form.tasks.data or ())
    )
    made = my_plan(db, current_actor(), seen, wish, at=now())
    acting.hands_out(seen, "plan-printed", wish.purpose, wish.recipient)
    return acting.pdf(plan_pdf(made), f"{ref}-plan")
