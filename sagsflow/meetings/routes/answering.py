"""What the forms in the room share: checked, carried out once, or shown again with everything that was typed."""

from collections.abc import Sequence
from typing import Protocol

from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from sagsflow.cases.models import Case
from sagsflow.cases.words import ReasonWords
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.engine.snapshot import Blocked
from sagsflow.meetings import policy
from sagsflow.meetings.guards import STANDING
from sagsflow.meetings.models import AgendaItem, Meeting
from sagsflow.meetings.queries import meetings
from sagsflow.meetings.routes import room
from sagsflow.meetings.routes.acting import Act, carry_out, check_belongs, stale_page
from sagsflow.meetings.routes.presenting import mended, reasons_in_words
from sagsflow.meetings.words import mistake
from sagsflow.residents.freetext import watch_for
from sagsflow.residents.models import Resident
from sagsflow.web import cautions
from sagsflow.web.database import reader
from sagsflow.web.forms import NUMBER, Form
from sagsflow.web.guard import current_actor

# Read by those who may not know anything of the resident.
FOR_ANYBODY = ("anonymous_question", "barrier_title", "barrier_text")


class HasVersion(Protocol):
    """A form about one item."""

    version: HiddenField


def run_by_me(meeting_id: int) -> Meeting:
    """Raises NotFound to strangers, Forbidden to those who only take part."""
    meeting = meetings.find(reader(), current_actor(), meeting_id)
    if not policy.may_run(current_actor(), meeting):
        raise Forbidden("meeting")
    return meeting


def answer(
    form: Form, meeting_id: int, item_id: int | None, act: Act, anchor: str | None = None
) -> ResponseReturnValue:
    run_by_me(meeting_id)
    if item_id is not None:
        check_belongs(reader(), meeting_id, item_id)
    if form.validate_on_submit() and not is_held(form, item_id):
        try:
            return carry_out(meeting_id, form.key, act, anchor)
        except Invalid as refusal:
            if not refusal.fields:
                raise
            form.add_errors(refusal, mistake)
        except Blocked as blocked:
            return shown_again(form, meeting_id, item_id, why_blocked(blocked, item_id))
    return shown_again(form, meeting_id, item_id)


def is_held(form: Form, item_id: int | None) -> bool:
    """Whether there is something in its text to look at once more; where everybody reads it, any resident's name is."""
    db, actor = reader(), current_actor()
    item = db.get(AgendaItem, item_id) if item_id is not None else None
    case = db.get(Case, item.case_id) if item is not None and item.case_id is not None else None
    anybody = watch_for(db, actor, None)
    about = watch_for(db, actor, db.get_one(Resident, case.resident_id)) if case is not None else anybody
    return cautions.hold(form, about, dict.fromkeys(FOR_ANYBODY, anybody))


def shown_again(
    form: Form, meeting_id: int, item_id: int | None, reasons: Sequence[ReasonWords] = ()
) -> ResponseReturnValue:
    """422 with the form as it was sent; 409 when its item waits for nothing any more."""
    item = reader().get(AgendaItem, item_id) if item_id is not None else None
    if item_id is not None and (item is None or item.status not in STANDING):
        return stale_page(Stale("agenda-item", item=item_id), meeting_id)
    shown = room.Shown(item=str(item_id or ""), refused_form=form, reasons=reasons)
    return room.page(run_by_me(meeting_id), shown), 422


def why_blocked(blocked: Blocked, item_id: int | None) -> Sequence[ReasonWords]:
    item = reader().get(AgendaItem, item_id) if item_id is not None else None
    return reasons_in_words(blocked.reasons, mended(reader(), item.case_id if item else None))


def version_of(form: HasVersion) -> int:
    """The version of the item that the form was shown with; one that never was, when it is not a number."""
    typed = str(form.version.data or "")
    return int(typed) if NUMBER.match(typed) else -1
