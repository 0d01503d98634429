"""The resident's support cases, on her page and in the search: only those the reader may see; citizenship cases never."""

import re
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Domain
from sagsflow.residents.models import Resident
from sagsflow.residents.panels import Panel, PanelLink, PanelRow, register_panel
from sagsflow.residents.queries import register_lookup
from sagsflow.web.database import now
from sagsflow.web.filters import as_date
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

NUMBER = re.compile(r"^\s*([A-Za-z]+-\d{4}-\d{4,})\s*$", re.ASCII)


def register() -> None:
    register_lookup(_by_case_number)
    register_panel(
        Panel(
            key="cases",
            heading=_l("Cases"),
            empty=_l("No cases that you can see."),
            rows=_rows,
            link=_open_a_case,
        )
    )


def _rows(db: Session, actor: Actor, resident: Resident, at: datetime) -> Sequence[PanelRow]:
    domain = Domain.SUPPORT if actor.may(P.CASE_READ) else Domain.VOLUNTEER
    cases = db.scalars(
        sa.select(Case)
        .where(Case.resident_id == resident.id, Case.domain == domain, policy.visible_to(actor, at))
        .order_by(Case.opened_at.desc())
    )
    return [_row(case) for case in cases]


def _by_case_number(db: Session, actor: Actor, text: str) -> frozenset[int] | None:
    """A case that the reader may not see gives nobody, as one that does not exist."""
    match = NUMBER.match(text)
    if match is None:
        return None
    rows = db.scalars(
        sa.select(Case.resident_id).where(
            Case.ref == match[1].upper(), Case.domain == Domain.SUPPORT, policy.visible_to(actor, now())
        )
    )
    return frozenset(rows)


def _row(case: Case) -> PanelRow:
    definition = platform().library.get(case.workflow_id, case.workflow_version)
    language = current_language()
    return PanelRow(
        title=case.ref,
        url=url_for("cases.show", ref=case.ref),
        lines=(definition.name.in_(language), _("Opened %(day)s", day=as_date(case.opened_at))),
        badge=definition.states[case.state].name.in_(language),
    )


def _open_a_case(actor: Actor, resident: Resident) -> PanelLink | None:
    if not actor.may_any((P.CASE_OPEN, P.VOLUNTEER_WRITE)):
        return None
    return PanelLink(_l("Open a case"), url_for("cases.new", resident=resident.uuid))
