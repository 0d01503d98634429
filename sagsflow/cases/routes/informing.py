"""The duty to inform: when the resident was told what is written down, how, and by whom."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.forms import InformedForm
from sagsflow.cases.models import InformedHow
from sagsflow.cases.routes import acting
from sagsflow.cases.service.informing import Informed, note_informed
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without

WRITERS = (P.CASE_READ, P.VOLUNTEER_READ)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/informed", "informed", informed, methods=["GET", "POST"])


@hidden_without(*WRITERS)
def informed(ref: str) -> ResponseReturnValue:
    seen, form = acting.load(ref, policy.may_write), InformedForm()
    people = accounts.people_in(reader(), {seen.case.owner_unit_id}, today())
    form.by.choices = offered({person.user_id: person.name for person in people}.items())
    if not form.is_submitted():
        form.on.show(seen.case.informed_on)
        form.how.data = seen.case.informed_how.value if seen.case.informed_how else None
        form.by.data = seen.case.informed_by or current_actor().user_id

    def act(db: Session) -> None:
        told = Informed(form.on.date or today(), InformedHow(form.how.data), form.by.data)
        note_informed(db, ref, told, actor=current_actor(), at=now())

    return acting.form_page("cases/informed.html", form, seen, act, anchor="informed")
