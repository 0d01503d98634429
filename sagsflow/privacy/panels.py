"""What the residents' rights show on the page of a resident."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.privacy import queries, words
from sagsflow.privacy.models import RightsRequest
from sagsflow.privacy.service.register import TASK
from sagsflow.residents.models import Resident
from sagsflow.residents.panels import Panel, PanelLink, PanelRow, register_panel
from sagsflow.web.filters import as_date

TASK_PLACE = {TASK: "privacy.index"}


def register() -> None:
    register_panel(
        Panel(
            key="rights",
            heading=_l("Requests about her data"),
            empty=_l("The resident has asked for nothing."),
            rows=_rows,
            link=_note_one,
        )
    )


def _rows(db: Session, actor: Actor, resident: Resident, _at: datetime) -> Sequence[PanelRow]:
    return [_row(request) for request in queries.of_resident(db, actor, resident.id)]


def _row(request: RightsRequest) -> PanelRow:
    day = as_date(request.due_on) if request.is_open else as_date(request.closed_at)
    return PanelRow(
        title=_l("Request %(number)s", number=request.id),
        url=url_for("privacy.show", request_id=request.id),
        lines=(words.REQUESTS[request.kind.value], day),
        badge=words.STATUSES[request.status.value],
    )


def _note_one(actor: Actor, resident: Resident) -> PanelLink | None:
    if resident.controller_unit_id not in actor.units(P.RESIDENT_WRITE):
        return None
    return PanelLink(_l("Note a request"), url_for("privacy.new", uuid=resident.uuid))
