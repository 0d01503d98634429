"""What the pages of one case's register share: the case, one consent of it, and the note that they were read."""

import re
from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.consents import queries, words
from sagsflow.consents.ages import Age, age_on
from sagsflow.consents.forms import STEP_NAME
from sagsflow.consents.hooks import HOOKS, ConsentCase
from sagsflow.consents.queries import ConsentRow
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.residents.models import Resident
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import Form
from sagsflow.web.guard import current_actor

KEEPERS = (P.CONSENT_RECORD, P.VOLUNTEER_WRITE)
OF_CASE = "/cases/<ref>/consents"


def case_of(ref: str) -> ConsentCase:
    """Raises NotFound to strangers, Forbidden to those who may not keep the register."""
    assert HOOKS.find_case is not None, "cases.consenting has not been connected"
    return HOOKS.find_case(reader(), ref, current_actor(), now())


def consent_of(case: ConsentCase, consent_id: int) -> ConsentRow:
    row = queries.one(reader(), case.id, consent_id, now())
    if row is None:
        raise NotFound("consent", id=consent_id)
    return row


def resident_of(case: ConsentCase) -> Resident:
    return reader().get_one(Resident, case.resident_id)


def age_of(resident: Resident) -> Age:
    return age_on(resident.born_on, today())


def case_url(case: ConsentCase) -> str:
    return url_for(HOOKS.case_endpoint, ref=case.ref, _anchor="consents")


def waiting_step(name: str, ref: str) -> str | None:
    """Back to the step that was refused for want of a consent, or of a basis in law."""
    return url_for(HOOKS.step_endpoint, ref=ref, trigger=name) if re.fullmatch(STEP_NAME, name) else None


def show_url(case: ConsentCase, consent_id: int) -> str:
    return url_for("consents.show", ref=case.ref, consent_id=consent_id)


def shows(case: ConsentCase, what: str = "consents") -> None:
    readlog.shows(
        readlog.Reading(
            what,
            case_id=case.id,
            resident_id=case.resident_id,
            unit_ids=frozenset({case.owner_unit_id}),
        )
    )


def carry_out(
    form: Form, here: str, done: str, act: Callable[[Session], object]
) -> ResponseReturnValue | None:
    """The act in its one transaction, and on to `here`; None when it was refused, with what is wrong beside its field."""
    try:
        with submissions.once(form.key, here) as db:
            act(db)
    except Stale:
        raise Stale("consent", fresh_url=here) from None
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
        return None
    flash(done, "success")
    return redirect(here, 303)
