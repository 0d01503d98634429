"""What every small act on a case shares: load, check the form, one transaction, back to the case."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.cases.forms import mistake
from sagsflow.cases.policy import Rule
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.routes.overtaken import stale_page
from sagsflow.core.errors import Invalid, Stale
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, readlog, submissions
from sagsflow.web.cautions import Watch
from sagsflow.web.database import now, reader
from sagsflow.web.forms import Form
from sagsflow.web.guard import current_actor

Act = Callable[[Session], object]


def load(ref: str, rule: Rule) -> Seen:
    """Raises NotFound to strangers and Forbidden to those who may only look."""
    return one.find_for(reader(), current_actor(), ref, now(), rule)


def watch(seen: Seen) -> Watch:
    """What is looked for in texts about this case."""
    return watch_for(reader(), current_actor(), seen.case.resident)


def form_page(
    template: str, form: Form, seen: Seen, act: Act, *, anchor: str, **values: object
) -> ResponseReturnValue:
    """Shows the form, or carries it out once and leads back to the part of the case page that shows it."""
    here = url_for("cases.show", ref=seen.case.ref, _anchor=anchor)
    if form.validate_on_submit() and not cautions.hold(form, watch(seen)):
        try:
            with submissions.once(form.key, here) as db:
                act(db)
            return redirect(here, 303)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
            seen = one.find(reader(), current_actor(), seen.case.ref, now())
        except Stale as stale:
            return stale_page(stale, seen)
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    status = 422 if form.errors or form.cautions else 200
    return render_template(template, form=form, case=seen.case, here=here, **values), status
