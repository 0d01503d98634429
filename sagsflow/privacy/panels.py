"""What the residents' rights show on the page of a resident, and retention on the page of a closed case."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.cases.panels import register_panel as register_case_panel
from sagsflow.cases.queries.one import Seen
from sagsflow.privacy import due, queries, retention, words
from sagsflow.privacy.models import RightsRequest
from sagsflow.privacy.service.register import TASK
from sagsflow.privacy.service.retaining import TASK as REVIEW
from sagsflow.residents.models import Resident
from sagsflow.residents.panels import Panel, PanelLink, PanelRow, register_panel
from sagsflow.web.filters import as_date
from sagsflow.web.platform import platform

TASK_PLACE = {TASK: "privacy.index", REVIEW: "retention.index"}
RETENTION_PLACE = 90


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
    register_case_panel("retention", "privacy/_retention.html", _retention, order=RETENTION_PLACE)


def _retention(db: Session, actor: Actor, seen: Seen, _at: datetime) -> Mapping[str, object] | None:
    """How long a closed case is kept, for the unit that owns it."""
    kept = retention.kept(seen.case, platform().library)
    if kept is None or not seen.view.owning_unit_ids:
        return None
    review = seen.case.owner_unit_id in due.reviewed_units(db, actor)
    return {
        "kept": kept,
        "hold": due.standing_hold(db, seen.case.id),
        "url": url_for("retention.show", ref=seen.case.ref) if review else None,
    }


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
