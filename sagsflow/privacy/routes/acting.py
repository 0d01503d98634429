"""What every act on a request shares: load, check the form, one transaction, on to the next page."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.core.errors import Invalid, Stale
from sagsflow.privacy import queries, words
from sagsflow.privacy.forms import Versioned
from sagsflow.privacy.queries import Row
from sagsflow.web import readlog, submissions
from sagsflow.web.database import reader
from sagsflow.web.forms import number_of
from sagsflow.web.guard import current_actor

Act = Callable[[Session, int], object]


def shows(row: Row, what: str, recipient: str | None = None) -> None:
    readlog.shows(
        readlog.Reading(
            what,
            resident_id=row.resident.id,
            recipient=recipient,
            unit_ids=frozenset({row.request.unit_id}),
        )
    )


def form_page(
    template: str, form: Versioned, row: Row, act: Act, *, onward: str, **values: object
) -> ResponseReturnValue:
    """Shows the form, or carries it out once. `act` gets the version that the page was shown with."""
    if form.validate_on_submit():
        try:
            once(form, row, act, onward=onward)
            return redirect(onward, 303)
        except Invalid as refusal:
            form.add_errors(refusal, words.mistake)
            row = queries.get_to_answer(reader(), current_actor(), row.request.id)
    shows(row, "request")
    status = 422 if form.errors or form.form_errors else 200
    return render_template(template, form=form, row=row, **values), status


def once(form: Versioned, row: Row, act: Act, *, onward: str) -> None:
    """Raises what the service raises; a stale page is led to the request as it is now."""
    try:
        with submissions.once(form.key, onward) as db:
            act(db, number_of(form.version))
    except Stale:
        raise Stale("request", fresh_url=url_for("privacy.show", request_id=row.request.id)) from None
