"""What cases lend to the consent register below them, and what the engine and the steps of a case learn from it.

The register may not import cases. It asks for a case through its own hooks, filled here, and cases take from it the facts
`consents` and `team_consent` and its part in the effect `end_sharing`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.permissions import Permission
from sagsflow.cases import policy
from sagsflow.cases.hooks import HOOKS, Facts, Known, Step
from sagsflow.cases.models import Case, CaseParty, Domain
from sagsflow.cases.panels import register_panel
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.service import reading, restricting
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock, lock_for
from sagsflow.cases.service.opening import give_tenancy
from sagsflow.consents import bases, guards, queries
from sagsflow.consents import service as consents
from sagsflow.consents.hooks import HOOKS as CONSENTS
from sagsflow.consents.hooks import ConsentCase, NamedCase
from sagsflow.consents.service import basing
from sagsflow.core.asking import Row
from sagsflow.core.errors import Forbidden, NotFound
from sagsflow.eventlog.service import Entry
from sagsflow.residents.hooks import HOOKS as RESIDENTS
from sagsflow.residents.models import Resident

CONSENTS_PLACE, BASES_PLACE, SEES_PLACE = 10, 15, 20
KEEP = {Domain.SUPPORT: Permission.CONSENT_RECORD, Domain.VOLUNTEER: Permission.VOLUNTEER_WRITE}


def connect(case_endpoint: str, step_endpoint: str, pathways: Pathways) -> None:
    """`case_endpoint` is the page of a case, asked for with `ref`; `step_endpoint` the form of a step, with `trigger` too."""
    CONSENTS.find_case, CONSENTS.lock_case = partial(_find, pathways), partial(_lock, pathways)
    CONSENTS.lock_for_system, CONSENTS.describe = partial(_lock_for_system, pathways), _describe
    CONSENTS.lock_named = partial(_lock_named, pathways)
    CONSENTS.owned_by, CONSENTS.record = _owned_by, _record
    CONSENTS.case_endpoint, CONSENTS.step_endpoint = case_endpoint, step_endpoint
    RESIDENTS.birth_date_corrected["consents"] = consents.reckon
    RESIDENTS.restricted["cases"], RESIDENTS.released["cases"] = _restrict, partial(_release, pathways)
    RESIDENTS.closed_to["cases"] = restricting.closed_to
    HOOKS.facts["consents"] = Facts(guards.ASKS, _facts)
    HOOKS.on_effect("end_sharing", "consents", _end_sharing)
    register_panel("consents", "consents/_panel.html", _panel, order=CONSENTS_PLACE)
    register_panel("legal_bases", "consents/_bases.html", _bases, order=BASES_PLACE)
    register_panel("who_sees", "consents/_who_sees.html", _who_sees, order=SEES_PLACE)


def may_keep(actor: Actor, case: Case, view: View) -> bool:
    """Only a unit that owns the case keeps its consents."""
    holders = actor.units(KEEP[case.domain])
    return policy.may_write(actor, case, view) and not holders.isdisjoint(view.owning_unit_ids)


def _panel(db: Session, actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object] | None:
    """Receivers do not learn to whom else the resident has said yes."""
    if not may_keep(actor, seen.case, seen.view):
        return None
    rows = queries.for_case(db, seen.case.id, at)
    live = sum(row.is_live for row in rows)
    return {"rows": rows, "live": live, "ref": seen.case.ref, "may_give": seen.case.is_open}


def _bases(db: Session, _actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object] | None:
    """To the unit that owns the case all of them, to a receiver its own."""
    rows = [
        row
        for row in bases.of_case(db, seen.case.id, at)
        if seen.view.owning_unit_ids or row.unit_id in seen.unit_ids
    ]
    return {"rows": rows} if rows else None


def _who_sees(db: Session, _actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object] | None:
    if not seen.view.owning_unit_ids:
        return None
    return {"sees": queries.who_sees(db, one.grants(db, seen, at))}


def _facts(case: Case, answers: Sequence[Sequence[Row]]) -> Known:
    return guards.told(case.owner_unit_id, answers)


def _end_sharing(step: Step, _params: Mapping[str, object]) -> None:
    for consent in consents.end_all(step.db, case_id=step.case.id, at=step.at, actor=step.actor):
        step.note("consent-ended", consent=consent.id, unit=consent.receiving_unit_id)
    for basis in basing.end_bases(step.db, case_id=step.case.id, at=step.at, actor=step.actor):
        step.note("legal-basis-ended", basis=basis.id, unit=basis.unit_id)


def _restrict(db: Session, resident: Resident, actor: Actor, at: datetime) -> None:
    for case in restricting.of_resident(db, resident):
        restricting.close_to_others(db, case, at=at)
        record_on_case(db, case, [Entry(restricting.BEGUN)], actor=actor, at=at)


def _release(pathways: Pathways, db: Session, resident: Resident, actor: Actor, at: datetime) -> None:
    for case in restricting.of_resident(db, resident):
        case.restricted_at = None
        db.flush()
        if case.is_open:
            consents.share_again(db, _as_lent(case, pathways), actor=actor, at=at)
            give_tenancy(db, case, definition_of(case, pathways), at)
        record_on_case(db, case, [Entry(restricting.LIFTED)], actor=actor, at=at)
        reading.refresh(db, case, at=at)


def _find(pathways: Pathways, db: Session, ref: str, actor: Actor, at: datetime) -> ConsentCase:
    seen = one.find(db, actor, ref, at)
    if not may_keep(actor, seen.case, seen.view):
        raise Forbidden("consents", ref=ref)
    return _as_lent(seen.case, pathways)


def _lock(pathways: Pathways, db: Session, ref: str, actor: Actor, at: datetime) -> ConsentCase:
    case, _view = lock_for(db, ref, actor=actor, at=at, rule=may_keep)
    return _as_lent(case, pathways)


def _lock_for_system(pathways: Pathways, db: Session, case_id: int) -> ConsentCase:
    found = sa.select(Case).where(Case.id == case_id).with_for_update()
    case = db.scalars(found.execution_options(populate_existing=True)).one()
    return _as_lent(case, pathways)


def _lock_named(
    pathways: Pathways, db: Session, ref: str, actor: Actor, at: datetime
) -> tuple[ConsentCase, frozenset[int]]:
    """Units that the team has named as parties, and those to which something of it is open already."""
    case = lock(db, ref)
    units = actor.units(Permission.LEGAL_BASIS_STATE)
    named = db.scalars(
        sa.select(CaseParty.unit_id).where(CaseParty.case_id == case.id, CaseParty.unit_id.in_(sorted(units)))
    )
    able = frozenset(named) | ledger.view_of_units(db, units, case.id, at).unit_ids
    if case.domain is not Domain.SUPPORT or not able - {case.owner_unit_id}:
        raise NotFound("case", ref=ref)
    return _as_lent(case, pathways), able - {case.owner_unit_id}


def _describe(db: Session, case_ids: Sequence[int]) -> Mapping[int, NamedCase]:
    rows = db.scalars(sa.select(Case).where(Case.id.in_(case_ids)).options(joinedload(Case.resident)))
    return {case.id: NamedCase(case.ref, case.resident, case.owner_id) for case in rows}


def _record(db: Session, case_id: int, entries: Sequence[Entry], actor: Actor | None, at: datetime) -> None:
    case = db.get_one(Case, case_id)
    record_on_case(db, case, entries, actor=actor, at=at)
    reading.refresh(db, case, at=at)


def _owned_by(user_id: int) -> sa.Select[int]:
    return sa.select(Case.id).where(Case.owner_id == user_id)


def _as_lent(case: Case, pathways: Pathways) -> ConsentCase:
    steps = definition_of(case, pathways).transitions
    return ConsentCase(
        id=case.id,
        ref=case.ref,
        resident_id=case.resident_id,
        owner_unit_id=case.owner_unit_id,
        owner_id=case.owner_id,
        is_open=case.is_open,
        asks_own=any(step.consent is not None and step.consent.kind == "team" for step in steps),
        is_restricted=case.restricted_at is not None,
    )
